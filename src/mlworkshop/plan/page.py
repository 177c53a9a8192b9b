"""The plan as one HTML file that needs nothing else and prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from mlworkshop import language
from mlworkshop.plan.layout import Block

__all__ = ["STYLE", "body", "written"]

# Black on white for paper. The preview in the notebook has the same, below its own class.
STYLE = """
.mlw-plan { font: 10.5pt/1.5 "Helvetica Neue", Arial, "Hiragino Sans", "Yu Gothic", Meiryo,
  "Noto Sans CJK JP", sans-serif; color: #000000; background: #ffffff; max-width: 46em;
  margin: 0 auto; overflow-wrap: anywhere; }
.mlw-plan .mlw-title { font-size: 19pt; line-height: 1.25; margin: 0 0 2pt; color: #000000; }
.mlw-plan .mlw-section { font-size: 13pt; line-height: 1.3; margin: 15pt 0 4pt; color: #000000;
  padding-bottom: 1pt; border-bottom: 0.75pt solid #000000; }
.mlw-plan .mlw-part { font-size: 10.5pt; margin: 8pt 0 2pt; color: #0b5394; }
.mlw-plan p { margin: 0 0 3pt; }
.mlw-plan .mlw-as-typed { white-space: pre-wrap; tab-size: 4; }
.mlw-plan .mlw-aside { color: #595959; }
.mlw-plan h1, .mlw-plan h2, .mlw-plan h3, .mlw-plan h4, .mlw-plan h5 { break-after: avoid; }
"""
_PRINT = """
@page { size: A4; margin: 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
body { margin: 12mm; background: #ffffff; }
@media print {
  body { margin: 0; }
  .mlw-plan { max-width: none; orphans: 3; widows: 3; } }
"""
_LEVELS = {"title": (1, "mlw-title"), "heading": (2, "mlw-section"), "part": (3, "mlw-part")}


def written(blocks: Sequence[Block], data: str) -> bytes:
    """An HTML file.

    Parameters
    ----------
    blocks : sequence of Block
    data : str
        The plan for programs, in one line without `<`; no browser shows it.

    Returns
    -------
    bytes
        UTF-8.
    """
    return f"""<!DOCTYPE html>
<html lang="{language.current()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(blocks[0].words)}</title>
<style>{STYLE}{_PRINT}</style>
</head>
<body>
<main class="mlw-plan">{body(blocks)}</main>
<script type="application/json">
{data}
</script>
</body>
</html>
""".encode()


def body(blocks: Sequence[Block], level: int = 1) -> str:
    """The plan as HTML; its headings begin at a level, from 1."""
    return "\n".join(_block(block, level - 1) for block in blocks)


def _block(block: Block, below: int) -> str:
    words = escape(block.words)
    if block.kind in _LEVELS:
        level, look = _LEVELS[block.kind]
        return f'<h{level + below} class="{look}" dir="auto">{words}</h{level + below}>'
    gap = "<br>" if "\n" in block.words else " "
    label = f"<strong>{escape(block.label)}</strong>{gap}" if block.label else ""
    if block.kind == "aside":
        return f'<p class="mlw-aside">{label}{words}</p>'
    return f'<p>{label}<bdi class="mlw-as-typed">{words}</bdi></p>'
