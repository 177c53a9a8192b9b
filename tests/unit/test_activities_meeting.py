"""Meetings: remarks, replies and what comes of them."""

from __future__ import annotations

import importlib
import itertools
from html import unescape

import pytest

from mlworkshop import language
from mlworkshop.activities.round import Said, Turns
from mlworkshop.errors import WorkshopError

module = importlib.import_module("mlworkshop.activities.meeting")
REMARKS = [(script, id_) for script, meeting in module.SCRIPTS.items() for id_ in meeting.remarks]


@pytest.fixture(autouse=True)
def begun(begin):
    begin("m1-intro/02-spam")


def shown(script, said=""):
    remarks = module.SCRIPTS[script].remarks
    given = module.turns(tuple(remarks), lambda id_: module._choices(remarks[id_]), said)
    return module.Meeting(script, given, "meeting")


def test_the_course_follows_no_letter():
    at = [
        list(module.SCRIPTS[script].remarks[id_].replies).index(
            module.SCRIPTS[script].remarks[id_].course
        )
        for script, id_ in REMARKS
    ]
    assert set(at) == {0, 1, 2}
    assert all(one != other for one, other in itertools.pairwise(at))


def test_some_answers_are_accepted_and_some_sent_back():
    said = [
        remark.replies[remark.course].words.en.partition(":")[0]
        for remark in module.SCRIPTS["departments"].remarks.values()
    ]
    assert said.count("Send back") == 3
    assert said.count("Accept") == 2


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize(("script", "id_"), REMARKS)
def test_each_reply_has_consequences_and_is_compared_but_never_scored(lang, script, id_):
    language.use(lang)
    meeting, remark = shown(script), module.SCRIPTS[script].remarks[id_]
    ours = str(remark.replies[remark.course].then)
    for choice, reply in remark.replies.items():
        page = meeting.reply(Said(id_, choice))
        assert str(reply.then) in unescape(page)
        assert ours in unescape(page)
        assert "mlw-wrong" not in page
        assert "mlw-right" not in page


@pytest.mark.parametrize("script", module.SCRIPTS)
def test_at_the_end_there_is_the_moral_and_the_code_leads_there(script):
    count = len(module.SCRIPTS[script].remarks)
    letters = "abcab"[:count]
    meeting = shown(script, letters)
    assert meeting.is_done
    assert meeting.page().count("<tr>") == count + 1
    assert str(module.SCRIPTS[script].moral) in unescape(meeting.page())
    assert f'("{script}", said="{letters}")' in meeting.code()
    assert meeting.instead() == ""
    assert not shown(script, letters[:-1]).is_done
    assert shown(script, letters[:-1]).instead()


@pytest.mark.parametrize("bad", ["bored", "", None, ["mistakes"], 3])
def test_a_meeting_that_there_is_not_is_refused(bad):
    with pytest.raises(WorkshopError, match="mistakes"):
        module.meeting(bad)


@pytest.mark.parametrize("bad", ["abcd", "aaaaa", 3])
def test_letters_that_there_are_not_are_refused(bad):
    with pytest.raises(WorkshopError, match="said"):
        module.meeting("mistakes", said=bad)


def test_without_a_turn_nothing_is_said():
    assert module.Meeting("mistakes", Turns(), "meeting").outcome().count("<tr>") == 1
