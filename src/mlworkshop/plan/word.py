"""The plan as a Word file, on A4."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from mlworkshop.errors import WorkshopError
from mlworkshop.language import current, text
from mlworkshop.plan.layout import Block

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

__all__ = ["MARK", "written"]

MARK = "mlworkshop plan"  # by which we know our own files
_STYLES = {"title": "Title", "heading": "Heading 1", "part": "Heading 2"}
# Points in size, and before and after a paragraph.
_MEASURES = {
    "Normal": (10.5, 0, 4),
    "Title": (20, 0, 4),
    "Heading 1": (14, 18, 4),
    "Heading 2": (11, 10, 3),
}
_LATIN, _JAPANESE = "Calibri", "Yu Gothic"


def written(blocks: Sequence[Block], author: str = "") -> bytes:
    """A Word file.

    Parameters
    ----------
    blocks : sequence of Block
    author : str, optional

    Raises
    ------
    WorkshopError
        Where python-docx is not installed, such as in a browser alone.
    """
    try:
        import docx
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt, RGBColor
    except ImportError:
        raise WorkshopError(
            text(
                en="Writing a Word file needs the package python-docx, which is not installed "
                "here. Write the plan as HTML instead: Word opens that file, too. Or run "
                "%pip install python-docx in a cell, and try again.",
                ja="Word ファイルを作るには python-docx が必要ですが、この環境には入っていません。"
                "代わりに HTML で書き出してください（Word でも開けます）。または、セルで "
                "%pip install python-docx を実行してから、もう一度試してください。",
            )
        ) from None
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    for name, (size, before, after) in _MEASURES.items():
        style: Any = document.styles[name]
        style.font.size, style.paragraph_format.line_spacing = Pt(size), 1.15
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.font.name, style.font.color.rgb = _LATIN, RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in [each for each in fonts.attrib if each.endswith("Theme")]:
            del fonts.attrib[theme]  # it would win over the names
        fonts.set(qn("w:eastAsia"), _JAPANESE)
    for proofed in document.styles.element.iter(qn("w:lang")):
        proofed.set(qn("w:val"), "en-GB")  # else Word marks British spelling and Japanese as wrong
        proofed.set(qn("w:eastAsia"), "ja-JP")
    properties = document.core_properties
    properties.title, properties.author = blocks[0].words[:200], author[:200]
    properties.keywords, properties.comments, properties.language = MARK, "", current()
    properties.created = properties.modified = datetime.now(UTC)
    for block in blocks:
        _add(document.add_paragraph(style=_STYLES.get(block.kind)), block)
    _number(page.footer.paragraphs[0])
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _add(paragraph: Paragraph, block: Block) -> None:
    from docx.shared import RGBColor

    if block.label:
        gap = "\n" if "\n" in block.words else "  "
        paragraph.add_run(f"{block.label}{gap}").bold = True
    run = paragraph.add_run(block.words)
    if block.kind == "aside":
        run.font.color.rgb = RGBColor(0x59, 0x59, 0x59)  # Japanese has no italics
    if _from_right(block.words):
        _turn(paragraph, run)


def _number(paragraph: Paragraph) -> None:
    """Let a paragraph say the number of its page, and of how many."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, counted in (("", "PAGE"), (" / ", "NUMPAGES")):
        paragraph.add_run(before)
        field = (
            f'<w:fldSimple {nsdecls("w")} w:instr="{counted}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
        paragraph._p.append(parse_xml(field))


def _turn(paragraph: Paragraph, run: Run) -> None:
    """Let a paragraph run from right to left."""
    from docx.oxml import OxmlElement

    paragraph._p.get_or_add_pPr().insert_element_before(
        OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )
    run.font.rtl = True


def _from_right(words: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for letter in words:
        match unicodedata.bidirectional(letter):
            case "R" | "AL":
                return True
            case "L":
                return False
    return False
