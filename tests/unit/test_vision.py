"""The bundled model: what it names, how sure it is, and what its files must be."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from PIL import Image

import mlworkshop as ws
from mlworkshop import language
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.vision import BundledModel, Label, bundled, credit

# The eight-bit sums of a processor without instructions for them differ by so much.
BY = 0.04


@pytest.fixture(scope="module")
def roll():
    return ws.data.camera_roll()


@pytest.fixture(scope="module")
def scores(roll):
    return ws.vision.cat_score(roll["path"])


def test_the_cats_of_the_camera_roll_come_first_and_then_the_pillow(roll, scores):
    by_score = roll.assign(score=scores).sort_values("score", ascending=False)
    assert list(by_score.index[:4]) == ["chelsea.webp", "cat.webp", "kitten.webp", "pillow.webp"]
    assert by_score["score"].iloc[:4].to_numpy() == pytest.approx([0.92, 0.75, 0.46, 0.05], abs=BY)
    assert by_score["score"].iloc[4] < 0.02


def test_scores_at_the_cut_offs_of_the_lesson(roll, scores):
    assert ((scores >= 0.1) == roll["cat"]).all()
    assert ((scores >= 0.5) & roll["cat"]).sum() == 2
    assert not ((scores >= 0.5) & ~roll["cat"]).any()


def test_labels_come_with_the_most_confident_first(roll):
    for file, label in (("panda.webp", "giant panda"), ("dog.webp", "German Shepherd Dog")):
        labels = BundledModel().labels(roll.path[file])
        assert len(labels) == 5
        assert labels[0].name == label
        assert labels[0].confidence > 0.9
        confidences = [each.confidence for each in labels]
        assert confidences == sorted(confidences, reverse=True)


def test_confidences_of_all_labels_add_up_to_one(roll):
    shares = BundledModel().probabilities(roll["path"].iloc[:3])
    assert shares.shape == (3, 1000)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert sum(each.confidence for each in BundledModel().labels(roll.path.iloc[0], 1000)) == (
        pytest.approx(1)
    )


def test_a_cat_s_score_is_the_sum_over_the_labels_for_cats(roll):
    language.use("en")
    labels = {
        each.name: each.confidence for each in BundledModel().labels(roll.path["cat.webp"], 1000)
    }
    cats = ["tabby cat", "striped cat", "Persian cat", "Siamese cat", "Egyptian Mau"]
    [score] = ws.vision.cat_score(roll.path["cat.webp"])
    assert score == pytest.approx(sum(labels[cat] for cat in cats))


def test_labels_are_named_in_the_notebook_s_language(roll):
    named = {}
    for current in language.LANGUAGES:
        language.use(current)
        named[current] = BundledModel().labels(roll.path["pillow.webp"], 1)[0].name
    assert named == {"en": "pillow", "ja": "枕"}


def test_a_label_without_a_japanese_name_is_in_english():
    language.use("ja")
    assert bundled.names()[0] == "tench"


def test_what_the_camera_roll_shows_first_has_japanese_names(roll):
    language.use("ja")
    english = {row["en"] for row in table() if not row["ja"]}
    assert not english & set(ws.vision.look(roll["path"])["label"])


def table():
    with bundled.LABELS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_table_of_labels_is_whole_and_tells_them_apart():
    rows = table()
    assert [int(row["number"]) for row in rows] == list(range(bundled.CLASSES))
    assert all(row["en"] == row["en"].strip() != "" for row in rows)
    japanese = Counter(row["ja"] for row in rows if row["ja"])
    assert len(japanese) > 950
    # ImageNet itself has these twice: once by mistake, once hardly told apart.
    twice = {name for name, count in japanese.items() if count > 1}
    assert twice == {"ノートパソコン", "ミサイル", "サングラス"}
    assert all("猫" in row["ja"] for row in rows[bundled.CATS])


def test_look_makes_a_table_with_the_photos_names(roll):
    paths = roll["path"].iloc[:2]
    seen = ws.vision.look(paths, top=3)
    assert seen["photo"].tolist() == ["alpaca.webp"] * 3 + ["baseball.webp"] * 3
    assert seen["label"].iloc[0] == "llama"
    assert seen["confidence"].between(0, 1).all()


@pytest.mark.parametrize(("current", "name"), [("en", "photo 2"), ("ja", "写真 2")])
def test_photos_without_a_name_are_counted(roll, current, name):
    language.use(current)
    content = roll.path["cat.webp"].read_bytes()
    assert ws.vision.look([roll.path["cat.webp"], content], top=1)["photo"].tolist() == [
        "cat.webp",
        name,
    ]


def test_one_photo_many_photos_and_none(roll):
    one = roll.path["cat.webp"]
    assert ws.vision.cat_score(one).shape == (1,)
    assert ws.vision.cat_score([]).shape == (0,)
    assert ws.vision.features([]).shape == (0, 1280)
    assert len(ws.vision.look([])) == 0


def test_a_photo_s_result_does_not_depend_on_those_beside_it(roll, scores):
    at = roll.index.get_loc("kitten.webp")
    assert ws.vision.cat_score(roll.path["kitten.webp"])[0] == scores[at]
    image = ws.vision.open_photo(roll.path["kitten.webp"])
    assert ws.vision.cat_score([image, image]).tolist() == [scores[at]] * 2


def test_features_are_what_the_labels_are_read_from(roll):
    features = ws.vision.features(roll["path"].iloc[:4])
    assert features.shape == (4, 1280)
    assert features.dtype == np.float32
    assert features.min() >= 0
    assert np.linalg.matrix_rank(features) == 4
    again = ws.vision.features(roll["path"].iloc[:4])
    assert (features == again).all()


def test_photos_of_one_kind_are_nearer_to_each_other_than_to_others(roll):
    files = ["solar4.webp", "solar5.webp", "screwDriver.webp", "screwDriver2.webp"]
    features = ws.vision.features(roll.path[files])
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    alike = unit @ unit.T
    assert min(alike[0, 1], alike[2, 3]) > alike[:2, 2:].max()


def test_another_detector_is_asked_in_place_of_the_bundled_one():
    class Sure:
        name = "Sure"

        def labels(self, photo, top=5):
            return [Label("Cat", 1.0), Label("Pet", 0.9)][:top]

        def cat_scores(self, photos):
            return np.array([1.0 for _ in photos])

    image = Image.new("RGB", (9, 9))
    assert ws.vision.look(image, top=1, detector=Sure())["label"].tolist() == ["Cat"]
    assert ws.vision.cat_score([image, image], detector=Sure()).tolist() == [1, 1]


def test_a_broken_photo_among_others_is_named(roll, tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0")
    for ask in (ws.vision.look, ws.vision.cat_score, ws.vision.features):
        with pytest.raises(WorkshopError, match=r"broken\.jpg"):
            ask([roll.path["cat.webp"], broken])


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, {"en": "missing", "ja": "見つかりません"}), (b"1", {"en": "damaged", "ja": "壊れて"})],
)
@pytest.mark.parametrize("current", language.LANGUAGES)
def test_a_model_that_is_missing_or_damaged_is_named(
    tmp_path, monkeypatch, current, content, words
):
    language.use(current)
    path = tmp_path / bundled.MODEL.name
    if content:
        path.write_bytes(content)
    monkeypatch.setattr(bundled, "MODEL", path)
    bundled._session.cache_clear()
    try:
        with pytest.raises(WorkshopError, match=words[current]) as error:
            ws.vision.cat_score(Image.new("RGB", (9, 9)))
    finally:
        bundled._session.cache_clear()
    command = next(line for line in str(error.value).splitlines() if "git restore" in line)
    restored = command.split(":/")[1]
    assert (structure.root() / restored).is_file()


def test_neither_the_model_nor_pillow_is_loaded_before_a_photo_is_looked_at():
    code = "import sys, mlworkshop; print({'onnxruntime', 'PIL.Image', 'boto3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("author", "licence", "english", "japanese"),
    [
        ("Peng", "CC-BY-SA-3.0", "Peng, CC BY-SA 3.0", "Peng, CC BY-SA 3.0"),
        ("Lu", "LicenseRef-Public-Domain", "Lu, public domain", "Lu, パブリックドメイン"),
        ("X", "CC0-1.0", "X, CC0", "X, CC0"),
        ("the GCompris authors", "MIT", "the GCompris authors, MIT", "GCompris の作者, MIT"),
        ("Z", "GPL-3.0-or-later", "Z, GPL 3+", "Z, GPL 3+"),
        ("Y", None, "Y", "Y"),
    ],
)
def test_a_credit_says_who_under_which_licence_and_what_was_changed(
    author, licence, english, japanese
):
    photo = {"author": author, "licence": licence}
    language.use("en")
    assert credit(photo) == f"Photo: {english}; resized"
    language.use("ja")
    assert credit(photo) == f"写真：{japanese}（縮小）"


@pytest.mark.parametrize("photo", [{}, {"author": ""}, {"author": None}, {"author": float("nan")}])
def test_an_unknown_author_gets_no_credit(photo):
    assert credit(photo) == ""


def test_every_photo_of_the_camera_roll_has_a_credit(roll):
    for row in roll.to_dict("records"):
        assert row["author"] in credit(row)
        assert "LicenseRef" not in credit(row)


@pytest.mark.parametrize("top", [0, -1, "3", None, 2.5, True, np.array([1, 2])])
def test_another_number_of_labels_is_refused(roll, top):
    with pytest.raises(WorkshopError, match="top="):
        ws.vision.look(roll["path"].iloc[0], top=top)


def test_a_number_of_numpy_is_a_number_of_labels(roll):
    assert len(ws.vision.look(roll["path"].iloc[0], top=np.int64(2))) == 2
