"""Working Backwards: the model, and the brief that attendees copy."""

from __future__ import annotations

from mlworkshop.activities.working_backwards import Draft, WorkingBackwards

FAQ = ({"question": "How much?", "answer": "Nothing."},)


def test_a_part_is_open_until_something_is_written_however_short():
    assert len(Draft().open) == 9
    assert Draft(customer="a", faq=FAQ).open == [
        part for part in Draft().open if part not in ("customer", "faq")
    ]


def test_the_brief_holds_all_that_is_written_and_nothing_is_offered_without(begin):
    begin("m1-intro/02-spam")
    nothing = WorkingBackwards(Draft(), "own")
    assert "<pre" not in nothing.page()
    assert nothing.digest() == []
    long = "<b>x</b> 長い 🐈 " * 4000
    written = WorkingBackwards(Draft(release=long, faq=FAQ), "own")
    assert long.strip() in written.brief
    assert "How much?" in written.brief
    assert "<b>x" not in written.page() + written.instead()
    assert [words for _, words in written.digest()] == [long.strip(), "How much? – Nothing."]


def test_a_question_counts_without_its_answer(begin):
    begin("m1-intro/02-spam")
    draft = WorkingBackwards(Draft(), "own")
    draft.fields["faq"].rows[0]["question"].input.value = "How much?"
    assert draft.state.faq == ({"question": "How much?", "answer": ""},)
    assert [words for _, words in draft.digest()] == ["How much? – (open)"]


def test_fields_are_made_once_a_language_however_much_is_written(begin, monkeypatch):
    begin("m1-intro/02-spam")
    asked = []
    ask = WorkingBackwards.ask
    monkeypatch.setattr(WorkingBackwards, "ask", lambda self: asked.append(1) or ask(self))
    written = WorkingBackwards(Draft(customer="a", faq=FAQ), "own")
    for words in "bcd":
        written.become(Draft(customer=words))
        written.static()
    assert len(asked) == 2
