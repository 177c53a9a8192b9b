"""Photos from anywhere, made upright and small enough, and as the image model wants them."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from mlworkshop import files
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

MOST_BYTES = 200_000_000
MOST_PIXELS = 120_000_000  # as the file gives them; a telephone's camera makes up to 108 million
# Of which the file can be read at a fraction, see `_smaller`: some 400 MB of memory, for a moment.
MOST_DECODED = 52_000_000
MOST_WEBP = 24_000_000  # Pillow needs 16 bytes for each of its pixels, and 8 at most for others
LONG_SIDE = 1600  # a photo that is longer is made smaller: the model sees 224 x 224 of it
SIDE = 224
_SHORT_SIDE = 256  # of which the middle SIDE are looked at
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_ORIENTATION = 0x0112  # the EXIF tag that says how the camera was held


class Readable(Protocol):
    """Anything that hands out bytes: an open file, an upload, a download."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes."""
        ...


Photo: TypeAlias = (
    "str | os.PathLike[str] | bytes | bytearray | memoryview | Readable | Image.Image"
)


def open_photo(photo: Photo, *, name: str | None = None) -> Image.Image:
    """Open a photo, upright and in red, green and blue, whatever camera or program made it.

    Parameters
    ----------
    photo : path, bytes, open file, or PIL.Image.Image
        JPEG of up to 120 million pixels; PNG, GIF (the first picture of a moving one) or BMP of
        up to 52; WebP of up to 24. What is transparent becomes white.
    name : str, optional
        What errors call it. Default: the file's name, or "the photo".

    Returns
    -------
    PIL.Image.Image
        Of mode `RGB`, turned as its EXIF data say, its longer side below 3,200 pixels: a larger
        photo is made smaller while it is read.

    Raises
    ------
    WorkshopError
        If there is no such file, it is empty, broken, too large, or no photo of these kinds. The
        message says which, and what to do.
    """
    from PIL import Image

    name = name or name_of(photo)
    if isinstance(photo, Image.Image):
        source = photo
    else:
        content = _bytes(photo, name)
        if kind := _kind(content):
            raise _refused(name, kind)
        source = _opened(content, name)
    try:
        return _upright(_smaller(source, name))
    except WorkshopError:
        raise
    except MemoryError:
        raise _too_large(name, source.width * source.height) from None
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them raise
        raise _broken(name, error) from None


def prepared(photos: Iterable[Image.Image]) -> NDArray[np.float32]:
    """What the image model takes: the middle of each photo, small, as numbers.

    The short side counts as 256; of it the middle 224 x 224 are taken.

    Parameters
    ----------
    photos : iterable of PIL.Image.Image
        As `open_photo` gives them.

    Returns
    -------
    numpy.ndarray of float32, shape (n, 3, 224, 224)
        Red, green and blue, each `(value - 127) / 128`: from about -1 to 1.
    """
    import numpy as np

    made = [np.asarray(_middle(photo), np.float32) for photo in photos]
    if not made:
        return np.empty((0, 3, SIDE, SIDE), np.float32)
    pixels = np.stack(made).transpose(0, 3, 1, 2)
    return (pixels - np.float32(127)) / np.float32(128)


def several(photos: Any) -> list[Any]:
    """One photo or several of them, as a list."""
    from PIL import Image

    if isinstance(photos, str | os.PathLike | bytes | bytearray | memoryview | Image.Image):
        return [photos]
    if hasattr(photos, "read"):
        return [photos]
    try:
        return list(photos)
    except TypeError:
        raise _no_photo(photos) from None


def _middle(photo: Image.Image) -> Image.Image:
    from PIL import Image

    short = min(photo.size)
    # First of all: a strip of 1 x 100,000 pixels would else become one of 256 x 25,600,000.
    photo = _cut(photo, min(photo.width, 4 * short), min(photo.height, 4 * short))
    size = [max(_SHORT_SIDE, round(side * _SHORT_SIDE / short)) for side in photo.size]
    return _cut(photo.resize((size[0], size[1]), Image.Resampling.BICUBIC), SIDE, SIDE)


def _cut(photo: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a photo."""
    left, top = (photo.width - width) // 2, (photo.height - height) // 2
    return photo.crop((left, top, left + width, top + height))


def name_of(photo: object) -> str:
    """What errors and tables call a photo."""
    if isinstance(photo, str | os.PathLike):
        return Path(photo).name or shown(str(photo))
    given = getattr(photo, "name", None) or getattr(photo, "filename", None)
    return Path(given).name if isinstance(given, str) and given else text(en="the photo", ja="写真")


def _bytes(photo: Any, name: str) -> bytes:
    if isinstance(photo, bytes | bytearray | memoryview):
        content = bytes(photo)
    elif isinstance(photo, str | os.PathLike):
        content = _file(photo, name)
    elif hasattr(photo, "read"):
        try:
            content = photo.read(MOST_BYTES + 1)
            with suppress(AttributeError, OSError):  # so that it can be looked at once more
                photo.seek(0)
        except (OSError, ValueError) as error:  # ValueError: the file is closed already
            raise _unreadable(name, str(error)) from None
        if not isinstance(content, bytes):
            raise WorkshopError(
                text(
                    en=f"{name} was opened as text. Open it as bytes: open(path, 'rb').",
                    ja=f"{name} がテキストとして開かれています。open(path, 'rb') のように、"
                    "バイナリとして開いてください。",
                )
            )
    else:
        raise _no_photo(photo)
    if not content:
        raise WorkshopError(
            text(
                en=f"{name} is empty: it has 0 bytes. Copy the photo once more.",
                ja=f"{name} は空のファイルです（0バイト）。写真をもう一度コピーしてください。",
            )
        )
    if len(content) > MOST_BYTES:
        raise _too_many_bytes(name)
    return content


def _file(photo: str | os.PathLike[str], name: str) -> bytes:
    # A path would make one slash of two.
    if str(photo).lower().startswith(("http:", "https:")):
        raise WorkshopError(
            text(
                en=f"{shown(str(photo))} is a web address. Download the photo, then give its file.",
                ja=f"{shown(str(photo))} は Web のアドレスです。写真をダウンロードしてから、"
                "そのファイルを指定してください。",
            )
        )
    path = files.readable(files.named(photo, "cat.jpg"))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_many_bytes(name)
        with path.open("rb") as file:  # which may grow
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _unreadable(name, files.reason(error)) from None


def _kind(content: bytes) -> Text | None:
    """What a file is, if it is one of those that people take for a photo, with what to do."""
    head = content[:64]
    lower = content[:512].lstrip().lower()
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in {b"avif", b"avis"}:
            return _KINDS["AVIF"]
        if brand in {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}:
            # mif1 is what both HEIC and AVIF files may call themselves first.
            return _KINDS["AVIF" if b"avif" in head[12:] else "HEIC"]
        return _KINDS["raw" if brand == b"crx " else "video"]
    if head[4:8] in {b"moov", b"mdat", b"wide"} or head.startswith((b"\x1aE\xdf\xa3", b"FLV")):
        return _KINDS["video"]
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _KINDS["video"]
    if b"%pdf-" in lower:
        return _KINDS["PDF"]
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"IIRO", b"IIU\0", b"FUJIFILM", b"FOVb")):
        return _KINDS["raw"]
    if lower.startswith((b"<svg", b"<?xml")):
        return _KINDS["SVG"]
    if lower.startswith((b"<!doctype", b"<html")):
        return _KINDS["page"]
    if head.startswith(b"PK\x03\x04"):
        return _KINDS["zip"]
    return None


_AS_JPEG = Text(
    en="Save it as JPEG or PNG and take that",
    ja="JPEGか PNG で保存し直したものを使ってください",
)
_KINDS = {
    "HEIC": Text(
        en="a HEIC photo, as an iPhone makes them. Save it as JPEG (on a Mac: Preview > File > "
        "Export; on an iPhone: Settings > Camera > Formats > Most Compatible, for new photos)",
        ja="HEIC形式の写真です（iPhone の標準形式）。JPEGに変換してください（Mac では"
        "「プレビュー」の「ファイル」>「書き出す」を選びます。iPhone でこれから撮る写真は、"
        "「設定」>「カメラ」>「フォーマット」>「互換性優先」で変わります）",
    ),
    "AVIF": Text(en=f"an AVIF picture. {_AS_JPEG.en}", ja=f"AVIF形式の画像です。{_AS_JPEG.ja}"),
    "SVG": Text(
        en=f"a drawing (SVG), not a photo. {_AS_JPEG.en}",
        ja=f"写真ではなく図形データ（SVG）です。{_AS_JPEG.ja}",
    ),
    "video": Text(
        en="a video, not a photo. Take a still picture from it and save that as JPEG",
        ja="写真ではなく動画です。静止画を切り出し、JPEGで保存して使ってください",
    ),
    "PDF": Text(
        en="a PDF, not a photo. Export the page or take a screenshot, and use that",
        ja="写真ではなく PDF です。画像として書き出すか、スクリーンショットを使ってください",
    ),
    "raw": Text(
        en=f"a TIFF or a camera's raw file. {_AS_JPEG.en}",
        ja=f"TIFF形式か、カメラの RAW データです。{_AS_JPEG.ja}",
    ),
    "page": Text(
        en="a web page, not a photo. In the browser, right-click the photo itself and save it",
        ja="写真ではなく Web ページです。ブラウザーで写真そのものを右クリックして保存してください",
    ),
    "zip": Text(
        en="a ZIP archive, not a photo. Unpack it and take a photo from it",
        ja="写真ではなく ZIP ファイルです。展開して、中の写真を使ってください",
    ),
}


def _opened(content: bytes, name: str) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Pillow warns of pixels by the million and of odd metadata; both are seen to below.
            warnings.simplefilter("ignore")
            return Image.open(BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError:
        if content.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"RIFF")):
            raise _broken(name, None) from None
        raise WorkshopError(
            text(
                en=f"{name} is not in a format that can be opened here: "
                f"JPEG, PNG, WebP, GIF or BMP. {_AS_JPEG.en}.",
                ja=f"{name} は、ここで開ける形式の写真ではありません（JPEG、PNG、WebP、GIF、BMP "
                f"に対応しています）。{_AS_JPEG.ja}。",
            )
        ) from None
    except Image.DecompressionBombError:
        raise _too_large(name, None) from None
    except Exception as error:
        raise _broken(name, error) from None


def _smaller(photo: Image.Image, name: str) -> Image.Image:
    """The photo's pixels, its longer side below twice `LONG_SIDE`."""
    if photo.width * photo.height > MOST_PIXELS:
        raise _too_large(name, photo.width * photo.height)
    if photo.width * photo.height == 0:
        raise _broken(name, None)
    times = max(photo.size) // LONG_SIDE
    if times > 1:  # a JPEG can be read at a fraction of its size; others pass this over
        photo.draft(None, (max(1, photo.width // times), max(1, photo.height // times)))
    if photo.width * photo.height > (MOST_WEBP if photo.format == "WEBP" else MOST_DECODED):
        raise _too_large(name, photo.width * photo.height)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        photo.load()
    return photo


def _upright(photo: Image.Image) -> Image.Image:
    import numpy as np
    from PIL import Image

    try:
        orientation = photo.getexif().get(_ORIENTATION, 1)
    except Exception:  # damaged metadata say nothing; the picture may still be good
        orientation = 1
    palette = photo.mode in {"P", "PA", "1"}
    if photo.mode.startswith("I"):  # 16 bits of grey
        photo = Image.fromarray((np.asarray(photo) >> 8).clip(0, 255).astype(np.uint8))
    times = max(photo.size) // LONG_SIDE
    if palette:
        photo = photo.convert("RGBA" if photo.has_transparency_data else "RGB")
    if times > 1:
        photo = photo.reduce((min(times, photo.width), min(times, photo.height)))
    if photo.has_transparency_data:
        photo = photo.convert("RGBA")
        white = Image.new("RGBA", photo.size, "white")
        white.alpha_composite(photo)
        photo = white
    photo = photo.convert("RGB")
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return photo if turn is None else photo.transpose(turn)


def _refused(name: str, kind: Text) -> WorkshopError:
    return WorkshopError(text(en=f"{name} is {kind.en}.", ja=f"{name} は、{kind.ja}。"))


def _broken(name: str, error: Exception | None) -> WorkshopError:
    reason = f" ({error})" if error and str(error) else ""
    return WorkshopError(
        text(
            en=f"{name} is broken or cut off: it cannot be read to its end{reason}. "
            "Copy or save it once more.",
            ja=f"{name} は壊れているか途中で切れていて、最後まで読み込めません{reason}。"
            "もう一度コピーするか、保存し直してください。",
        )
    )


def _too_large(name: str, pixels: int | None) -> WorkshopError:
    million = f"{pixels / 1e6:,.0f}" if pixels else "more than 120"
    million_ja = f"{pixels / 1e4:,.0f}万" if pixels else "1億2,000万を超える"
    return WorkshopError(
        text(
            en=f"{name} has {million} million pixels, too many to be opened here. "
            "Make it smaller, or save it as JPEG: 2,000 pixels on the longer side are plenty.",
            ja=f"{name} は{million_ja}画素あり、大きすぎてここでは開けません。"
            "縮小するか、JPEGで保存し直してください。長い辺が2,000ピクセルもあれば十分です。",
        )
    )


def _too_many_bytes(name: str) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"{name} has more than {MOST_BYTES // 1_000_000} MB, too much for a photo. "
            "Make it smaller, and save it as JPEG.",
            ja=f"{name} は {MOST_BYTES // 1_000_000} MBを超えていて、写真としては大きすぎます。"
            "縮小して JPEG で保存してください。",
        )
    )


def _unreadable(name: str, reason: str) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"{name} cannot be read ({reason}). Check that you may open it.",
            ja=f"{name} を読み込めません（{reason}）。開く権限があるか確かめてください。",
        )
    )


def _no_photo(found: object) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"{shown(found)} is not a photo. Give the path of a file, such as 'cat.jpg', "
            "the bytes of one, or a list of them.",
            ja=f"{shown(found)} は写真ではありません。'cat.jpg' のようなファイルのパス、"
            "写真のバイト列、またはそれらのリストを指定してください。",
        )
    )
