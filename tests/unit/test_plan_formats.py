"""What was typed comes out of every format as typed, and the plan comes back from two of them."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from mlworkshop import journal, language
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.plan import document, formats, layout
from mlworkshop.plan.outline import HOME, SECTIONS

GAP = ("m2-planning/02-find-the-use-case", "own-gap")
TYPED = {
    "html": "<script>alert(1)</script><b>bold</b> &amp; \"quoted\" 'too' <!-- --> -->",
    "markdown": "# no heading\n- no list\n+ no\n12. no\n3) no\n"
    "*not* __bold__ `code` ~~no~~ [l](x)\n"
    "| a | b |\n|---|---|\n> no quote\n```\nno fence\n---\n===\n: x\n![i](y)\\",
    "blanks": "a\n    four\n\ttab and  two   three \n\n\nafter empty lines",
    "formulas": "=1+1\n@SUM(A1)\n$x^2$ and $5 to $10\n-1\n+1",
    "right to left": "שלום עולם\nمرحبا (1)",
    "emoji": "😀 👩‍👩‍👧‍👧 🇯🇵 が゙",
    "our own data": '{"mlworkshop-plan": 1, "pieces": []}\n</script>',
    "japanese": "一行目\n二行目、「引用」（かっこ）\n１２３",
    "long": "長い文 a long one. " * 2500 + "x" * 10_000,
}


def say(lesson, key, words, label="Label", facts=None, blanks=()):
    digest = [[{"en": label, "ja": label}, {"en": words, "ja": words}]]
    answer = {"given": {}, "state": {}, "digest": digest, "facts": facts or {}}
    answer["blanks"] = list(blanks)
    journal.record(lesson, "note", key, version=2, answer=answer)


class Words(HTMLParser):
    """The text of some elements of a page, with its line breaks."""

    def __init__(self, page: str, tag: str) -> None:
        super().__init__()
        self._tag, self._inside = tag, False
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == self._tag:
            self._inside = True
            self.found.append("")
        elif tag == "br" and self._inside:
            self.found[-1] += "\n"
        else:
            assert not self._inside or tag == "strong", tag

    def handle_endtag(self, tag):
        self._inside &= tag != self._tag

    def handle_data(self, data):
        if self._inside:
            self.found[-1] += data


def from_html(data: bytes) -> list[str]:
    return Words(data.decode(), "bdi").found


def from_markdown(data: bytes) -> list[str]:
    page = MarkdownIt("gfm-like", {"linkify": False}).render(data.decode())
    paragraphs = Words(page.replace("<br />\n", "<br />"), "p").found
    return [words.replace("\xa0", " ") for words in paragraphs]


def from_word(data: bytes) -> list[str]:
    return [run.text for each in docx.Document(io.BytesIO(data)).paragraphs for run in each.runs]


READERS = {".html": from_html, ".md": from_markdown, ".docx": from_word}


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("name", TYPED)
def test_it_comes_out_as_typed(suffix, name):
    typed = TYPED[name].rstrip()
    say(*GAP, typed)
    written = READERS[suffix](formats.written(suffix))
    if suffix == ".md":
        typed = typed.expandtabs(4) if "\t" not in typed else typed.replace("\t", "    ")
        written = [words.removeprefix("Label").lstrip("\n").removeprefix(" ") for words in written]
    assert typed in written


@pytest.mark.parametrize("suffix", READERS)
def test_control_characters_become_visible(suffix):
    say(*GAP, "a\x00b\x07c\x7fd\r\ne\rf\ufffe\x85\ud83dg")
    assert any("a␀b␇c␡d\ne\nf���g" in words for words in READERS[suffix](formats.written(suffix)))


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_the_plan_comes_back_and_nothing_is_lost(suffix, monkeypatch, tmp_path):
    for at, words in enumerate(TYPED.values()):
        say(GAP[0], f"own-{at}", words, facts={"kpi": words, "from a later version": [at]})
    journal.record("m1-intro/02-spam", "quiz", "spam-own-work", outcome="kept", answer="mail")
    say(HOME, "own-start", "Aya", facts={"written_by": "Aya"})
    before = document.load()
    copy = formats.parsed(formats.written(suffix), "plan")
    assert copy == before.copy()
    assert copy.name == "Aya"

    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "elsewhere"))
    assert document.load().said == []
    document.take_over(copy)
    assert {part.source: part.versions[0].piece for part in document.load().said} == {
        part.source: part.versions[0].piece for part in before.said
    }
    assert formats.parsed(formats.written(suffix), "plan") == copy


def test_data_in_a_file_cannot_end_what_holds_it():
    say(*GAP, "</script> --> <!-- &lt; \u2028 ü")
    for suffix in (".html", ".md"):
        (line,) = [
            line
            for line in formats.written(suffix).decode().split("\n")
            if line.startswith('{"mlworkshop-plan": ')
        ]
        assert line.isascii()
        assert not set("<>&") & set(line)


def test_an_empty_plan_says_what_is_missing_in_each_language():
    for lang in LANGUAGES:
        language.use(lang)
        missing = document.load().missing
        wanted = {each.id for each in SECTIONS if each.is_wanted}
        assert {part.section.id for part in missing} == wanted
        for suffix in (".html", ".md", ".docx"):
            data = formats.written(suffix)
            told = data.decode() if suffix != ".docx" else "\n".join(from_word(data))
            for part in missing:
                assert str(part.source.name) in told
        assert formats.parsed(formats.written(".md"), "x.md").pieces == ()


def test_a_plan_says_what_is_still_open_in_its_parts():
    open_ = [{"en": "Unit", "ja": "単位"}, {"en": "By when", "ja": "いつまでに"}]
    say(*GAP, "x", blanks=open_)
    assert [(part.source.lesson, part.source.key) for part in document.load().partly] == [GAP]
    for lang, told in (("en", "partly; still open: Unit; By when"), ("ja", "単位／いつまでに")):
        language.use(lang)
        assert told in formats.written(".md").decode()
    assert document.read(document.load().copy().model_dump(mode="json")).pieces[0].blanks


def test_the_html_file_needs_nothing_else_and_prints_on_a4():
    say(*GAP, "x")
    page = formats.written(".html").decode()
    assert "size: A4" in page
    assert "counter(page)" in page
    assert not re.search(r"\b(src|href)=|@import|url\(", page)


def test_the_word_file_is_well_formed_on_a4_and_in_japanese_fonts():
    language.use("ja")
    say(*GAP, "שלום", facts={"project": "計画" * 300, "written_by": "x" * 300})
    data = formats.written(".docx")
    made = docx.Document(io.BytesIO(data))
    assert round(made.sections[0].page_width.mm) == 210
    assert made.core_properties.created.year > 2013  # that of the template
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert "<w:bidi/>" in xml
    assert "<w:rtl/>" in xml
    assert [
        field.get(qn("w:instr"))
        for field in made.sections[0].footer._element.iter(qn("w:fldSimple"))
    ] == ["PAGE", "NUMPAGES"]
    styles = zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()
    assert styles.count('w:eastAsia="Yu Gothic"') == 4


@pytest.mark.parametrize("name", ["plan.html", "plan.md", "plan.docx"])
def test_only_a_plan_is_replaced(tmp_path, name):
    path = tmp_path / name
    for _ in range(2):
        assert formats.save(path) == path.read_bytes()
    path.write_bytes(b"my thesis")
    with pytest.raises(WorkshopError, match="not overwritten"):
        formats.save(path)
    assert path.read_bytes() == b"my thesis"


@pytest.mark.parametrize("name", ["plan", "plan.pdf", "plan.html.exe"])
def test_an_unknown_ending_is_refused_kindly(tmp_path, name):
    with pytest.raises(WorkshopError, match=re.escape(".docx")):
        formats.save(tmp_path / name)


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"my thesis",
        b"\xff\xfe\x00",
        b'{"mlworkshop-plan": 1',
        b'{"mlworkshop-plan": 1}',
        b'{"mlworkshop-plan": 1, "pieces": 3}',
        b'{"mlworkshop-plan": ' + b"[" * 100_000,
    ],
)
def test_what_holds_no_plan_is_refused_kindly(held):
    with pytest.raises(WorkshopError, match="holds no plan"):
        formats.parsed(held, "x.html")


def test_what_is_too_large_is_not_called_another_file(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "_MOST", 1_000_000)
    path = tmp_path / "team.html"
    path.write_bytes(b"x" * 1_000_001)
    for read in (lambda: formats.read(path), lambda: formats.parsed(path.read_bytes(), "team")):
        with pytest.raises(WorkshopError, match="larger than 1 MB"):
            read()


def test_without_python_docx_word_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(WorkshopError, match="python-docx"):
        formats.written(".docx")
    assert layout.blocks(document.load())
