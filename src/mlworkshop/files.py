"""Files that attendees name: what they are called, how they are read and written, what may fail.

Whatever path comes from an attendee or from an environment variable goes through here, so that a
device, a pipe or a name that no file can have is answered in words, and never waited for.
"""

from __future__ import annotations

import errno
import os
import stat
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import text

_LONG = 200  # characters of a path that a message shows whole


def named(path: object, example: str) -> Path:
    """The file that a path names, where it is a path at all.

    Parameters
    ----------
    path : object
        A `str` or a path; anything else is refused. `~` is the home folder.
    example : str
        A name that would do, for the message.

    Raises
    ------
    WorkshopError
        If it is no path.
    """
    with suppress(TypeError):  # a path of bytes
        if isinstance(path, str | os.PathLike):
            return _at_home(Path(path))
    raise WorkshopError(
        text(
            en=f"{shown(path)} is not the name of a file. Write it between quotation marks, such "
            f'as "{example}", or leave the parentheses empty.',
            ja=f'{shown(path)} はファイル名ではありません。"{example}" のように引用符で囲んで'
            "指定するか、括弧の中を空にしてください。",
        )
    )


def setting(name: str) -> str:
    """What an environment variable says, without blanks and quotation marks copied along with it.

    Parameters
    ----------
    name : str
        Of the variable.

    Returns
    -------
    str
        Empty where it is not set.
    """
    return os.environ.get(name, "").strip(" \t\r\n\"'“”‘’「」")


def folder_setting(name: str) -> Path | None:
    """The folder or file that an environment variable names.

    It may begin with `~` or a variable. One that is relative counts from the user's home folder, so
    that it is the same in every notebook.

    Parameters
    ----------
    name : str
        Of the variable.

    Returns
    -------
    Path or None
        Absolute; None where the variable is not set.
    """
    words = os.path.expanduser(os.path.expandvars(setting(name)))
    return Path(os.path.abspath(Path(os.path.expanduser("~"), words))) if words else None


def _at_home(path: Path) -> Path:
    with suppress(RuntimeError):  # the home folder of a user who does not exist
        return path.expanduser()
    return path


def readable(path: Path) -> Path:
    """Make sure that a path leads to a file that can be read: no folder, device or pipe.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Path
        The same, absolute: it stays right when the notebook changes its folder.

    Raises
    ------
    WorkshopError
        Saying what is there instead, and what to do.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _no_file(path)
        path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        raise WorkshopError(
            text(
                en=f"{_said(path)} cannot be read: {reason(error)} Check the file, or name "
                "another one.",
                ja=f"{_said(path)} を読み込めません。{reason(error)}ファイルを確かめるか、"
                "別のファイルを指定してください。",
            )
        ) from None
    return path.absolute()


def _missing(path: Path) -> WorkshopError:
    folder = path.absolute().parent
    near = None
    with suppress(OSError, ValueError):
        near = nearest(path.name, [entry.name for entry in folder.iterdir() if entry.is_file()])
    return WorkshopError(
        text(
            en=f"There is no file {path.name} in {folder}. "
            + (f"Did you mean {near}?" if near else "Check its name and its folder."),
            ja=f"{folder} に {path.name} というファイルはありません。"
            + (f"{near} のことですか。" if near else "ファイル名とフォルダーを確かめてください。"),
        )
    )


def _no_file(path: Path) -> WorkshopError:
    if path.is_dir():
        return WorkshopError(
            text(
                en=f"{path} is a folder. Name a file in it.",
                ja=f"{path} はフォルダーです。その中のファイルを指定してください。",
            )
        )
    return WorkshopError(
        text(
            en=f"{path} is not a file, but a device or a pipe. Name a file.",
            ja=f"{path} はファイルではなく、デバイスまたはパイプです。ファイルを指定してください。",
        )
    )


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A file to write, which takes another one's place when the block has ended without an error.

    Whatever happens, there is either the old file or the new one, with the old one's permissions. A
    link stays, and the file that it leads to is replaced.

    Parameters
    ----------
    path : Path
        Where the file will be.
    private : bool
        Whether it does not take over the old one's permissions.

    Yields
    ------
    Path
        Where to write it. No two calls have the same.

    Raises
    ------
    WorkshopError
        If something else than a file is there, or it cannot be written. An `OSError` in the block
        counts as a failure to write.
    """
    target = _place(path)
    unfinished = target.with_name(f".{target.name[:40]}.{uuid.uuid4().hex[:8]}.part")
    try:
        try:
            yield unfinished
            if target.exists() and not private:
                unfinished.chmod(stat.S_IMODE(target.stat().st_mode))
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise not_written(path, error) from None


def _place(path: Path) -> Path:
    """Where a file will really be, once it is found that one can be there."""
    try:
        target = path.resolve()
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists():
            if not target.is_file():
                raise _no_file(path)
            if not os.access(target, os.W_OK):
                raise PermissionError(errno.EACCES, "")
        elif not target.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "")
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link to itself
        raise not_written(path, error) from None
    return target


def put(path: Path, data: bytes | Iterable[bytes], *, private: bool = False) -> None:
    """Write a file as a whole: whatever happens, there is either the old or the new one.

    Parameters
    ----------
    path : Path
    data : bytes or iterable of bytes
        Whole, or one piece after the other.
    private : bool
        Whether no other user of the machine may read it, whatever the old one's permissions.

    Raises
    ------
    WorkshopError
        If it cannot be written.
    """
    opener = only_mine if private else None
    with replacing(path, private=private) as part, open(part, "xb", opener=opener) as file:
        file.writelines([data] if isinstance(data, bytes) else data)


def only_mine(path: str, flags: int) -> int:
    """An `opener` for `open`: no other user of the machine can read the file that it makes."""
    return os.open(path, flags, 0o600)


def not_written(path: Path, error: Exception) -> WorkshopError:
    """The error that says why a file could not be written."""
    return WorkshopError(
        text(
            en=f"Could not write {_said(path)}: {reason(error)} Choose another place.",
            ja=f"{_said(path)} に書き込めませんでした。{reason(error)}"
            "別の保存先を指定してください。",
        )
    )


def reason(error: Exception) -> str:
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
        case errno.ENOTDIR:
            return text(en="its folder does not exist.", ja="保存先のフォルダーが存在しません。")
        case errno.ENAMETOOLONG:
            return text(en="the name is too long.", ja="ファイル名が長すぎます。")
    reason = error.strerror or str(error)
    return text(en=f"{reason}.", ja=f"（{reason}）")


def _said(path: Path) -> str:
    words = str(path)
    return words if len(words) <= _LONG and words.isprintable() else shown(words)
