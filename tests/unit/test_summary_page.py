"""The summary of a module: what stands on the page, where it is written, what is refused."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import ipywidgets as widgets
import pytest
from banks import put_questions

import mlworkshop as ws
from mlworkshop import journal, language, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.overview import summary_page
from mlworkshop.questions import bank

CATS = "m1/01-cats"
TEXTS = """\
ideas:
  m1/01-cats: {en: Cats *purr* at 25 Hz., ja: 猫は25Hzで*のどを鳴らす*。}
  m1/02-dogs: {en: 3 % of dogs bark., ja: 犬はほえる。}
ask:
  - {en: Who *counted*?, ja: 誰が*数えた*のか。}
words:
  - {word: {en: Cat <b>, ja: 猫 <b>}, means: {en: has whiskers, ja: ひげがある}}
next:
  - {en: Meet a cat., ja: 猫に会う。}
"""
QUESTIONS = """\
  - {id: cats-own-work, kind: open, objective: 1, prompt: {en: Yours?, ja: あなたの。}}
  - {id: names, kind: open, objective: 1, prompt: {en: Name them., ja: 名前を。}}
  - id: tail
    kind: number
    objective: 1
    prompt: {en: How many?, ja: いくつ。}
    answer: 1
    tolerance: 0
    why: {en: One., ja: 1です。}
    mistakes: [{value: 2, why: {en: Too many., ja: 多い。}}]
"""


@pytest.fixture(autouse=True)
def summary_of_cats(small_course, tmp_path, monkeypatch):
    (small_course / "lessons" / "m1" / "summary.yml").write_text(TEXTS, encoding="utf-8")
    put_questions(small_course, {CATS: QUESTIONS})
    summary_page._read.cache_clear()
    beside = tmp_path / "notebooks"
    beside.mkdir()
    monkeypatch.chdir(beside)
    yield beside
    summary_page._read.cache_clear()


@pytest.fixture
def bundles(monkeypatch):
    found = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: found.append(bundle))
    return found


@pytest.fixture
def live(monkeypatch):
    """The live part of what was shown last, and the words in it."""
    shown = []
    monkeypatch.setattr(ui, "show", lambda live, static, plain: shown.append((live, static, plain)))
    return shown


def press(shown):
    preview, buttons, said = shown[-1][0].children
    (button,) = buttons.children
    button.click()
    return preview.value, said.value


def keep(words, version=1):
    journal.record(CATS, "quiz", "cats-own-work", version=version, outcome="kept", answer=words)


def page(date="2026-01-31"):
    return summary_page._page(structure.load().modules[1], date)


class Tags(HTMLParser):
    """Elements in order; fails on a tag that is not closed as it was opened."""

    def __init__(self, source):
        super().__init__()
        self.opened, self.found = [], []
        self.feed(source)
        assert self.opened == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta",):
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag


# What stands on it


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_stands_on_the_page(lang):
    language.use(lang)
    journal.record(CATS, "quiz", "tail", outcome="right", answer=1.0)
    keep("Mice & men")
    made = page()
    for words in (
        ui.text(en="Animals &amp; co.", ja="動物など"),
        "2026-01-31",
        ui.text(en="Questions right: 2 of 3", ja="正解した問題：3問中2問"),
        ui.text(en="exercises right: 0 of 0", ja="正解した演習：0問中0問"),
        ui.text(en="Cats <em>purr</em> at 25 Hz.", ja="猫は25Hzで<em>のどを鳴らす</em>。"),
        ui.text(en="3&nbsp;% of dogs bark.", ja="犬はほえる。"),
        ui.text(en="<strong>Cats</strong>", ja="<strong>猫</strong>"),
        ui.text(en="<strong>Dogs &lt;planned&gt;</strong>", ja="<strong>犬（予定）</strong>"),
        ui.text(en="Who <em>counted</em>?", ja="誰が<em>数えた</em>のか。"),
        ui.text(en="Cat &lt;b&gt;", ja="猫 &lt;b&gt;"),
        ui.text(en="has whiskers", ja="ひげがある"),
        "Mice &amp; men",
        ui.text(en="Meet a cat.", ja="猫に会う。"),
    ):
        assert words in made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_a_document_that_needs_nothing_else(lang):
    language.use(lang)
    tags = Tags(page()).found
    names = [tag for tag, _ in tags]
    assert ("html", {"lang": lang}) in tags
    assert names.count("h1") == names.count("main") == names.count("title") == 1
    assert names.count("h2") == 5
    assert not {"h3", "img", "script", "link"} & set(names)
    assert "://" not in page()
    assert "@page" in page()


def test_of_each_lesson_only_the_answer_about_own_work_is_a_note():
    journal.record(CATS, "quiz", "names", outcome="kept", answer="Tom and Felix")
    assert "None yet" in page()
    keep("Mice")
    assert "Mice" in page()
    assert "Tom and Felix" not in page()


def test_notes_are_escaped_and_stand_in_one_paragraph():
    keep("<script>alert(1)</script>\n\nsecond line")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; second line" in page()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sign", ["a", "猫", "👪", "…"])
def test_long_notes_are_cut_and_the_page_says_so(lang, sign):
    language.use(lang)
    said = ui.text(en="have been shortened", ja="途中までです")
    keep(sign * 60)
    assert sign * 60 in page()
    assert said not in page()
    keep(sign * 100_000)
    (note,) = re.findall(rf" ({sign}+…)</p>", page())
    assert 0.9 * summary_page._NOTE < summary_page._width(note) <= summary_page._NOTE
    assert said in page()


def test_a_note_of_just_the_width_is_not_cut():
    keep("a" * summary_page._NOTE)
    assert "a" * summary_page._NOTE in page()
    assert "…" not in page()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_notes_the_page_says_where_they_come_from(lang):
    language.use(lang)
    keep("of another version", version=2)
    assert "another version" not in page()
    assert ui.text(en="None yet", ja="まだありません") in page()


# In the notebook


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_notebook_shows_a_preview_and_writes_nothing(lang, bundles, summary_of_cats):
    language.use(lang)
    keep("Mice & men")
    assert ws.summary("m1") is None
    static, _ = bundles
    assert "Mice &amp; men" in static["text/html"]
    assert 'ws.summary("m1", "my-summary-m1.html")' in ui.html(static["text/html"]).value.replace(
        "&quot;", '"'
    )
    assert not re.search(r"\d{4}-\d\d-\d\d", static["text/html"]), "the same on every day"
    assert "<h1" not in static["text/html"], "the notebook has one of its own"
    assert static["text/plain"] == ui.text(en="Animals & co.", ja="動物など")
    assert list(summary_of_cats.iterdir()) == []
    ws.summary("m1")
    assert bundles[2] == static, "the same on every run"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_button_writes_what_is_known_by_then(lang, live, summary_of_cats):
    language.use(lang)
    ws.summary("m1")
    keep("Written later")
    preview, said = press(live)
    file = summary_of_cats / "my-summary-m1.html"
    assert "Written later" in file.read_text("utf-8")
    assert "Written later" in preview
    assert "my-summary-m1.html" in said
    assert 'role="status"' in said
    assert re.search(r"\d{4}-\d\d-\d\d", file.read_text("utf-8"))


def test_the_link_holds_the_page(live, summary_of_cats):
    ws.summary("m1")
    _, said = press(live)
    (held,) = re.findall(r'download="my-summary-m1\.html" href="data:[^"]*base64,([^"]*)"', said)
    assert base64.b64decode(held) == (summary_of_cats / "my-summary-m1.html").read_bytes()


def test_the_button_can_be_found(live):
    ws.summary("m1")
    (button,) = [w for w in live[-1][0].children[1].children if isinstance(w, widgets.Button)]
    assert button.description == "Write this page to a file"
    assert "mlw-main" in button._dom_classes


# Files


def test_a_path_is_written_at_once(bundles, tmp_path):
    path = tmp_path / "with <b> 'quotes'.html"
    ws.summary("m1", path)
    assert "Cats <em>purr</em>" in path.read_text("utf-8")
    assert "with &lt;b&gt;" in bundles[0]["text/html"]
    assert "<b> 'quotes'" not in bundles[0]["text/html"]


def test_an_earlier_summary_is_replaced_whatever_its_language(bundles, summary_of_cats):
    ws.summary("m1", "a.html")
    language.use("ja")
    ws.summary("m1", "a.html")
    assert 'lang="ja"' in (summary_of_cats / "a.html").read_text("utf-8")
    assert [path.name for path in summary_of_cats.iterdir()] == ["a.html"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("held", [b"<html>my thesis</html>", b"\xff\xfe\x00", b""])
def test_somebody_elses_file_stays_as_it_is(lang, held, bundles, live, summary_of_cats):
    language.use(lang)
    file = summary_of_cats / "my-summary-m1.html"
    file.write_bytes(held)
    words = ui.text(en="was not overwritten", ja="上書きしませんでした")
    with pytest.raises(WorkshopError, match=words):
        ws.summary("m1", file)
    ws.summary("m1")
    assert words in press(live)[1]
    assert file.read_bytes() == held
    assert list(summary_of_cats.iterdir()) == [file]


@pytest.mark.parametrize(
    "path", ["no/such/folder/a.html", "/dev/null/a.html", "a\0b.html", ".", "~nobody-there/a.html"]
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nothing_can_be_written_it_says_why(lang, path, bundles):
    language.use(lang)
    with pytest.raises(WorkshopError):
        ws.summary("m1", path)
    assert bundles == []


@pytest.mark.parametrize("path", [3, ["a.html"], b"a.html", True])
def test_what_is_no_path(path, bundles):
    with pytest.raises(WorkshopError, match=r"my-summary-m1\.html"):
        ws.summary("m1", path)


@pytest.mark.parametrize("module", ["start", "m9", None, ["m1"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_module_without_a_summary(lang, module, bundles):
    language.use(lang)
    with pytest.raises(WorkshopError, match='"m1"'):
        ws.summary(module)
    assert bundles == []


# For the authors


def problems_of(small_course, old, new):
    path = small_course / "lessons" / "m1" / "summary.yml"
    path.write_text(TEXTS.replace(old, new), encoding="utf-8")
    summary_page._read.cache_clear()
    return summary_page.problems()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("m1/02-dogs", "m1/03-rats", 3, "no lesson 'm1/03-rats'"),
        ("3 % of dogs bark.", "Dogs bark. " * 30, 3, "240 fit"),
        ("Who *counted*?", "Who *counted*? " * 11, 5, "150 fit"),
        ("has whiskers", "has whiskers" * 20, 7, "150 fit"),
        ("猫に会う。", "猫に会う。" * 20, 9, "150 fit"),
        ("en: Meet a cat., ", "", 9, "en"),
        ("next:", "then:", 8, "then"),
    ],
)
def test_mistakes_are_found(small_course, old, new, line, said):
    found = problems_of(small_course, old, new)
    assert (line, True) in [(problem.line, said in problem.what) for problem in found]


def test_too_many_words_are_refused(small_course):
    word = "  - {word: {en: a, ja: b}, means: {en: a, ja: b}}\n"
    assert problems_of(small_course, "next:", word * 9 + "next:") == []
    assert problems_of(small_course, "next:", word * 10 + "next:") != []


def test_the_good_one_has_no_problems(small_course):
    assert summary_page.problems() == []
    (small_course / "lessons" / "m1" / "summary.yml").unlink()
    assert summary_page.problems() == []


def test_the_bank_knows_the_open_question():
    assert [entry.question.id for entry in bank.entries()] == ["cats-own-work", "names", "tail"]
