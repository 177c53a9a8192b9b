"""Texts in two languages, and whose turn it is."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from mlworkshop import language, system_language
from mlworkshop.language import Text, text

VARIABLES = ("COURSE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def test_text_follows_the_language_of_the_notebook():
    words = Text(en="cat", ja="猫")
    assert (str(words), text(en="cat", ja="猫"), language.current()) == ("cat", "cat", "en")
    language.use("ja")
    assert (str(words), text(en="cat", ja="猫"), language.current()) == ("猫", "猫", "ja")
    assert f"{words}" == "猫"
    assert (words.of("en"), words.of("ja")) == ("cat", "猫")


@pytest.mark.parametrize("given", [{"en": "cat"}, {"en": "", "ja": "猫"}, {"en": " ", "ja": "猫"}])
def test_a_text_has_words_in_both_languages(given):
    with pytest.raises(ValidationError):
        Text(**given)


def test_a_text_has_no_third_language():
    with pytest.raises(ValidationError):
        Text(en="cat", ja="猫", fr="chat")


def test_texts_can_be_compared_and_kept_in_sets():
    assert len({Text(en="cat", ja="猫"), Text(en=" cat ", ja="猫\n")}) == 1


def test_an_unknown_language_is_refused_and_changes_nothing():
    with pytest.raises(ValueError, match="'fr': expected one of en, ja"):
        language.use("fr")
    assert language.current() == "en"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "en_GB.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "en_GB.UTF-8", "COURSE_LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "COURSE_LANG": "en"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "COURSE_LANG": ""}, "ja"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": "fr:en_GB:ja"}, "en"),
        ({"LANGUAGE": "de:fr"}, "en"),
    ],
)
def test_the_systems_language(variables, expected, monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert language.of_system() == expected


def test_it_is_asked_when_nothing_else_has_said_the_language(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "ja")
    program = "from mlworkshop import language; print(language.current())"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "ja"


class TestSystemsWithoutVariables:
    @pytest.fixture(autouse=True)
    def none_set(self, monkeypatch):
        for variable in VARIABLES:
            monkeypatch.delenv(variable, raising=False)

    # Numbers of Windows: Japanese (Japan); English (US, UK), German, Chinese.
    @pytest.mark.parametrize(
        ("number", "expected"),
        [(0x411, "ja"), (0x409, "en"), (0x809, "en"), (0x407, "en"), (0x804, "en")],
    )
    def test_windows_is_asked_for_the_language_of_its_menus(self, monkeypatch, number, expected):
        asked = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
        monkeypatch.setattr(sys, "platform", "win32")
        monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=asked), raising=False)
        assert language.of_system() == expected
        monkeypatch.setenv("COURSE_LANG", "en")
        assert language.of_system() == "en"

    @pytest.mark.parametrize(
        ("listed", "expected"),
        [
            ('(\n    "ja-JP",\n    "en-GB"\n)\n', "ja"),
            ('(\n    "en-JP",\n    "ja-JP"\n)\n', "en"),
            ("(\n    ja\n)\n", "ja"),
            ('(\n    "fr-FR",\n    "ja-FR"\n)\n', "ja"),
            ("", "en"),
        ],
    )
    def test_macos_is_asked_for_its_list(self, monkeypatch, listed, expected):
        monkeypatch.setattr(sys, "platform", "darwin")
        done = SimpleNamespace(stdout=listed)
        monkeypatch.setattr(system_language.subprocess, "run", lambda *_, **__: done)
        assert language.of_system() == expected

    @pytest.mark.parametrize("error", [FileNotFoundError(), subprocess.TimeoutExpired("x", 5)])
    def test_a_mac_that_does_not_answer_is_english(self, monkeypatch, error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(sys, "platform", "darwin")
        monkeypatch.setattr(system_language.subprocess, "run", fail)
        assert language.of_system() == "en"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("一つ目です。\n二つ目です。", "一つ目です。二つ目です。"),
        ("- 項目の\n  続き\n- 次の項目", "- 項目の続き\n- 次の項目"),
        ("> 引用の\n> 続き", "> 引用の続き"),
        ("段落です。\n> 引用", "段落です。\n> 引用"),
        ("# 見出し\n段落", "# 見出し\n段落"),
        ("段落\n\n次の段落", "段落\n\n次の段落"),
        ("`code` と\n`code`\nの後、\n**太字**", "`code` と\n`code`\nの後、**太字**"),
        ("初めに、\n`code`", "初めに、`code`"),
        ("囲みの前。\n```\ncode\n```", "囲みの前。\n```\ncode\n```"),
        ("一つの\n**太字**", "一つの\n**太字**"),
        ("およそ\n9%です。", "およそ9%です。"),
        ("手順です。\n1. 最初\n12) 次", "手順です。\n1. 最初\n12) 次"),
        ("| 表 |\n|---|\n| 行 |", "| 表 |\n|---|\n| 行 |"),
    ],
)
def test_line_breaks_inside_japanese_sentences_are_taken_out(source, expected):
    assert language.joined(source) == expected
    assert Text(en=source, ja=source) == Text(en=source, ja=expected)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 weeks"), (1, "1 week"), (1.0, "1 week"), (1.5, "1.5 weeks"), (1200, "1,200 weeks")],
)
def test_one_is_no_plural(count, words):
    assert language.counted(count, "week") == words
    assert language.counted(1, "person", "people") == "1 person"
    assert language.counted(2, "person", "people") == "2 people"
