"""Labelling photos: pace and agreement by themselves, then what the page says of them."""

from __future__ import annotations

import base64
import io
import math
import re
from html import escape

import pytest
from hands import words
from PIL import Image

from mlworkshop import activities, journal, language
from mlworkshop.activities.kit import thumbnail
from mlworkshop.activities.labelling import Labelling, agreement, labels_of, seconds_per_label
from mlworkshop.activities.round import Said, Turns
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.vision import open_photo

LESSON = "m1-intro/06-cat-photos"
COLOURS = {"tom.png": "red", "rex.png": "green", "leo.png": "blue"}
NAMES = tuple(COLOURS)
PHOTOS = {name: Image.new("RGB", (600, 900), colour) for name, colour in COLOURS.items()}
CREDITS = {name: f"{name[0]} & Co. <{number}>" for number, name in enumerate(NAMES)}
DESCRIPTIONS = {name: f"a “{colour}” <picture>" for name, colour in COLOURS.items()}
SECOND = {"tom.png": "cat", "rex.png": "other", "leo.png": "cat"}


@pytest.fixture(autouse=True)
def begun(begin):
    begin(LESSON)


@pytest.fixture
def call(outputs):
    """Run the activity's cell as a notebook does."""

    def run(**changes):
        given = {"credits": CREDITS, "descriptions": DESCRIPTIONS, "second": SECOND} | changes
        return activities.label_photos(given.pop("photos", PHOTOS), **given)

    return run


def said(*turns):
    return Turns(tuple(Said(*turn) for turn in turns))


def test_labels_are_those_that_were_not_skipped():
    turns = said(("a", "cat"), ("b", "skipped"), ("c", "other"))
    assert labels_of(turns) == {"a": "cat", "c": "other"}


def test_time_per_label_is_the_median_of_what_is_known_without_skipped_ones():
    turns = said(("a", "cat"), ("b", "skipped", 50.0))
    assert seconds_per_label(turns) is None
    for card, seconds in (("c", 1.0), ("d", 2.0), ("e", 9.0)):
        turns = turns.then(card, "cat", seconds)
    assert seconds_per_label(turns) == 2.0


def test_agreement_counts_only_photos_that_both_labelled():
    mine = {"a": "cat", "b": "other", "d": "cat", "e": "other"}
    agreed = agreement(mine, {"a": "cat", "b": "cat", "c": "cat", "e": "other", "z": "cat"})
    assert (agreed.same, agreed.both, agreed.differ) == (2, 3, ("b",))


def test_kappa_leaves_out_what_chance_explains():
    mine = dict(zip("abcd", ["cat", "cat", "other", "other"], strict=True))
    # By hand: half agree, and half would by chance.
    assert agreement(mine, dict(zip("abcd", ["cat", "other"] * 2, strict=True))).kappa == 0
    assert agreement(mine, mine).kappa == 1
    # Three in four agree; chance gives 0.5 * 0.25 + 0.5 * 0.75 = 0.5.
    second = {"a": "cat", "b": "other", "c": "other", "d": "other"}
    assert agreement(mine, second).kappa == pytest.approx((0.75 - 0.5) / (1 - 0.5))
    assert agreement({"a": "cat"}, {"a": "cat"}).kappa is None


def test_pace_and_agreement_are_shown_at_the_end(outputs):
    now = [0.0]
    turns = Labelling(Turns(), PHOTOS, CREDITS, DESCRIPTIONS, SECOND, "k", lambda: now[0])
    turns.show()
    page = outputs[-1].page
    for name, seconds in (("cat (c)", 30), ("not a cat (n)", 1.5), ("not a cat (n)", 2.5)):
        assert "second annotator" not in page.text
        now[0] += seconds
        page.press(name)
    assert turns.labels == {"tom.png": "cat", "rex.png": "other", "leo.png": "other"}
    assert turns.seconds_per_label == 2.0
    assert "1,000 labels take 33 minutes" in page.text
    assert "2 of 3 photos the same label (67%)" in page.text
    assert "0.40" in page.text  # (2/3 - 4/9) / (1 - 4/9)
    assert page.html.count("<img") == 1  # the photo that differs
    assert "not a cat cat" in page.text  # me, then the other


def test_nothing_is_compared_where_there_is_nothing_to_compare(call, outputs):
    call(labels="cnc")
    assert "3 of 3 photos" in outputs[-1].text
    assert "<table" not in outputs[-1].static
    call(labels="cnc", second=None)
    assert "second annotator" not in outputs[-1].text
    assert "No time per label is known" in outputs[-1].text


def test_a_photo_is_credited_and_described_and_its_name_is_not_shown(call, outputs):
    call()
    page = outputs[-1].static
    assert escape(CREDITS["tom.png"]) in page
    assert f'alt="{escape(DESCRIPTIONS["tom.png"])}"' in page
    assert f'heard">{escape(DESCRIPTIONS["tom.png"])}<' in page
    assert not [name for name in NAMES if name in page]


def test_photos_are_made_small_and_turned_as_the_camera_was_held(tmp_path):
    photo = Image.new("RGB", (2000, 1000), "blue")
    photo.paste("red", (0, 0, 1000, 1000))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left side is the top
    photo.save(tmp_path / "turned.jpg", exif=exif)
    uri = thumbnail(open_photo(tmp_path / "turned.jpg"), 420, 280)
    small = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
    assert small.size == (140, 280)
    top, bottom = small.getpixel((70, 20)), small.getpixel((70, 260))
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]
    assert len(uri) < 30_000


def test_labels_of_the_first_version_are_still_there(call):
    answers = [["tom.png", "cat", None], ["rex.png", "skipped", 1.5]]
    journal.record(LESSON, "note", "labelling", answer={"given": [], "answers": answers})
    labelling = call()
    assert labelling.state == said(("tom.png", "cat"), ("rex.png", "skipped", 1.5))


def test_what_the_call_returns_follows_the_buttons_and_any_mapping_will_do(call, outputs):
    import pandas as pd

    labelling = call(
        photos=pd.Series(PHOTOS),
        credits=pd.Series(CREDITS),
        descriptions=pd.Series(DESCRIPTIONS),
        second=pd.Series(SECOND),
        labels="cN",
    )
    assert labelling.labels == {"tom.png": "cat", "rex.png": "other"}
    outputs[-1].page.press("cat (c)")
    assert labelling.labels["leo.png"] == "cat"
    assert "3 of 3" in words(outputs[-1].page.html)


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"labels": "cx"}, ["'cx'", "c", "n", "s", 'labels="ccns"']),
        ({"labels": "cccc"}, ["'cccc'", "3"]),
        ({"labels": ["c"]}, ["['c']"]),
        ({"labels": math.nan}, ["nan"]),
        ({"credits": {}}, ["'tom.png'", "credits"]),
        ({"descriptions": {"tom.png": "a"}}, ["'rex.png'", "descriptions"]),
        ({"second": {"tom.png": "Cat"}}, ["'tom.png'", "'Cat'", '"cat"', '"other"']),
    ],
)
def test_a_wrong_call_is_refused_with_what_was_expected(call, outputs, changes, names, chosen):
    language.use(chosen)
    with pytest.raises(WorkshopError) as refused:
        call(**changes)
    for name in names:
        assert name in str(refused.value)
    assert bool(re.search("[ぁ-ん]", str(refused.value))) == (chosen == "ja")
    assert outputs == []
