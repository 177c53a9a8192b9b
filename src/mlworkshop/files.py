"""Files that attendees ask for: their names, how they are written, why that may fail."""

from __future__ import annotations

import errno
import uuid
from contextlib import suppress
from pathlib import Path

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text


def named(path: object, example: str) -> Path:
    """The file that a path names, where it is a path at all.

    Parameters
    ----------
    path : object
        A `str` or a `Path`; anything else is refused.
    example : str
        A name that would do, for the message.

    Raises
    ------
    WorkshopError
        If it is no path.
    """
    if isinstance(path, str | Path):
        with suppress(RuntimeError):  # the home folder of a user who does not exist
            path = Path(path).expanduser()
        return Path(path)
    raise WorkshopError(
        text(
            en=f"{shown(path)} is not the name of a file. Write it between quotation marks, such "
            f'as "{example}", or leave the parentheses empty.',
            ja=f'{shown(path)} はファイル名ではありません。"{example}" のように引用符で囲んで'
            "指定するか、かっこの中を空にしてください。",
        )
    )


def put(path: Path, data: bytes) -> None:
    """Write a file as a whole: whatever happens, there is either the old or the new one.

    Raises
    ------
    WorkshopError
        If it cannot be written.
    """
    try:
        unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            unfinished.write_bytes(data)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise not_written(path, error) from None


def not_written(path: Path, error: OSError | ValueError) -> WorkshopError:
    """The error that says why a file could not be written."""
    return WorkshopError(
        text(
            en=f"Could not write {path}: {reason(error)} Choose another place.",
            ja=f"{path} に書き込めませんでした。{reason(error)}別の保存先を指定してください。",
        )
    )


def reason(error: OSError | ValueError) -> str:
    """Why a file could not be read or written, as a sentence."""
    if not isinstance(error, OSError):  # such as a name with a null character
        return text(en="no file can have this name.", ja="ファイル名に使えない文字があります。")
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return text(en="the disk is full.", ja="ディスクの空き容量がありません。")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return text(en="it is not allowed there.", ja="アクセス権がありません。")
        case errno.EISDIR:
            return text(en="it is not a file.", ja="ファイルではありません。")
        case errno.ENOENT:
            return text(en="it does not exist.", ja="ファイルまたはフォルダーが存在しません。")
    reason = error.strerror or str(error)
    return text(en=f"{reason}.", ja=f"（{reason}）")
