"""Fetch a published archive of photos, whatever the network does on the way.

At its place is only ever an archive whose every photo has been checked. What was interrupted leaves
nothing behind and begins anew.
"""

from __future__ import annotations

import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from mlworkshop import files, network
from mlworkshop.data.archive import Archive, Known
from mlworkshop.errors import WorkshopError
from mlworkshop.language import text

MIRROR = "MLWORKSHOP_MIRROR"
_WAITS = (10.0, 30.0)  # seconds for a server to answer, and between two pieces that it sends
_RETRY = urllib3.Retry(  # until the answer begins
    total=5,
    connect=2,  # without a network one wants to know soon
    other=0,  # a certificate that is not accepted will not be next time
    backoff_factor=1,
    status_forcelist=(429, 500, 502, 503, 504),
    raise_on_status=False,
    respect_retry_after_header=False,  # it may ask for hours
)
_PIECE = 1 << 16
_LEFT_OVER = 3600  # seconds after which nobody writes a part any more


def fetch(
    address: str,
    target: Path,
    photos: Mapping[str, Known],
    *,
    most: int,
    advance: Callable[[int, int], object] = lambda done, total: None,
) -> None:
    """Get an archive of photos, undamaged.

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
        Bytes, more than which no server may send and no file may have.
    advance : callable
        Called with the number of bytes that are here, and of all.

    Raises
    ------
    WorkshopError
        Saying what went wrong, and what to do.
    """
    source = _source(address)
    called = str(source) if isinstance(source, Path) else public(source)
    pieces = _copied(source) if isinstance(source, Path) else _received(source)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clean(target)
    except OSError as error:
        raise files.not_written(target, error) from None
    with files.replacing(target) as part:
        with part.open("xb") as file:
            for total, piece in pieces:
                if not file.tell() and not (piece and b"PK".startswith(piece[:2])):
                    raise _no_archive(called, repr(piece[:40])[1:])
                if max(total, file.tell() + len(piece)) > most:
                    raise _no_archive(called, f"> {most / 1e6:,.0f} MB")
                file.write(piece)
                advance(file.tell(), total or most)
        _check(part, photos, called)


def public(address: str) -> str:
    """An address without what may be secret in it: name, password, query and fragment."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # such as a password with a slash in it
        return f"{address.partition('://')[0]}://…"
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def _source(address: str) -> str | Path:
    """The address or the local file to take, as the mirror says."""
    mirror, file = files.setting(MIRROR), PurePosixPath(urlsplit(address).path).name
    if not mirror:
        return address
    if re.match("https?://", mirror, re.IGNORECASE):
        place, mark, query = mirror.partition("?")
        return place.removesuffix(file).rstrip("/") + f"/{file}{mark}{query}"
    if mirror.lower().startswith("file:"):
        path = Path(url2pathname(urlsplit(mirror).path))
    else:
        path = files.folder_setting(MIRROR) or Path(mirror)
    with suppress(OSError, ValueError):  # a name that no file can have is told when it is opened
        return path / file if path.is_dir() else path
    return path


def _clean(target: Path) -> None:
    """Remove what a download left behind whose kernel was killed."""
    for path in target.parent.glob(f"*{target.name}.*part*"):
        if path.stat().st_mtime < time.time() - _LEFT_OVER:
            path.unlink(missing_ok=True)


def _copied(source: Path) -> Iterator[tuple[int, bytes]]:
    """The size of a file on this computer, and its pieces."""
    try:
        files.readable(source)
    except WorkshopError as error:
        raise _failed(str(error)) from None
    with source.open("rb") as file:
        total = os.fstat(file.fileno()).st_size
        while (piece := file.read(16 * _PIECE)) or not file.tell():
            yield total, piece


def _received(address: str) -> Iterator[tuple[int, bytes]]:
    """The size that a server announces, 0 where it does not, and the pieces that it sends."""
    done, by_proxy = 0, False
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=_RETRY))
        session.verify = files.setting("SSL_CERT_FILE") or True
        # Packed once more, sizes would be of something else.
        headers = {"Accept-Encoding": "identity"}
        try:
            # Between two computers of the room there is no proxy. The name of a mirror, not of the
            # publisher, is looked up.
            near = network.is_near(address, look_up=bool(files.setting(MIRROR)))
            session.trust_env = not near
            by_proxy = session.trust_env and bool(get_environ_proxies(address))
            with session.get(address, headers=headers, stream=True, timeout=_WAITS) as response:
                if response.status_code != 200:
                    raise _refused(public(address), response.status_code)
                length = response.headers.get("Content-Length", "")
                total = int(length) if re.fullmatch("[0-9]{1,18}", length) else 0
                for piece in response.iter_content(_PIECE):
                    yield total, piece
                    done += len(piece)
                if not done:
                    yield 0, b""
        # A redirect may lead to what is no address, which each library says in its own way.
        except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
            raise _broken(public(address), error, done, by_proxy) from None


def _check(part: Path, photos: Mapping[str, Known], source: str) -> None:
    """Make sure that what came has every photo as it should be."""
    try:
        with Archive(part, photos) as archive:
            wrong = archive.wrong()
    except zipfile.BadZipFile:
        raise _no_archive(source, f"{part.stat().st_size / 1e6:,.1f} MB") from None
    if wrong:
        count = f"{len(wrong):,} / {len(photos):,}"
        found = text(
            en=f"{count} photos are missing or have another checksum, such as {wrong[0]}",
            ja=f"{count}枚の写真（{wrong[0]} など）がないか、チェックサムが一致しません",
        )
        raise _no_archive(source, found)


def _broken(source: str, error: Exception, done: int, by_proxy: bool) -> WorkshopError:
    """Why nothing, or not all of it, came over the network."""
    # Where the file with certificates is missing, requests raises an OSError and nothing finer.
    if isinstance(error, requests.exceptions.SSLError) or type(error) is OSError:
        return _failed(
            text(
                en=f"The certificate of {source} is not accepted. A company that inspects "
                "encrypted connections replaces certificates by its own: ask your IT department "
                "for the certificate file, and set the environment variables REQUESTS_CA_BUNDLE "
                "and SSL_CERT_FILE to its place.",
                ja=f"{source} の証明書を確認できません。暗号化された通信を検査する会社では、"
                "証明書が社内のものに置き換わります。証明書のファイルを情報システム部門に尋ね、"
                "環境変数 REQUESTS_CA_BUNDLE と SSL_CERT_FILE にその場所を設定してください。",
            )
        )
    if done:
        size = f"{done / 1e6:,.1f} MB"
        return _failed(
            text(
                en=f"The connection to {source} broke off after {size}. Nothing was kept: run the "
                "download again, and it starts from the beginning.",
                ja=f"{source} との接続が {size} のところで切れました。届いた内容は破棄しました。"
                "もう一度実行すると、最初からダウンロードします。",
            )
        )
    advice = text(
        en="Check the network; behind a company's proxy, the environment variable HTTPS_PROXY has "
        "to be set.",
        ja="ネットワークを確認してください。社内のプロキシを使う場合は、環境変数 HTTPS_PROXY の"
        "設定が必要です。",
    )
    if by_proxy:
        advice = text(
            en="The connection goes through the proxy in HTTP_PROXY or HTTPS_PROXY: check it, or "
            "add the address's name to NO_PROXY if no proxy is needed.",
            ja="この接続は HTTP_PROXY または HTTPS_PROXY のプロキシを通ります。設定を確認するか、"
            "プロキシが不要な相手であれば、その名前を NO_PROXY に加えてください。",
        )
    why = _reason(error)
    return _failed(
        text(
            en=f"{source} cannot be reached ({why}). {advice}",
            ja=f"{source} に接続できません（{why}）。{advice}",
        )
    )


def _reason(error: BaseException | None) -> str:
    """The innermost reason: what the system, and not a library, says."""
    reason = type(error).__name__
    while error is not None:
        if isinstance(error, TimeoutError | urllib3.exceptions.ReadTimeoutError):
            return text(en="no answer in time", ja="時間内に応答がありません")
        reason = getattr(error, "strerror", None) or reason
        error = error.__cause__ or error.__context__
    return reason


def _refused(source: str, status: int) -> WorkshopError:
    why = text(
        en="it does not hand the file out now. Try again later.",
        ja="今はファイルを取得できません。時間をおいて、もう一度実行してください。",
    )
    if status in (404, 410):
        why = text(en="there is no such file.", ja="ファイルがありません。")
    return _failed(
        text(
            en=f"{source} answers with the error {status}: {why}",
            ja=f"{source} がエラー {status} を返しました。{why}",
        )
    )


def _no_archive(source: str, found: str) -> WorkshopError:
    return _failed(
        text(
            en=f"What came from {source} is not the archive of photos, or not all of it "
            f"(found: {found}). A Wi-Fi's login page may have answered: open any web page in a "
            "browser, log in, and run the download again. Nothing was kept.",
            ja=f"{source} から届いたものは写真のアーカイブではないか、途中で切れています"
            f"（届いた内容：{found}）。Wi-Fi のログイン画面が返ってきた可能性があります。"
            "ブラウザーで Web ページを開いてログインしてから、もう一度ダウンロードしてください。"
            "届いた内容は破棄しました。",
        )
    )


def _failed(why: str) -> WorkshopError:
    return WorkshopError(text(en=f"{why} {_elsewhere()}", ja=f"{why}{_elsewhere()}"))


def _elsewhere() -> str:
    """What else one can do."""
    if files.setting(MIRROR):
        return text(
            en=f"This place comes from the environment variable {MIRROR}: correct it, or unset it "
            "to download from where the photos are published. The lessons work without them.",
            ja=f"この場所は環境変数 {MIRROR} で指定されています。設定を直すか、設定を消して"
            "公開元からダウンロードしてください。写真がなくても、レッスンは最後まで進められます。",
        )
    return text(
        en="Or ask your instructor whether there is a copy in the room, and set the environment "
        f"variable {MIRROR} to its place. The lessons work without the photos.",
        ja=f"会場にコピーがあるかどうかを講師に尋ね、その場所を環境変数 {MIRROR} に設定する方法も"
        "あります。写真がなくても、レッスンは最後まで進められます。",
    )
