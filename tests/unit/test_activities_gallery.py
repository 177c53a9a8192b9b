"""The photo gallery: what stands beside each photo, in both languages."""

from __future__ import annotations

import base64
import io
import re
from html import escape

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import mlworkshop as ws
from mlworkshop import activities, language, ui
from mlworkshop.activities import gallery
from mlworkshop.activities.gallery import Card
from mlworkshop.activities.kit import thumbnail
from mlworkshop.errors import WorkshopError
from mlworkshop.vision import Label

PLAIN = Image.new("RGB", (90, 60), (200, 120, 60))


@pytest.fixture(scope="module")
def roll():
    return ws.data.camera_roll()


@pytest.fixture
def shown(monkeypatch):
    """What was displayed: HTML and plain text of each gallery."""
    displayed = []
    monkeypatch.setattr(ui, "still", lambda static, plain: displayed.append((static, plain)))
    return displayed


class Invented:
    """Names what it was told to, and counts how often it was asked."""

    name = "invented"

    def __init__(self, *labels):
        self.all, self.asked = labels, []

    def labels(self, photo, top=5):
        self.asked.append(top)
        return list(self.all[:top])

    def cat_scores(self, photos):
        return np.array([0.5 for _ in photos])


def figures(html):
    return re.findall("<figure.*?</figure>", html, re.DOTALL)


@pytest.mark.parametrize(
    ("current", "subject", "label", "credit"),
    [
        ("en", "pillow", "pillow 28%", "Photo: mattbuck, CC BY-SA 3.0; resized"),
        ("ja", "枕", "枕 28%", "写真：mattbuck, CC BY-SA 3.0（縮小）"),
    ],
)
def test_a_photo_has_its_name_its_label_and_its_credit(
    roll, shown, current, subject, label, credit
):
    language.use(current)
    activities.photo_gallery(roll.loc[["pillow.webp"]])
    [(html, plain)] = shown
    [figure] = figures(html)
    alt = escape(language.text(en=f"Photo: {subject}", ja=f"写真：{subject}"))
    assert f'alt="{alt}"' in figure
    assert f"<strong>{subject}</strong>" in figure
    words = re.sub(r"\d+( ?)%", r"28\1%", figure)  # the figure itself is the model's matter
    assert label in words
    assert credit in figure
    assert plain.startswith(f"{subject}; ")
    assert plain.endswith(credit)


def test_bars_are_as_long_as_the_words_say(shown):
    detector = Invented(Label("a", 0.734), Label("b", 0.004), Label("c", 0))
    activities.photo_gallery(PLAIN, top=3, cat_scores=[0.25], cut_off=0.5, detector=detector)
    [figure] = figures(shown[0][0])
    assert re.findall(r"<b style=.width: (\d+)%", figure) == ["73", "0", "0", "25"]
    for words in ("a 73%", "b less than 1%", "c 0%", "cat score 0.250"):
        assert words in figure
    assert re.findall(r"left: ([\d.]+)%", figure) == ["50.0"]


@pytest.mark.parametrize(
    ("cat", "score", "english", "japanese"),
    [
        (True, 0.5, "✓ called a cat: right", "✓ 猫と判定（正しい）"),
        (True, 0.49, "✗ not called a cat: missed", "✗ 猫ではないと判定（見逃し）"),
        (False, 0.9, "✗ called a cat: false alarm", "✗ 猫と判定（誤検出）"),
        (False, 0, "✓ not called a cat: right", "✓ 猫ではないと判定（正しい）"),
        (None, 0.5, "called a cat", "猫と判定"),
        (None, 0.1, "not called a cat", "猫ではないと判定"),
    ],
)
def test_the_verdict_at_a_cut_off_and_whether_it_is_right(shown, cat, score, english, japanese):
    table = pd.DataFrame({"path": [PLAIN]} | ({} if cat is None else {"cat": [cat]}))
    for current, words in (("en", english), ("ja", japanese)):
        language.use(current)
        activities.photo_gallery(table, top=0, cat_scores=[score], cut_off=0.5, names=["x"])
        html, plain = shown[-1]
        assert f"<strong>{words}</strong>" in html
        assert words in plain


def test_without_a_cut_off_there_is_a_score_and_no_verdict(shown):
    activities.photo_gallery(PLAIN, top=0, cat_scores=[0.5])
    assert "called" not in shown[0][0]
    assert "<i style" not in shown[0][0]


def test_the_first_ten_are_shown_and_the_rest_counted(roll, shown):
    detector = Invented(Label("a", 1))
    activities.photo_gallery(roll, detector=detector)
    html, plain = shown[0]
    assert len(figures(html)) == gallery.MOST == len(detector.asked)
    assert "The first 10 of 110 photos." in html
    assert plain.endswith("The first 10 of 110 photos.")
    language.use("ja")
    activities.photo_gallery(roll, top=0)
    assert "110枚のうち、最初の10枚です。" in shown[1][0]


def test_no_label_is_asked_for_where_none_is_shown(shown):
    detector = Invented(Label("a", 1))
    activities.photo_gallery([PLAIN, PLAIN], top=0, detector=detector)
    assert detector.asked == []
    assert len(figures(shown[0][0])) == 2


def test_what_is_stored_stays_small(roll, shown):
    activities.photo_gallery(roll, top=0)
    html, _ = shown[0]
    sources = re.findall('src="(.*?)"', html)
    assert max(map(len, sources)) < 12_000
    assert len(html) < 90_000


def test_a_thumbnail_keeps_its_shape_and_the_photo_its_size():
    photo = Image.new("RGB", (800, 400))
    source = thumbnail(photo, 280, 140)
    small = Image.open(io.BytesIO(base64.b64decode(source.split(",")[1])))
    assert small.size == (280, 140)
    assert photo.size == (800, 400)


def test_names_are_those_given_or_those_of_the_files(roll, shown, tmp_path):
    path = tmp_path / "<b>cat.png"
    PLAIN.save(path)
    activities.photo_gallery([path], top=0)
    activities.photo_gallery(pd.DataFrame({"path": [path]}), top=0)
    activities.photo_gallery([path], top=0, names=["<i>mine</i>"])
    for html, _ in shown:
        assert "<b>" not in html
        assert "<i>" not in html
    assert "&lt;b&gt;cat.png" in shown[0][0]
    assert shown[1] == shown[0]
    assert "&lt;i&gt;mine&lt;/i&gt;" in shown[2][0]


def test_a_subject_that_has_no_name_in_the_catalogue_is_shown_as_it_is(shown):
    activities.photo_gallery(pd.DataFrame({"path": [PLAIN], "subject": ["sphinx"]}), top=0)
    assert "<strong>sphinx</strong>" in shown[0][0]


def test_a_card_without_a_photo_has_the_same_words():
    card = Card(None, "x", [Label("a", 0.5)], 0.4, 0.5, True, "by me")
    assert "<img" not in card.html()
    for words in ("a 50%", "cat score 0.400", "✗ not called a cat: missed", "by me"):
        assert words in card.html()


def test_no_credit_leaves_no_gap(shown):
    activities.photo_gallery(PLAIN, top=0)
    html, plain = shown[0]
    assert "<small" not in html
    assert plain == "the photo"


@pytest.mark.parametrize(
    ("arguments", "english", "japanese"),
    [
        ({"photos": []}, "no photo to show", "表示する写真がありません"),
        ({"photos": pd.DataFrame({"a": [1]})}, "no column `path`", "`path` という列がない"),
        ({"photos": 3}, "is not a photo", "写真ではありません"),
        ({"photos": ["no-such.jpg"]}, "There is no file", "ファイルはありません"),
        ({"photos": PLAIN, "cat_scores": [0.1, 0.2]}, "2 values for 1 photos", "2個"),
        ({"photos": PLAIN, "names": []}, "names has 0 values", "names の値が0個"),
        (
            {"photos": PLAIN, "cat_scores": [1.5]},
            "1.5 is not a number from 0",
            "1.5 は使えません",
        ),
        ({"photos": PLAIN, "cat_scores": ["a"]}, "'a' is not a number", "'a' は使えません"),
        (
            {"photos": PLAIN, "cat_scores": [float("nan")]},
            "nan is not a number",
            "nan は使えません",
        ),
        ({"photos": PLAIN, "cut_off": 2}, "cut_off=2 is", "cut_off=2 は"),
        ({"photos": PLAIN, "cut_off": None, "cat_scores": [None]}, "", ""),
    ],
)
def test_what_cannot_be_shown_is_said(shown, arguments, english, japanese):
    arguments = dict(arguments)
    photos = arguments.pop("photos")
    for current, words in (("en", english), ("ja", japanese)):
        language.use(current)
        if not words:  # a photo without a score is shown without one
            activities.photo_gallery(photos, top=0, **arguments)
            continue
        with pytest.raises(WorkshopError) as error:
            activities.photo_gallery(photos, top=0, **arguments)
        assert words in str(error.value)


@pytest.mark.parametrize("top", ["3", 2.5, True, None])
def test_how_many_labels_must_be_a_whole_number(shown, top):
    for current, words in (("en", "is not a whole number"), ("ja", "整数で指定してください")):
        language.use(current)
        with pytest.raises(WorkshopError) as error:
            activities.photo_gallery(PLAIN, top=top)
        assert words in str(error.value)


def test_shares_in_japanese_have_no_gap_before_the_sign(shown):
    language.use("ja")
    activities.photo_gallery(PLAIN, top=2, detector=Invented(Label("a", 0.734), Label("b", 0.004)))
    assert "a 73%" in shown[-1][0]
    assert "b 1%未満" in shown[-1][0]
