"""Your own photo: by upload and from code, right ones and wrong ones, in both languages."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

import mlworkshop as ws
from mlworkshop import activities, journal, language, ui
from mlworkshop.activities.own_photos import OwnPhoto
from mlworkshop.errors import WorkshopError
from mlworkshop.vision import BundledModel, Label


@pytest.fixture(scope="module")
def cat():
    return ws.data.camera_roll().path["cat.webp"].read_bytes()


@pytest.fixture
def shown(monkeypatch):
    """What was displayed: live widgets, static HTML, plain text."""
    displayed = []
    monkeypatch.setattr(ui, "show", lambda *parts: displayed.append(parts))
    return displayed


def file(name, content):
    """A file as the widget for uploads hands it on."""
    return {
        "name": name,
        "type": "image/jpeg",
        "size": len(content),
        "content": memoryview(content),
        "last_modified": datetime(2026, 1, 1, tzinfo=UTC),
    }


def chosen(*files, cutoff=0.5, detector=None):
    """The activity after somebody has chosen files."""
    activity = OwnPhoto(cutoff, detector or BundledModel())
    activity.upload.value = files
    return activity


@pytest.mark.parametrize(
    ("current", "label", "called"),
    [("en", "Egyptian Mau", "called a cat"), ("ja", "エジプシャン・マウ（猫）", "猫と判定")],
)
def test_an_uploaded_photo_is_named_scored_and_called(cat, current, label, called):
    language.use(current)
    said = chosen(file("my cat.webp", cat)).result.value
    assert "<strong>my cat.webp</strong>" in said
    assert label in said
    assert f"<strong>{called}</strong>" in said
    assert said.count("<img") == 1


@pytest.mark.parametrize(("cutoff", "verdict"), [(0.5, "called a cat"), (0.9, "not called a cat")])
def test_the_cut_off_decides_what_it_is_called(cat, cutoff, verdict):
    [card] = chosen(file("a.webp", cat), cutoff=cutoff).cards
    assert card.verdict == verdict
    assert card.score == pytest.approx(0.74, abs=0.05)


def test_several_files_each_good_or_bad_for_itself(cat):
    said = chosen(
        file("good.webp", cat),
        file("IMG.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        file("<b>empty</b>.jpg", b""),
        file("half.webp", cat[:500]),
        file("also good.webp", cat),
    ).result.value
    assert said.count("<figure") == 2
    assert said.count('role="alert"') == 3
    assert "IMG.HEIC is a HEIC photo" in said
    assert "&lt;b&gt;empty&lt;/b&gt;.jpg is empty" in said
    assert "half.webp is broken or cut off" in said


def test_a_photo_held_sideways_is_shown_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (400, 200)).save(made, "JPEG", exif=exif)
    [card] = chosen(file("a.jpg", made.getvalue())).cards
    assert card.image.size == (200, 400)


def test_photos_are_let_go_and_the_same_can_be_chosen_again(cat):
    activity = chosen(file("a.webp", cat))
    assert activity.upload.value == ()
    before = activity.result.value
    assert "<img" in before  # letting go does not empty the result
    activity.upload.value = (file("a.webp", cat),)
    assert activity.result.value == before


def test_the_next_choice_takes_the_place_of_the_last(cat):
    activity = chosen(file("a.webp", cat))
    activity.upload.value = (file("b.webp", b""),)
    assert "a.webp" not in activity.result.value
    assert "b.webp is empty" in activity.result.value
    activity.upload.value = (file("c.webp", cat),)
    assert "b.webp" not in activity.result.value


@pytest.mark.parametrize(
    ("current", "words"),
    [("en", "The first 10 of 12 files"), ("ja", "12 個のファイルのうち、最初の 10 個")],
)
def test_of_too_many_files_the_first_are_looked_at(cat, current, words):
    language.use(current)
    activity = chosen(*(file(f"{at}.webp", cat) for at in range(12)))
    assert len(activity.cards) == 10
    assert words in activity.result.value


def test_nothing_is_written_down(cat, tmp_path):
    chosen(file("a.webp", cat))
    assert not journal.events()
    assert not list(tmp_path.rglob("*.webp"))


@pytest.mark.parametrize(
    ("current", "promise", "button"),
    [
        ("en", "neither saved nor sent", "Choose photos"),
        ("ja", "保存も送信もされません", "写真を選ぶ"),
    ],
)
def test_without_a_photo_there_is_a_button_and_a_way_from_code(shown, current, promise, button):
    language.use(current)
    activities.own_photo()
    activities.own_photo()
    [(live, static, plain), again] = shown
    assert (static, plain) == again[1:]
    upload = live.children[1]
    assert (upload.description, upload.multiple, upload.disabled) == (button, True, False)
    assert promise in static
    assert 'ws.activities.own_photo("my-photo.jpg")' in static
    assert "\n" not in plain


def test_from_code_the_photo_is_seen_live_and_only_its_words_are_stored(shown, cat, tmp_path):
    path = tmp_path / "mine.webp"
    path.write_bytes(cat)
    activities.own_photo(str(path), cutoff=0.9)
    [(live, static, plain)] = shown
    assert "<img" in live.children[2].value
    assert "<img" not in static
    assert "<strong>mine.webp</strong>" in static
    assert "not called a cat" in static
    assert "mine.webp; " in plain
    assert "not called a cat" in plain


def test_from_code_what_is_wrong_is_said_beside_the_name(shown, cat, tmp_path):
    (tmp_path / "good.webp").write_bytes(cat)
    activities.own_photo([tmp_path / "good.webp", tmp_path / "missing.jpg"])
    [(_, static, plain)] = shown
    assert "There is no file missing.jpg" in static
    assert "good.webp" in static
    assert plain.startswith("There is no file missing.jpg")


def test_a_service_that_gets_the_photos_is_named(shown):
    class Service:
        name = "Amazon <Rekognition>"

        def labels(self, photo, top=5):
            return [Label("Cat", 0.9)]

        def cat_scores(self, photos):
            return np.array([0.9 for _ in photos])

    for current, words in (("en", "are sent to"), ("ja", "送信され")):
        language.use(current)
        activities.own_photo(Image.new("RGB", (9, 9)), detector=Service())
        _, static, _ = shown[-1]
        assert words in static
        assert "Amazon &lt;Rekognition&gt;" in static
        assert "neither saved nor sent" not in static
        assert "送信もされません" not in static


@pytest.mark.parametrize("cutoff", [-0.1, 1.1, "high", None, float("nan")])
def test_a_cut_off_that_is_none_is_refused(cutoff):
    for current, words in (("en", "no number from 0 to 1"), ("ja", "0 以上 1 以下")):
        language.use(current)
        with pytest.raises(WorkshopError, match=words):
            activities.own_photo(cutoff=cutoff)


def test_what_cannot_be_a_photo_is_refused():
    with pytest.raises(WorkshopError, match="is not a photo"):
        activities.own_photo(42)
