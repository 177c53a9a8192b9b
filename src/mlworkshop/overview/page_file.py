"""Pages to print, as files of the attendee's: written, replaced, offered for download."""

from __future__ import annotations

from html import escape
from pathlib import Path

from mlworkshop import files, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text

__all__ = ["written"]


def written(path: Path, page: str, mark: str, kind: Text) -> str:
    """Write a page, and say in HTML where it is.

    Parameters
    ----------
    path : Path
        An earlier page of this kind there is replaced.
    page : str
        HTML, a whole document.
    mark : str
        The part of it by which such pages are known.
    kind : Text
        What it is called.

    Raises
    ------
    WorkshopError
        If something else is there, or it cannot be written.
    """
    try:
        is_other = path.exists() and (
            not path.is_file() or mark not in path.read_text("utf-8", "replace")
        )
    except (OSError, ValueError) as error:
        raise files.not_written(path, error) from None
    if is_other:
        raise WorkshopError(
            text(
                en=f"{path} already exists and is not a {kind.en} of this course, so it was not "
                "overwritten. Choose a different name.",
                ja=f"{path} はすでに存在し、このコースの{kind.ja}ではないため、"
                "上書きしませんでした。別の名前を指定してください。",
            )
        )
    data = page.encode()
    files.put(path, data)
    says = text(
        en=f"The page is in the file {path}. To print it, download it, open it in your browser "
        "and choose Print: it fills one sheet.",
        ja=f"{path} に保存しました。印刷するには、ダウンロードしてブラウザーで開き、"
        "「印刷」を選んでください。1枚に収まります。",
    )
    label = text(en="Download the page", ja="ページをダウンロードする")
    link = ui.download(label, path.name, "text/html;charset=utf-8", data)
    return f'<p role="status">{escape(says)}</p><p>{link}</p>'
