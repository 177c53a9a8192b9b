"""How results look in a notebook and in a terminal: one small table, in the notebook's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Shown:
    """Something that shows itself as a title, remarks and a table.

    A class that derives from it has the method `_parts`.
    """

    def _parts(self) -> tuple[str, Sequence[str], Sequence[Sequence[object]], Sequence[str]]:
        """Title, head of the table, its rows, and remarks."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        title, head, rows, remarks = self._parts()
        html = f"<p><strong>{escape(title)}</strong></p>"
        if rows:
            html += f"<table><thead>{_row('th', head)}</thead><tbody>"
            html += "".join(_row("td", row) for row in rows) + "</tbody></table>"
        if remarks:
            html += "<ul>" + "".join(f"<li>{escape(remark)}</li>" for remark in remarks) + "</ul>"
        return f'<div class="mathjax_ignore tex2jax_ignore">{html}</div>'

    def __repr__(self) -> str:
        title, head, rows, remarks = self._parts()
        lines = [title]
        if rows:
            lines += [" | ".join(map(str, row)) for row in (head, *rows)]
        return "\n".join([*lines, *(f"- {remark}" for remark in remarks)])


def _row(tag: str, cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"
