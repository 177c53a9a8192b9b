"""Photos of every kind, upright and small; and everything that is no photo, by name."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

import mlworkshop as ws
from mlworkshop import language
from mlworkshop.errors import WorkshopError
from mlworkshop.vision import photos
from mlworkshop.vision.photos import open_photo, prepared, several

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 40), (30, 40, 200), (255, 255, 255)


def corners(width=64, height=48):
    """A photo that knows which way up it is: red, green above blue, white."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def saved(image, kind, **options):
    made = io.BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def seen(image):
    """The colours of the four corners."""
    width, height = image.size
    at = [(width // 8, height // 8), (width * 7 // 8, height // 8)]
    at += [(x, height * 7 // 8) for x, _ in at]
    return [image.getpixel(place) for place in at]


def close(found, expected, by=12):
    return np.abs(np.array(found, int) - np.array(expected, int)).max() <= by


def as_rgba():
    image = corners().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 255))
    image.paste((0, 0, 0, 0), (32, 24, 64, 48))  # transparent where `corners` is white
    return image


def as_palette():
    image = corners().quantize(8)
    index = image.getpixel((60, 44))
    return image, index


KINDS = {
    "JPEG": lambda: saved(corners(), "JPEG", quality=95, subsampling=0),
    "progressive JPEG": lambda: saved(corners(), "JPEG", quality=95, progressive=True),
    "CMYK JPEG": lambda: saved(corners().convert("CMYK"), "JPEG", quality=95),
    "PNG": lambda: saved(corners(), "PNG"),
    "PNG with transparency": lambda: saved(as_rgba(), "PNG"),
    "PNG with a palette": lambda: saved(as_palette()[0], "PNG"),
    "PNG with a transparent colour": lambda: saved(
        as_palette()[0], "PNG", transparency=as_palette()[1]
    ),
    "lossless WebP": lambda: saved(corners(), "WEBP", lossless=True),
    "WebP with transparency": lambda: saved(as_rgba(), "WEBP", lossless=True),
    "moving WebP": lambda: saved(
        corners(), "WEBP", lossless=True, save_all=True, append_images=[Image.new("RGB", (64, 48))]
    ),
    "GIF": lambda: saved(corners(), "GIF"),
    "moving GIF": lambda: saved(
        corners(), "GIF", save_all=True, append_images=[Image.new("RGB", (64, 48))]
    ),
    "moving PNG": lambda: saved(
        corners(), "PNG", save_all=True, append_images=[Image.new("RGB", (64, 48))]
    ),
    "several photos in a JPEG": lambda: saved(
        corners(), "MPO", quality=95, save_all=True, append_images=[Image.new("RGB", (64, 48))]
    ),
    "BMP": lambda: saved(corners(), "BMP"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_of_each_kind_is_opened_in_its_colours(kind):
    image = open_photo(KINDS[kind]())
    assert (image.mode, image.size) == ("RGB", (64, 48))
    assert close(seen(image), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16", "I"])
def test_grey_photos_keep_their_brightness(mode):
    dark, light = 51, 204
    grey = Image.new("L", (40, 40), dark)
    grey.paste(light, (20, 0, 40, 40))
    if mode.startswith("I"):
        wide = np.asarray(grey).astype(np.uint16) * 257
        grey = Image.fromarray(wide if mode == "I;16" else wide.astype(np.int32))
    elif mode == "1":
        dark, light = 0, 255
        grey = grey.point(lambda value: 255 * (value > 128)).convert("1")
    else:
        grey = grey.convert(mode)
    content = grey if mode == "I" else saved(grey, "PNG")
    image = open_photo(content)
    assert image.mode == "RGB"
    assert close([image.getpixel((5, 5)), image.getpixel((35, 5))], [(dark,) * 3, (light,) * 3], 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_the_camera_was_held_the_photo_is_upright(kind, orientation):
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = corners()
    if orientation in undo:
        held = held.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = open_photo(saved(held, kind, exif=exif))
    assert image.size == (64, 48)
    assert close(seen(image), [RED, GREEN, BLUE, WHITE], 60)


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff"])
def test_broken_metadata_do_no_harm(exif):
    image = open_photo(saved(corners(), "JPEG", exif=exif))
    assert close(seen(image), [RED, GREEN, BLUE, WHITE], 60)


def test_a_photo_comes_from_a_path_bytes_a_file_or_an_image(tmp_path):
    path = tmp_path / "写真 1.png"
    corners().save(path)
    content = path.read_bytes()
    with path.open("rb") as file:
        ways = [path, str(path), content, bytearray(content), memoryview(content), file]
        ways += [io.BytesIO(content), Image.open(path), corners()]
        assert all(seen(open_photo(way)) == seen(corners()) for way in ways)
        assert seen(open_photo(file)) == seen(corners())  # once more


def test_what_is_given_stays_as_it_is():
    image = corners()
    open_photo(image).paste(WHITE, (0, 0, 64, 48))
    assert seen(image) == seen(corners())


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_made_smaller_and_stays_upright(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    held = corners(4000, 3000).transpose(Image.Transpose.ROTATE_90)
    image = open_photo(saved(held, kind, exif=exif))
    assert image.size == (2000, 1500)
    assert close(seen(image), [RED, GREEN, BLUE, WHITE], 60)


OPEN = """
import resource, sys
import numpy, mlworkshop as ws
from PIL import Image
content = open(sys.argv[1], "rb").read()
ws.vision.open_photo(Image.new("RGB", (9, 9)))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
image = ws.vision.open_photo(content)
print(peak() - before, *image.size)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives a process's peak in kB")
@pytest.mark.parametrize(
    ("kind", "mode", "most"),
    [("JPEG", "RGB", 100e6), ("PNG", "RGB", 300e6), ("PNG", "RGBA", 450e6)],
)
@pytest.mark.parametrize("part", [5, pytest.param(1, marks=pytest.mark.slow)], ids="1 in {}".format)
def test_50_megapixels_fit_into_memory(tmp_path, kind, mode, most, part):
    path = tmp_path / "large"
    size, colour = (8192, 6144 // part), (9, 99, 9) + (255,) * (mode == "RGBA")
    Image.new(mode, size, colour).save(path, kind, compress_level=1)
    command = [sys.executable, "-c", OPEN, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    used, *size = map(int, done.stdout.split())
    assert used < most / part + 30e6
    assert max(size) < 2 * photos.LONG_SIDE


def refused(photo, **options):
    """The messages in both languages."""
    said = []
    for current in language.LANGUAGES:
        language.use(current)
        with pytest.raises(WorkshopError) as error:
            open_photo(photo, **options)
        said.append(str(error.value))
    return said


def box(brand, *others):
    return b"\0\0\0\x20ftyp" + brand + b"\0\0\0\0" + b"".join(others) + bytes(40)


NO_PHOTOS = {
    "HEIC of an iPhone": (box(b"heic", b"mif1"), "HEIC", "HEIC"),
    "HEIF": (box(b"mif1", b"heic"), "HEIC", "HEIC"),
    "burst of HEIC": (box(b"hevc"), "HEIC", "HEIC"),
    "AVIF": (box(b"avif", b"mif1"), "AVIF", "AVIF"),
    "AVIF that says mif1": (box(b"mif1", b"avif"), "AVIF", "AVIF"),
    "MP4": (box(b"isom"), "video", "動画"),
    "QuickTime": (box(b"qt  "), "video", "動画"),
    "old QuickTime": (b"\0\0\0\x08wide" + bytes(40), "video", "動画"),
    "AVI": (b"RIFF\0\0\0\0AVI LIST" + bytes(40), "video", "動画"),
    "WebM": (b"\x1aE\xdf\xa3" + bytes(40), "video", "動画"),
    "PDF": (b"%PDF-1.7\n" + bytes(40), "PDF", "PDF"),
    "TIFF": (b"II*\0" + bytes(40), "TIFF", "TIFF"),
    "Nikon raw": (b"MM\0*" + bytes(40), "raw", "RAW"),
    "Canon raw": (box(b"crx "), "raw", "RAW"),
    "Fujifilm raw": (b"FUJIFILMCCD-RAW" + bytes(40), "raw", "RAW"),
    "SVG": (b'<?xml version="1.0"?><svg/>', "SVG", "SVG"),
    "web page": (b"\n<!DOCTYPE html><html>", "web page", "Web ページ"),
    "ZIP": (b"PK\x03\x04" + bytes(40), "ZIP", "ZIP"),
    "text": (b"this is no photo, but a text", "JPEG, PNG, WebP", "JPEG、PNG、WebP"),
    "zeros": (bytes(100), "JPEG, PNG, WebP", "JPEG、PNG、WebP"),
    "nothing": (b"", "0 bytes", "0バイト"),
    "beginning of a JPEG": (b"\xff\xd8\xff\xe0", "broken", "壊れて"),
    "beginning of a PNG": (b"\x89PNG\r\n\x1a\n", "broken", "壊れて"),
    "beginning of a WebP": (b"RIFF\x10\0\0\0WEBPVP8 ", "broken", "壊れて"),
}


@pytest.mark.parametrize("kind", NO_PHOTOS)
def test_what_is_no_photo_is_named_with_what_to_do(kind):
    content, english, japanese = NO_PHOTOS[kind]
    en, ja = refused(content, name="mine.xyz")
    assert english in en
    assert japanese in ja
    for said in (en, ja):
        assert said.startswith("mine.xyz")
        assert "Traceback" not in said


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_off_is_named(kind, share, tmp_path):
    noise = Image.fromarray(
        np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    )
    content = saved(noise, kind)
    path = tmp_path / f"half.{kind.lower()}"
    path.write_bytes(content[: int(len(content) * share)])
    en, ja = refused(path)
    assert "broken or cut off" in en
    assert "壊れているか途中で切れて" in ja
    assert path.name in en
    assert path.name in ja


def test_whatever_damage_gives_a_workshop_error_or_a_photo():
    random = np.random.default_rng(0)
    for make in KINDS.values():
        whole = make()
        for _ in range(40):
            damaged = bytearray(whole)
            for at in random.integers(0, len(damaged), 6):
                damaged[at] = random.integers(0, 256)
            with suppress(WorkshopError):  # anything else fails the test
                assert open_photo(bytes(damaged)).mode == "RGB"


def png_header(width, height):
    """A PNG that says how large it is, and has no pixels."""
    import struct
    import zlib

    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 4) + b"IDAT" + bytes(8)


@pytest.mark.parametrize(("width", "height"), [(9000, 9000), (12_000, 12_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_before_it_is_read(width, height, recwarn):
    en, ja = refused(png_header(width, height), name="bomb.png")
    assert "million pixels" in en
    assert "画素" in ja
    assert "bomb.png" in en
    assert "bomb.png" in ja
    assert not recwarn.list


def test_a_webp_of_more_than_pillow_can_hold_in_memory_is_refused(monkeypatch):
    monkeypatch.setattr(photos, "MOST_WEBP", 64 * 48 - 1)
    en, _ = refused(saved(corners(), "WEBP"))
    assert "JPEG" in en
    assert open_photo(saved(corners(), "PNG")).size == (64, 48)


def test_a_file_of_too_many_bytes_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 100)
    path = tmp_path / "large.png"
    corners().save(path)
    content = path.read_bytes()
    for photo in (path, content, io.BytesIO(content)):
        en, ja = refused(photo)
        assert "MB" in en
        assert "MB" in ja


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    Image.new("RGB", (30, 20)).save(tmp_path / "cat.png")
    assert open_photo("~/cat.png").size == (30, 20)
    assert str(tmp_path) in refused("~/no.png")[0]
    assert "no.png" in refused("~nobody-of-this-name/no.png")[0]
    assert "is a folder" in refused("")[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_missing_file_a_folder_and_one_not_to_be_read_are_told_apart(tmp_path, monkeypatch):
    en, ja = refused(tmp_path / "no.jpg")
    assert "There is no file" in en
    assert "no.jpg" in en
    assert "no.jpg というファイルはありません" in ja
    assert "is a folder" in refused(tmp_path)[0]
    assert "フォルダーです" in refused(str(tmp_path))[1]
    assert refused("https://example.org/cat.jpg")[0].startswith("'https://example.org/cat.jpg' is")
    assert "web address" in refused("https://example.org/cat.jpg")[0]
    assert "Web のアドレス" in refused("https://example.org/cat.jpg")[1]
    path = tmp_path / "secret.jpg"
    path.write_bytes(b"1")
    monkeypatch.setattr(
        type(path), "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "denied"))
    )
    en, ja = refused(path)
    assert "cannot be read" in en
    assert "読み込めません" in ja


@pytest.mark.skipif(sys.platform == "win32", reason="no devices in folders there")
@pytest.mark.parametrize("place", ["zero", "tty", "pipe", "link to pipe"])
def test_what_is_no_file_is_never_waited_for(tmp_path, place):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link to pipe").symlink_to("pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "tty").symlink_to("/dev/ptmx")
    for said in refused(tmp_path / place):
        assert place in said


@pytest.mark.parametrize("name", ["a\0b.jpg", "x" * 300, "写" * 200, "a/" * 3000 + "x.jpg"])
def test_a_name_that_no_file_can_have_is_said(name):
    for said in refused(name):
        assert len(said) < 400


def test_a_file_that_goes_on_and_on_is_read_to_the_limit_only(tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 100_000)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(10**12)
    assert "MB" in refused(tmp_path / "sparse")[0]

    class Endless:
        def read(self, size=-1, /):
            return b"x" * size

    assert "MB" in refused(Endless())[0]


def test_files_opened_in_the_wrong_way_are_told(tmp_path):
    path = tmp_path / "cat.txt"
    path.write_text("abc", encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        en, ja = refused(file)
    assert "open(path, 'rb')" in en
    assert "バイナリ" in ja
    assert "cannot be read" in refused(file)[0]  # closed by now


@pytest.mark.parametrize("nothing", [None, 3, 2.5, object()])
def test_what_cannot_be_a_photo_is_said_to_be_none(nothing):
    for ask in (open_photo, several, ws.vision.cat_score, ws.vision.look, ws.vision.features):
        for current, words in (("en", "is not a photo"), ("ja", "写真ではありません")):
            language.use(current)
            with pytest.raises(WorkshopError, match=words):
                ask(nothing)


def test_the_model_gets_the_middle_in_its_own_numbers():
    image = Image.new("RGB", (512, 256), (255, 127, 0))
    image.paste((0, 0, 0), (0, 0, 140, 256))  # beside the middle 224 of 512
    [numbers] = prepared([image])
    assert numbers.shape == (3, 224, 224)
    assert numbers.dtype == np.float32
    assert np.allclose(numbers.mean(axis=(1, 2)), [1, 0, -127 / 128], atol=1e-6)
    assert prepared([]).shape == (0, 3, 224, 224)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (3000, 2), (223, 223)])
def test_photos_of_any_shape_are_prepared(size):
    [numbers] = prepared([open_photo(Image.new("RGB", size, RED))])
    assert numbers.shape == (3, 224, 224)


def test_one_photo_or_several():
    image, content = corners(), KINDS["PNG"]()
    file = io.BytesIO(content)
    assert several(image) == [image]
    assert several(content) == [content]
    assert several("a.jpg") == ["a.jpg"]
    assert several(file) == [file]
    assert several(iter(["a.jpg", "b.jpg"])) == ["a.jpg", "b.jpg"]
    assert several(ws.data.camera_roll()["path"])[0].name == "alpaca.webp"
