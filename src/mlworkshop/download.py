"""Fetch a published archive of photos, whatever the network does on the way.

What came stays beside the place where the archive will be, and the next try goes on from there; at
its place is only an archive whose every photo has been checked. Nothing is ever unpacked: photos
are read from the archive by the names that the manifest has, so no path of the archive is used.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, ReadTimeoutError
from urllib3.util import Retry

from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text

__all__ = ["MIRROR", "Archive", "Known", "Patience", "fetch", "is_whole"]

MIRROR = "MLWORKSHOP_MIRROR"
_CHUNK = 1 << 16
_RENEWS = 1_000_000  # bytes; whoever has come so much further has all tries again
_SPARE = 10_000_000  # bytes left free on the disk

_WITHOUT = Text(
    en="The lessons work without the photos.", ja="写真がなくても、レッスンは最後まで進められます。"
)
Advance = Callable[[int, int], object]


class Known(NamedTuple):
    """How to know a photo: its size in bytes and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try.

    Parameters
    ----------
    connect, stall : float
        Seconds until a server answers, and between two pieces that it sends.
    tries : int
        How many more, when one fails.
    pause : float
        Seconds before the second of them; each pause is twice the one before.
    """

    connect: float = 10
    stall: float = 30
    tries: int = 5
    pause: float = 1

    def retry(self) -> Retry:
        """A fresh budget of tries."""
        return Retry(
            total=self.tries,
            connect=min(self.tries, 2),  # without a network one wants to know soon
            backoff_factor=self.pause,
            backoff_max=20,
            status_forcelist=(429, 500, 502, 503, 504),
            raise_on_status=False,
            respect_retry_after_header=False,  # it may ask for hours
        )


class Archive:
    """The photos inside a ZIP archive, by their names alone.

    Parameters
    ----------
    path : Path
    photos : dict of str to Known
        The manifest. What else the archive holds is never looked at.

    Raises
    ------
    zipfile.BadZipFile
        If it is no ZIP archive, or not all of one.
    OSError
        If it cannot be opened.
    """

    def __init__(self, path: Path, photos: Mapping[str, Known]) -> None:
        self._file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
        except Exception as error:  # the reader raises whatever a damaged file makes it raise
            self._file.close()
            raise zipfile.BadZipFile(str(error)) from None
        self._photos = photos
        self._inside = {PurePosixPath(info.filename).name: info for info in self._zip.infolist()}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
        self._file.close()

    def read(self, file: str) -> bytes | None:
        """A photo's bytes; None if it is missing, damaged or another one than in the manifest.

        Raises
        ------
        KeyError
            If the manifest does not have it.
        """
        known, info = self._photos[file], self._inside.get(file)
        # These two methods give out no more than asked for, whatever an entry claims to hold.
        methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if info is None or info.compress_type not in methods:
            return None
        try:
            with self._zip.open(info) as packed:
                content = packed.read(known.bytes)
        except Exception:  # see above
            return None
        return content if hashlib.sha256(content).hexdigest() == known.sha256 else None

    def wrong(self) -> list[str]:
        """The photos that `read` does not give."""
        return [file for file in self._photos if self.read(file) is None]


def is_whole(path: Path, photos: Mapping[str, Known]) -> bool:
    """Whether an archive is there and every photo in it as the manifest says."""
    try:
        with Archive(path, photos) as archive:
            return not archive.wrong()
    except (zipfile.BadZipFile, OSError):
        return False


def fetch(
    address: str,
    target: Path,
    photos: Mapping[str, Known],
    *,
    most: int,
    advance: Advance = lambda done, total: None,
    patience: Patience = Patience(),
) -> bool:
    """Get an archive of photos, undamaged, or go on getting it.

    Parameters
    ----------
    address : str
        Where it is published. The environment variable `MLWORKSHOP_MIRROR` names another place: an
        address or a folder in which a file of the same name lies, or that file itself.
    target : Path
        Where to put it, at once and only if it is right.
    photos : dict of str to Known
        What must be in it.
    most : int
        Bytes, more than which no server may send.
    advance : callable
        Called with the number of bytes that are here, and of all.
    patience : Patience

    Returns
    -------
    bool
        False if it was there already.

    Raises
    ------
    WorkshopError
        Saying what went wrong, what is kept, and what to do.
    """
    with _complaints(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.with_name(f"{target.name}.lock")):
            if is_whole(target, photos):
                return False
            part = _Part(target.with_name(f"{target.name}.part"))
            source = _source(address)
            try:
                if isinstance(source, Path):
                    _copy(source, part, advance)
                else:
                    _download(source, part, most, advance, patience)
                _check(part, photos, str(source))
            except BaseException:  # an interrupt as well
                if part.note() is None:
                    part.discard()  # nobody could go on with it
                raise
            os.replace(part.path, target)
            part.discard()
    return True


def _source(address: str) -> str | Path:
    """The address or the local file to take, as the mirror says."""
    mirror = os.environ.get(MIRROR, "").strip()
    file = PurePosixPath(urlsplit(address).path).name
    if not mirror:
        return address
    if re.match("https?://", mirror, re.IGNORECASE):
        return mirror if mirror.endswith(f"/{file}") else f"{mirror.rstrip('/')}/{file}"
    is_address = mirror.lower().startswith("file:")
    path = Path(url2pathname(urlsplit(mirror).path) if is_address else mirror).expanduser()
    return path / file if path.is_dir() else path


class _Part:
    """What has come of a file so far, and of which file.

    Beside the bytes lies a note of where they come from. It is written before them and only when
    there are none, so bytes and note never belong to different files.
    """

    @dataclass(frozen=True)
    class Note:
        """Where the bytes come from: the server's mark for this version, and the size of all."""

        address: str
        mark: str
        total: int

    def __init__(self, path: Path) -> None:
        self.path = path
        self._note = path.with_name(f"{path.name}.json")

    def size(self) -> int:
        """How many bytes have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    def note(self) -> Note | None:
        """Where they come from, if that is known well enough to go on."""
        try:
            note = self.Note(**json.loads(self._note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return note if 0 < self.size() <= note.total else None

    def begin(self, note: Note | None) -> None:
        """Forget what came, and take down where the rest will come from."""
        self.discard()
        if note:
            self._note.write_text(json.dumps(asdict(note)), encoding="utf-8")
        self.path.touch()

    def discard(self) -> None:
        """Remove all of it."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


class _Broken(Exception):
    """The connection broke, or went silent, while the file came.

    Parameters
    ----------
    at : int
        How many bytes had come.
    anew : bool
        Whether the server began anew though it was asked to go on.
    """

    def __init__(self, at: int, anew: bool) -> None:
        super().__init__(at)
        self.at, self.anew = at, anew


def _download(address: str, part: _Part, most: int, advance: Advance, patience: Patience) -> None:
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=patience.retry()))
        # The adapter tries again until the answer begins; from there on it is up to us.
        retry, furthest = patience.retry(), part.size()
        while True:
            try:
                return _receive(session, address, part, most, advance, patience)
            except _Broken as broken:
                if broken.at >= furthest + _RENEWS:
                    retry, furthest = patience.retry(), broken.at
                try:
                    retry = retry.increment("GET", address, error=broken)
                except MaxRetryError:
                    raise _gave_up(address, part, broken.anew) from None
                retry.sleep()


def _receive(
    session: requests.Session,
    address: str,
    part: _Part,
    most: int,
    advance: Advance,
    patience: Patience,
) -> None:
    """Ask for what is missing, and add it."""
    note, size = part.note(), part.size()
    if note and note.address != address:
        note = None
    if note and size == note.total:
        return
    headers = {"Accept-Encoding": "identity"}  # or sizes and places would be of something else
    if note:
        headers |= {"Range": f"bytes={size}-", "If-Range": note.mark}
    waits = (patience.connect, patience.stall)
    try:
        response = session.get(address, headers=headers, stream=True, timeout=waits)
    except requests.RequestException as error:
        raise _unreachable(address, error) from None
    with response:
        if response.status_code in (206, 416) and not (note and _goes_on(response, note, size)):
            part.discard()  # the file has changed, and this server does not look at If-Range
            raise _Broken(0, anew=True)
        if response.status_code not in (200, 206):
            raise _refused(address, response.status_code)
        if response.status_code == 200:
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else 0
            mark = _mark(response)
            size = 0
            part.begin(_Part.Note(address, mark, total) if mark and total else None)
        else:
            total = note.total if note else 0
        if max(total, size) > most:
            part.discard()
            raise _no_archive(address, f"{total / 1e6:,.0f} MB")
        _need(max(total - size, 0), part)
        with part.path.open("ab") as file:
            try:
                for chunk in response.iter_content(_CHUNK):
                    if size == 0 and not chunk.startswith(b"PK"):
                        raise _no_archive(address, repr(chunk[:40])[1:])
                    size += len(chunk)
                    if size > most:
                        raise _no_archive(address, f"> {most / 1e6:,.0f} MB")
                    file.write(chunk)
                    advance(size, total or most)
            except requests.RequestException:
                file.flush()
                anew = response.status_code == 200 and note is not None
                raise _Broken(size, anew) from None
            except WorkshopError:
                file.close()
                part.discard()
                raise


def _goes_on(response: requests.Response, note: _Part.Note, size: int) -> bool:
    """Whether an answer is the rest of the very file that the note is about."""
    place = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    if place is None or _mark(response) != note.mark:
        return False
    return (int(place[1]), int(place[2])) == (size, note.total)


def _mark(response: requests.Response) -> str:
    """What this server calls this version of the file; nothing if it has no name to rely on."""
    tag = response.headers.get("ETag", "")
    weak = not tag or tag.startswith("W/")
    return response.headers.get("Last-Modified", "") if weak else tag


def _copy(source: Path, part: _Part, advance: Advance) -> None:
    try:
        file = source.open("rb")
    except OSError as error:
        raise WorkshopError(
            text(
                en=f"The photos are not at {source} ({error.strerror}), where {MIRROR} points to. "
                "Correct it, or unset it to download them from where they are published.",
                ja=f"環境変数 {MIRROR} の指す {source} に写真のファイルがありません"
                f"（{error.strerror}）。設定を直すか、設定を消して公開元からダウンロードして"
                "ください。",
            )
        ) from None
    with file:
        total = os.fstat(file.fileno()).st_size
        part.begin(None)
        _need(total, part)
        with part.path.open("wb") as copy:
            while chunk := file.read(16 * _CHUNK):
                copy.write(chunk)
                advance(copy.tell(), total)


def _check(part: _Part, photos: Mapping[str, Known], source: str) -> None:
    """Make sure that what came has every photo as it should be; otherwise keep nothing of it."""
    try:
        with Archive(part.path, photos) as archive:
            wrong = archive.wrong()
    except zipfile.BadZipFile:
        size = part.size()
        part.discard()
        raise _no_archive(source, f"{size / 1e6:,.1f} MB") from None
    if wrong:
        part.discard()
        more, count = len(wrong) - 1, len(photos)
        raise WorkshopError(
            text(
                en=f"What came from {source} is not as it should be: {wrong[0]} "
                + (f"and {more:,} more of {count:,} photos are " if more else "is ")
                + "missing or has another checksum than expected. Nothing of it was kept. "
                "Run the download once more; if it happens again, the file there is another one. "
                f"{_elsewhere().en}",
                ja=f"{source} から届いた内容が正しくありません。{wrong[0]} "
                + (f"ほか {more:,} 枚（全 {count:,} 枚中）" if more else "")
                + "が見つからないか、チェックサムが一致しません。届いた内容は破棄しました。"
                "もう一度ダウンロードしてください。同じことが起きる場合は、公開されている"
                f"ファイルが別のものです。{_elsewhere().ja}",
            )
        )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep a second notebook from downloading the same; the system ends it with the process."""
    with path.open("ab") as lock:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise WorkshopError(
                text(
                    en="Another notebook or terminal is downloading the same photos right now. "
                    "Wait until it is done.",
                    ja="別のノートブックまたはターミナルが、同じ写真をダウンロードしている"
                    "ところです。終わるまでお待ちください。",
                )
            ) from None
        except OSError:
            pass  # a network drive without locks: better without than not at all
        yield


@contextmanager
def _complaints(folder: Path) -> Iterator[None]:
    """Say in the reader's words what the file system says in its own."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            raise _full(folder, None) from None
        raise WorkshopError(
            text(
                en=f"The photos cannot be saved in {folder} ({error.strerror}). Set the "
                "environment variable MLWORKSHOP_HOME to a folder where you may write, and start "
                f"Jupyter again. {_WITHOUT.en}",
                ja=f"写真を {folder} に保存できません（{error.strerror}）。書き込めるフォルダーを"
                "環境変数 MLWORKSHOP_HOME に設定してから、Jupyter を起動し直してください。"
                f"{_WITHOUT.ja}",
            )
        ) from None


def _need(missing: int, part: _Part) -> None:
    """Make sure that there is room for what will come."""
    free = shutil.disk_usage(part.path.parent).free
    if free < missing + _SPARE:
        raise _full(part.path.parent, (free, missing + _SPARE))


def _elsewhere() -> Text:
    """What else one can do."""
    if os.environ.get(MIRROR):
        return Text(
            en=f"This place comes from the environment variable {MIRROR}: correct it, or unset it "
            f"to download from where the photos are published. {_WITHOUT.en}",
            ja=f"この場所は環境変数 {MIRROR} で指定されています。設定を直すか、設定を消して"
            f"公開元からダウンロードしてください。{_WITHOUT.ja}",
        )
    return Text(
        en="Or ask your instructor whether there is a copy in the room, and set the environment "
        f"variable {MIRROR} to its place. {_WITHOUT.en}",
        ja="会場にコピーがあるかどうかを講師に尋ね、その場所を環境変数 "
        f"{MIRROR} に設定する方法もあります。{_WITHOUT.ja}",
    )


def _kept(part: _Part) -> Text:
    """What the next try can build on."""
    if part.note() is None:
        return Text(
            en="Nothing is kept: the next try begins anew.",
            ja="途中までの内容は残りません。次回は最初からやり直します。",
        )
    size = f"{part.size() / 1e6:,.1f} MB"
    return Text(
        en=f"{size} are here already: run the download again and it goes on from there.",
        ja=f"すでに {size} が届いています。もう一度実行すると、続きからダウンロードします。",
    )


def _full(folder: Path, room: tuple[int, int] | None) -> WorkshopError:
    free, needed = (f"{value / 1e6:,.0f} MB" for value in room) if room else ("", "")
    return WorkshopError(
        text(
            en=f"The disk with {folder} is full"
            + (f": {free} are free, {needed} are needed" if room else "")
            + f". Remove what you do not need, and run the download again. {_WITHOUT.en}",
            ja=f"{folder} のあるディスクの空き容量が足りません"
            + (f"（空き {free}、必要 {needed}）" if room else "")
            + "。不要なファイルを削除してから、もう一度ダウンロードしてください。"
            f"{_WITHOUT.ja}",
        )
    )


def _unreachable(address: str, error: Exception) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"{address} cannot be reached ({_reason(error)}). Check the network; behind a "
            "company's proxy, the environment variable HTTPS_PROXY has to be set. "
            f"{_elsewhere().en}",
            ja=f"{address} に接続できません（{_reason(error)}）。ネットワークを確認してください。"
            "社内のプロキシを使う場合は、環境変数 HTTPS_PROXY の設定が必要です。"
            f"{_elsewhere().ja}",
        )
    )


def _reason(error: BaseException) -> str:
    """The innermost reason: what the system, and not a library, says."""
    reason = ""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TimeoutError | ReadTimeoutError):
            return text(en="no answer in time", ja="時間内に応答がありません")
        if isinstance(seen, OSError) and seen.strerror:
            reason = seen.strerror
        seen = seen.__cause__ or seen.__context__
    return reason or type(error).__name__


def _refused(address: str, status: int) -> WorkshopError:
    missing = status in (404, 410)
    return WorkshopError(
        text(
            en=f"{address} answers with the error {status}: "
            + ("there is no such file. " if missing else "it does not hand the file out now. ")
            + ("" if missing else "Try again later. ")
            + _elsewhere().en,
            ja=f"{address} がエラー {status} を返しました。"
            + ("ファイルがありません。" if missing else "今はファイルを取得できません。")
            + ("" if missing else "時間をおいて、もう一度実行してください。")
            + _elsewhere().ja,
        )
    )


def _gave_up(address: str, part: _Part, anew: bool) -> WorkshopError:
    kept = _kept(part)
    return WorkshopError(
        text(
            en=f"The connection to {address} breaks off or goes silent again and again. {kept.en} "
            + ("This server cannot go on where it stopped. " if anew else "")
            + _elsewhere().en,
            ja=f"{address} との接続が、何度試しても途中で切れるか止まってしまいます。{kept.ja}"
            + ("このサーバーは途中からの再開に対応していません。" if anew else "")
            + _elsewhere().ja,
        )
    )


def _no_archive(source: str, found: str) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"What came from {source} is not the archive of photos, or not all of it "
            f"(found: {found}). A Wi-Fi's login page may have answered: open any web page in a "
            f"browser, log in, and run the download again. Nothing of it was kept. "
            f"{_elsewhere().en}",
            ja=f"{source} から届いたものは写真のアーカイブではないか、途中で切れています"
            f"（届いた内容：{found}）。Wi-Fi のログイン画面が返ってきた可能性があります。"
            "ブラウザーで Web ページを開いてログインしてから、もう一度ダウンロードしてください。"
            f"届いた内容は破棄しました。{_elsewhere().ja}",
        )
    )
