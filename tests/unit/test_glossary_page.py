"""The glossary: found by a part of a word, in a notebook and as a page of the documentation."""

from __future__ import annotations

import pytest
from hands import Page

import mlworkshop as ws
from mlworkshop import language, notebook
from mlworkshop.authoring import glossary_docs
from mlworkshop.course.glossary import Term, terms
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.overview import glossary_page


def term(plain, standard, means, **more):
    return Term.model_validate(
        {
            "plain": {"en": plain, "ja": f"日{plain}"},
            "standard": {"en": standard} if standard else {},
            "means": {"en": means, "ja": f"意{means}"},
            **more,
        }
    )


CUT = term("cut-off", "threshold", "Where <alarms> | begin.", lesson="m1-intro/02-spam")
ALARM = term("false alarm", None, "It is above the cut-off.")
KNOWN = (ALARM, CUT)


@pytest.mark.parametrize("word", ["threshold", "THRESH", "日cut", "ｔｈｒｅｓｈ", " threshold "])
def test_a_word_is_found_by_a_part_of_any_of_its_names(word):
    assert glossary_page.found(word, KNOWN) == [CUT]


def test_those_called_so_come_before_those_that_speak_of_it():
    assert glossary_page.found("cut-off", KNOWN) == [CUT, ALARM]
    assert glossary_page.found("", KNOWN) == list(KNOWN)
    assert glossary_page.found("zebra", KNOWN) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_from_anywhere_and_is_searched_as_one_types(lang, outputs, monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", None)
    language.use(lang)
    ws.glossary()
    shown = outputs[-1]
    assert shown.static.count("<dt>") == len(terms())
    page = Page(shown.live)
    page.enter({"en": "Look for a word", "ja": "言葉を探す"}[lang], "threshold")
    assert 0 < page.html.count("<dt>") < 20
    assert "しきい値" in page.html
    page.enter({"en": "Look for a word", "ja": "言葉を探す"}[lang], "<zebra>")
    assert "<dt>" not in page.html
    assert "<zebra>" not in page.html


def test_a_word_from_code_is_looked_for_at_once(outputs):
    ws.glossary("threshold")
    assert 0 < outputs[-1].static.count("<dt>") < 20


@pytest.mark.parametrize("word", [None, 3, "x" * 61, ["cut-off"]])
def test_what_is_no_word_is_refused_kindly(word, outputs):
    with pytest.raises(WorkshopError):
        ws.glossary(word)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_docs_has_every_term_in_a_row_of_four(lang):
    page = glossary_docs.rendered(KNOWN, lang)
    rows = [line.replace("\\|", "") for line in page.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(KNOWN)
    assert {row.count("|") for row in rows} == {5}
    assert f"../notebooks/{lang}/m1-intro/02-spam.ipynb" in page


def test_the_build_writes_the_pages_and_the_check_notices_a_stale_one(small_course):
    assert glossary_docs.bring_up_to_date(check=True) == []
    (small_course / "glossary.yml").write_text(
        "- plain: {en: cat, ja: 猫}\n  means: {en: An animal., ja: 動物です。}\n", encoding="utf-8"
    )
    assert len(glossary_docs.bring_up_to_date(check=True)) == 2
    assert glossary_docs.bring_up_to_date() == []
    assert glossary_docs.bring_up_to_date(check=True) == []
    page = small_course / "docs" / "glossary.md"
    page.write_text(page.read_text("utf-8") + "x", encoding="utf-8")
    assert len(glossary_docs.bring_up_to_date(check=True)) == 1
