"""A solution to be read without a kernel: on slides, on the web.

Without the plumbing, with formulas that a browser draws by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from mlworkshop.authoring import build
from mlworkshop.course import course_files, syntax

__all__ = ["cells", "is_plumbing"]

Node = dict[str, Any]

# The corner of a table of pandas, which a screen reader would announce as a heading.
_EMPTY_HEADING = re.compile(r"<th((?:\s[^>]*)?)>(?:&nbsp;)?</th>")


def cells(target: build.Target) -> Iterator[Node]:
    """The cells of a built solution, without its first one and what shows nothing.

    Parameters
    ----------
    target : build.Target
        A solution that has been built.

    Yields
    ------
    dict
        A cell as nbformat has it, its source in one piece.
    """
    solved = json.loads(course_files.read(target.path))
    for cell in solved["cells"]:
        if cell["id"].endswith("--begin"):
            continue
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = _with_mathml(cell["source"])
        else:
            cell["outputs"] = [output for output in cell["outputs"] if not _is_empty(output)]
            for output in cell["outputs"]:
                data = output.get("data", {})
                if "text/html" in data:
                    data["text/html"] = _EMPTY_HEADING.sub(
                        r"<td\1></td>", "".join(data["text/html"])
                    )
        yield cell


def is_plumbing(cell: Node) -> bool:
    """Whether a cell's code is not for readers: it is collapsed, or calls what is shown below."""
    if cell["cell_type"] == "markdown":
        return False
    is_hidden = bool(cell["metadata"].get("jupyter", {}).get("source_hidden"))
    return is_hidden or syntax.shows(syntax.parsed(cell["source"]))


def _is_empty(output: Node) -> bool:
    """Whether nothing would be seen of an output but a box."""
    data = output.get("data")
    return data is not None and set(data) == {"text/plain"} and not "".join(data["text/plain"])


def _with_mathml(source: str) -> str:
    from latex2mathml.converter import convert

    return re.sub(
        r"\$\$(.+?)\$\$",
        lambda found: convert(found[1].strip(), display="block"),
        source,
        flags=re.DOTALL,
    )
