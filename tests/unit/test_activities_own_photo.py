"""Your own photo: by upload and from code, right ones and wrong ones, in both languages."""

from __future__ import annotations

import base64
import io
import re
from datetime import UTC, datetime

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image

import mlworkshop as ws
from mlworkshop import activities, journal, language
from mlworkshop.errors import WorkshopError
from mlworkshop.vision import Label


@pytest.fixture(scope="module")
def cat():
    return ws.data.camera_roll().path["cat.webp"].read_bytes()


@pytest.fixture
def choose(outputs):
    """Run the cell and choose files: what the live page shows then."""

    def run(*files, cut_off=0.5, **options):
        activities.own_photo(cut_off=cut_off, **options)
        page = outputs[-1].page
        again(page, *files)
        return page

    return run


def again(page, *files):
    """Choose files."""
    (upload,) = page.find(widgets.FileUpload)
    upload.value = files
    assert upload.value == ()  # lets the photos go


def file(name, content):
    """A file as the widget for uploads hands it on."""
    return {
        "name": name,
        "type": "image/jpeg",
        "size": len(content),
        "content": memoryview(content),
        "last_modified": datetime(2026, 1, 1, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("current", "label", "called"),
    [("en", "Egyptian Mau", "called a cat"), ("ja", "エジプシャン・マウ（猫）", "猫と判定")],
)
def test_an_uploaded_photo_is_named_scored_and_called(choose, cat, current, label, called):
    language.use(current)
    said = choose(file("my cat.webp", cat)).html
    assert "<strong>my cat.webp</strong>" in said
    assert label in said
    assert f"<strong>{called}</strong>" in said
    assert said.count("<img") == 1


@pytest.mark.parametrize(("cut_off", "verdict"), [(0.5, "called a cat"), (0.9, "not called a cat")])
def test_the_cut_off_decides_what_it_is_called(choose, cat, cut_off, verdict):
    page = choose(file("a.webp", cat), cut_off=cut_off)
    assert f"<strong>{verdict}</strong>" in page.html
    score = float(re.search(r"cat score (0\.\d+)", page.text)[1])
    assert score == pytest.approx(0.74, abs=0.05)


def test_several_files_each_good_or_bad_for_itself(choose, cat):
    said = choose(
        file("good.webp", cat),
        file("IMG.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        file("<b>empty</b>.jpg", b""),
        file("half.webp", cat[:500]),
        file("also good.webp", cat),
    ).html
    assert said.count("<figure") == 2
    assert said.count('role="alert"') == 3
    assert "IMG.HEIC is a HEIC photo" in said
    assert "&lt;b&gt;empty&lt;/b&gt;.jpg is empty" in said
    assert "half.webp is broken or cut off" in said


def test_a_photo_held_sideways_is_shown_upright(choose):
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (400, 200)).save(made, "JPEG", exif=exif)
    shown = choose(file("a.jpg", made.getvalue())).html
    small = base64.b64decode(re.search(r"base64,([^\"]+)", shown)[1])
    assert Image.open(io.BytesIO(small)).size == (70, 140)


def test_the_next_choice_takes_the_place_of_the_last(choose, cat):
    page = choose(file("a.webp", cat))
    before = page.html
    again(page, file("b.webp", b""))
    assert "a.webp" not in page.html
    assert "b.webp is empty" in page.html
    again(page, file("a.webp", cat))
    assert page.html == before


@pytest.mark.parametrize(
    ("current", "words"),
    [("en", "first 10 of 12 files"), ("ja", "12個のファイルのうち、最初の10個")],
)
def test_of_too_many_files_the_first_are_looked_at(choose, cat, current, words):
    language.use(current)
    page = choose(*(file(f"{at}.webp", cat) for at in range(12)))
    assert page.html.count("<figure") == 10
    assert words in page.text


def test_nothing_is_written_down(choose, cat, tmp_path):
    choose(file("a.webp", cat))
    assert not journal.events()
    assert not list(tmp_path.rglob("*.webp"))


@pytest.mark.parametrize(
    ("current", "promise"), [("en", "neither saved nor sent"), ("ja", "保存も送信もされません")]
)
def test_without_a_photo_there_is_a_promise_and_a_way_from_code(outputs, current, promise):
    language.use(current)
    activities.own_photo()
    assert promise in outputs[-1].static
    assert promise in outputs[-1].page.text
    assert "my-photo.jpg" in outputs[-1].static
    assert "\n" not in outputs[-1].plain


def test_from_code_the_photo_is_seen_live_and_only_its_words_are_stored(outputs, cat, tmp_path):
    (tmp_path / "mine.webp").write_bytes(cat)
    activities.own_photo([tmp_path / "mine.webp", tmp_path / "missing.jpg"], cut_off=0.9)
    shown = outputs[-1]
    assert "<img" in shown.page.html
    assert "<img" not in shown.static
    for said in (shown.text, shown.plain):
        assert "mine.webp" in said
        assert "not called a cat" in said
        assert "There is no file missing.jpg" in said


def test_a_service_that_gets_the_photos_is_named(outputs):
    class Service:
        name = "Amazon <Rekognition>"

        def labels(self, photo, top=5):
            return [Label("Cat", 0.9)]

        def cat_scores(self, photos):
            return np.array([0.9 for _ in photos])

    for current, words in (("en", "are sent to"), ("ja", "送信され")):
        language.use(current)
        activities.own_photo(Image.new("RGB", (9, 9)), detector=Service())
        static = outputs[-1].static
        assert words in static
        assert "Amazon &lt;Rekognition&gt;" in static
        assert "neither saved nor sent" not in static
        assert "送信もされません" not in static


@pytest.mark.parametrize("cut_off", [-0.1, 1.1, "high", None, float("nan")])
def test_a_cut_off_that_is_none_is_refused(cut_off):
    for current, words in (("en", "not a number from 0 to 1"), ("ja", "0以上1以下")):
        language.use(current)
        with pytest.raises(WorkshopError, match=words):
            activities.own_photo(cut_off=cut_off)


def test_what_cannot_be_a_photo_is_refused():
    with pytest.raises(WorkshopError, match="is not a photo"):
        activities.own_photo(42)
