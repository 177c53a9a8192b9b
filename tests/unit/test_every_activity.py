"""What holds for every activity, whatever it is about.

The cells of the gallery (`tests/browser/gallery/gallery.md`) are the examples: what a real browser
shows there is run here in process. An activity without a cell there, or without a change here,
fails.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipywidgets as widgets
import pytest
from hands import Page, words

import mlworkshop
from mlworkshop import activities, journal, language
from mlworkshop.activities import base
from mlworkshop.course import lesson
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.plan.facts import Facts
from mlworkshop.vision import BundledModel, Label

LESSON = "m1-intro/02-spam"
EVIL = "<b evil>&\"'"
GALLERY = Path(__file__).parents[1] / "browser" / "gallery" / "gallery.md"
CELLS = [cell.source for cell in lesson.read(GALLERY).cells if cell.kind == "code"]
SETUP = CELLS[0]
SOURCES = {
    found[1]: source for source in CELLS if (found := re.search(r"ws\.activities\.(\w+)\(", source))
}
SHAPES = {
    "base",
    "panel",
    "board",
    "round",
    "kit",
    "pictures",
}  # no activities themselves
SHAPES |= {"two_loops_model", "two_loops_debrief", "two_loops_picture"}  # parts of one
SHAPES |= {f"cxo_{part}" for part in ("model", "texts", "ways", "debrief", "page", "picture")}


@dataclass
class Example:
    """What is done to the activity of a cell.

    Parameters
    ----------
    press : callable
        Does something to the live page.
    edited : dict
        Arguments of a call that says another state than the cell.
    beyond : dict
        A state that the types allow and the bounds, or what is there, do not.
    evil : dict
        Arguments with `EVIL` among the names.
    """

    press: Callable[[Page], None]
    edited: dict[str, Any]
    beyond: dict[str, Any]
    evil: dict[str, Any] = field(default_factory=dict)


_LOBBY = "Set up a greeting robot in the lobby of the head office"
EXAMPLES = {
    "annotator_agreement": Example(
        lambda page: page.press("spam (y)"),
        {"labels": "nyny"},
        {"said": [{"card": "2:a", "choice": "yes", "seconds": 1.0}]},
        {"question": EVIL, "positive": EVIL, "rule": EVIL},
    ),
    "architectures": Example(
        lambda page: page.press("Architecture: Batch from files"),
        {"architecture": "existing_flow"},
        {"need": "soon"},
        {"currency": Text(en=EVIL, ja=EVIL)},
    ),
    "contradictions": Example(
        lambda page: page.press(
            "Let the rules check" if "Let" in "".join(page.buttons) else "ルールで確かめる"
        ),
        {"suspected": "ab", "checked": True, "change": "smaller"},
        {"suspected": ["unheard-of"]},
    ),
    "cut_off": Example(
        lambda page: page.enter("Cut-off (0 to 1)", "0.8"),
        {"cut_off": 0.3},
        {"cut_off": 1.01},
        {"positive": EVIL, "negative": EVIL, "unit": EVIL, "currency": EVIL},
    ),
    "cxo": Example(
        lambda page: page.press(next(says for says in page.buttons if says.startswith("a. "))),
        {"said": "b"},
        {"said": "abcabcabcabca"},
    ),
    "event_storming": Example(
        lambda page: page.enter("Step that records new training data (0: none)", "1"),
        {"training": "fed cats"},
        {"steps": [{"actor": "a cat"}]},
        {"steps": [{"actor": EVIL, "event": EVIL}], "output": EVIL, "tested_on": EVIL},
    ),
    "first_steps": Example(
        lambda page: page.enter("Data: by when", "Friday"),
        {"few": {"strategy": "more"}},
        {"at": "later"},
        {"start": {"strategy": EVIL, "data_by": EVIL}},
    ),
    "fit_for_ml": Example(
        lambda page: page.press("Your verdict: undecided yet"),
        {"certain": "no"},
        {"scale": "perhaps"},
        {"reason": EVIL},
    ),
    "flywheel": Example(
        lambda page: page.tick("1. A better experience leads to more revenue"),
        {"holds": ["accrues"]},
        {"holds": ["luck"]},
    ),
    "for_and_against": Example(
        lambda page: page.enter("Or type a, b, c, d, e, f, g, h, i, u and press Enter:", "b"),
        {"said": "cd"},
        {"said": [{"card": "addresses", "choice": "luck", "seconds": 1.0}]},
    ),
    "framing_cards": Example(
        lambda page: page.enter("Or type a, b, c, u and press Enter:", "a"),
        {"said": "bc"},
        {"said": [{"card": "face-match:data", "choice": "luck", "seconds": 1.0}]},
    ),
    "gap": Example(
        lambda page: page.enter("Goal (to-be)", "1"),
        {"unit": EVIL},
        {"weeks": 0},
        {"how": EVIL, "unit": EVIL, "to_be": 2},
    ),
    "data_readiness": Example(
        lambda page: page.enter("Evidence for 2 (who opened it, on which day)", "Kim, today"),
        {"exists": "yes"},
        {"exists": "perhaps"},
        {"exists_evidence": EVIL},
    ),
    "hire_train_partner": Example(
        lambda page: page.press("When it is over: the skill may leave"),
        {"needed": 6},
        {"house": "perhaps"},
    ),
    "label_machines": Example(
        lambda page: page.enter("Presses that are wrong (%)", "5"),
        {"pressed": 4},
        {"wrong": 50},
        {"currency": EVIL},
    ),
    "important_urgent": Example(
        lambda page: page.press(f"{_LOBBY} → 4. Neither"),
        {"placed": "b1"},
        {"placed": {"robot": "later"}},
    ),
    "label_photos": Example(
        lambda page: page.press("cat (c)"),
        {"labels": "ns"},
        {"said": [{"card": "house", "choice": "cat", "seconds": 1.0}]},
        {"credits": dict.fromkeys(["cheetah", "house", "kitten"], EVIL)},
    ),
    "matrix": Example(
        lambda page: page.enter("True class (number of the row)", "2"),
        {"start": ("c", "a")},
        {"row": 4},
        {"names": dict.fromkeys("abc", EVIL), "unit": EVIL},
    ),
    "quality_report": Example(
        lambda page: page.press("cats → Measured: to be fixed"),
        {"placed": {"complete": "fix"}},
        {"placed": {"complete": "somewhere"}},
        {"own": [EVIL]},
    ),
    "meeting": Example(
        lambda page: page.enter("Or type a, b, c, u and press Enter:", "b"),
        {"said": "ca"},
        {"said": [{"card": "switch-on", "choice": "luck", "seconds": 1.0}]},
    ),
    "production": Example(
        lambda page: page.enter("Who is called at night?", "Ms Sato"),
        {"cost": "measured"},
        {"cost": "guessed"},
        {"on_call": EVIL},
    ),
    "project_start": Example(
        lambda page: page.enter(page.fields[0][0], "Cats & dogs"),
        {"week_1": "more"},
        {"stop": "x" * 100_001},
        {"decides": EVIL},
    ),
    "review_queue": Example(
        lambda page: page.press("spam (y)"),
        {"said": "nyny"},
        {"said": [{"card": "b", "choice": "yes", "seconds": 1.0}]},
        {"positive": EVIL, "negative": EVIL, "said": "yyyy"},
    ),
    "rules_game": Example(
        lambda page: page.tick("free → spam"),
        {"ticked": ["you"]},
        {"ticked": ["unheard-of"]},
        {"names": {"free": EVIL, "you": EVIL}},
    ),
    "staffing": Example(
        lambda page: page.press("Data scientists only"),
        {"outside": {"consultant": "half"}},
        {"model": {"scientist": "three"}},
    ),
    "team_gaps": Example(
        lambda page: page.press("Label examples: Train"),
        {"weeks": 8},
        {"weeks": 521},
        {"label_who": EVIL},
    ),
    "training_plan": Example(
        lambda page: page.enter("Technical team: what they can do afterwards", "open tins"),
        {"leaders_hours": 4},
        {"team_weeks": 0.5},
        {"leaders_seen": EVIL},
    ),
    "team_question": Example(
        lambda page: page.enter("Answer that you would send back", "perhaps"),
        {"question": "why"},
        {"helper": "x" * 2001},
        {"team": EVIL},
    ),
    "two_annotators": Example(
        lambda page: page.enter("Both said yes", "25"),
        {"neither": 3},
        {"neither": -1},
    ),
    "timeline": Example(
        lambda page: page.enter("Label the data (weeks)", "10"),
        {"label": 4},
        {"gaps": 101},
        {"other": 1, "other_name": EVIL},
    ),
    "typed_text": Example(
        lambda page: page.enter("Your email:", f"free {EVIL}"),
        {},  # the call says no text
        {"mail": "x" * 100_001},
        {"positive": EVIL, "negative": EVIL, "examples": [EVIL]},
    ),
    "two_loops": Example(
        lambda page: page.press("Ask users"),
        {"turns": "simple ship"},
        {"turns": ["ship"]},  # nothing
    ),
    "value_calculator": Example(
        lambda page: page.enter("Users: low", "50"),
        {"users": (1, 2, 4)},
        {"at": 2},
        {"names": (EVIL, EVIL)},
    ),
    "who_carries": Example(
        lambda page: page.press("ML services: +1"),
        {"ai": 9},
        {"ml": 11},
    ),
    "working_backwards": Example(
        lambda page: page.enter("Press release: headline", "Food for cats"),
        {"release": "more"},
        {"faq": [{"question": "why"}]},
        {"problem": EVIL},
    ),
    "journey": Example(
        lambda page: page.tick("Learning"),
        {"learning": "Kim, in May"},
        {"checkable": ["flying"]},
        {"scaling": EVIL},
    ),
    "first_projects": Example(
        lambda page: page.press("food → Neither backed nor quick"),
        {"placed": {"food": "start"}},
        {"placed": {"food": "somewhere"}},
        {"own": ["cats", EVIL]},
    ),
    "small_box": Example(
        lambda page: page.press(
            "Serving → Always ours" if "Serving" in page.text else "推論の提供基盤 → いつも自社"
        ),
        {"placed": "a1"},
        {"placed": {"cats": "ours"}},
    ),
    "sceptical_director": Example(
        lambda page: page.press("Second project: Mark-down list"),
        {"first": "prices"},
        {"stands": "luck"},
    ),
}
ODD = (5, None, [None], {"x": 1})
DETECT = {"photo_gallery", "own_photo"}
STILL = {"photo_gallery", "two_loops_ways"}  # nothing to press
KEEP_NOTHING = DETECT | STILL
NOT_FOR_THE_PLAN = {
    "annotator_agreement",
    "contradictions",
    "cxo",
    "flywheel",
    "for_and_against",
    "framing_cards",
    "hire_train_partner",
    "important_urgent",
    "label_machines",
    "label_photos",
    "matrix",
    "meeting",
    "review_queue",
    "rules_game",
    "sceptical_director",
    "small_box",
    "two_loops",
    "typed_text",
    "who_carries",
}

every = pytest.mark.parametrize("name", sorted(SOURCES))
that_keep = pytest.mark.parametrize("name", EXAMPLES)


class Pale(BundledModel):
    """A detector in no time."""

    def labels(self, image, top=3):
        return [Label(EVIL, 0.8)][:top]

    def cat_scores(self, images):
        return [0.5 for _ in images]


@pytest.fixture(scope="module")
def ready():
    """The names that the cells use, in either language."""
    made = {}
    for lang in LANGUAGES:
        with language.speaking(lang):
            names = {"ws": mlworkshop}
            exec(SETUP, names)
            made[lang] = names
    return made


@pytest.fixture
def run(begin, outputs, ready):
    """Run an activity's cell, its call changed, and give what it shows."""
    begin(LESSON)

    def run_cell(name, **changes):
        if name in DETECT:
            changes = {"detector": Pale()} | changes

        def called(*args, **said):
            return getattr(activities, name)(*args, **(said | changes))

        ws = SimpleNamespace(activities=SimpleNamespace(**{name: called}))
        exec(SOURCES[name], ready[language.current()] | {"ws": ws})
        return outputs[-1]

    return run_cell


@pytest.fixture
def asked(begin, outputs, ready):
    """Call it with an activity's name: the arguments of its cell."""
    begin(LESSON)

    def asked_by(name):
        found = {"detector": Pale()} if name in DETECT else {}

        def called(*args, **said):
            found.update(zip(parts_of(name), args, strict=False), **said)

        ws = SimpleNamespace(activities=SimpleNamespace(**{name: called}))
        exec(SOURCES[name], ready["en"] | {"ws": ws})
        return found

    return asked_by


def restart():
    """What a new kernel forgets."""
    journal._open.cache_clear()


def note():
    """The last note as it was kept."""
    return copy.deepcopy(journal.events(LESSON)[-1])


def test_every_activity_has_an_example():
    files = {file.stem for file in Path(activities.__path__[0]).glob("[a-z]*.py")} - SHAPES
    modules = {kind.__module__.rpartition(".")[2] for kind in base.kinds().values()}
    assert files == modules
    assert set(activities.__all__) == set(base.kinds()) == set(SOURCES)
    assert set(SOURCES) == EXAMPLES.keys() | KEEP_NOTHING


@every
def test_it_says_its_minutes_and_why(name):
    kind = base.kinds()[name]
    assert 0 < kind.minutes < 30
    assert kind.minutes_reason
    assert "\n" not in kind.minutes_reason


@every
def test_what_needs_no_kernel_is_the_same_each_time_and_looking_keeps_nothing(run, name):
    first, second = run(name), run(name)
    assert (first.static, first.plain) == (second.static, second.plain)
    assert journal.events() == []


@every
def test_it_speaks_one_language(run, name):
    parts = {}
    for lang in LANGUAGES:
        language.use(lang)
        shown = run(name)
        page = shown.static + (shown.page.html if shown.live else "")
        parts[lang] = {
            words(part) for part in re.split(r"<[^>]*>", re.sub("(?s)<style>.*?</style>", "", page))
        }
        assert bool(re.search("[ぁ-んァ-ン一-龥]", "".join(parts[lang]))) == (lang == "ja")
    both = {
        part for part in parts["en"] & parts["ja"] if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", part)
    }
    assert {
        part for part in both if part not in SETUP and "ws." not in part and "model." not in part
    } == set()


@every
def test_a_list_stays_a_list_for_screen_readers(run, name):
    shown = run(name)
    page = shown.static + (shown.page.html if shown.live else "")
    assert not re.search(r"<(ul|ol|li)\b[^>]* role=", page)


@that_keep
def test_it_comes_back_after_a_restart(run, name):
    fresh = run(name)
    EXAMPLES[name].press(fresh.page)
    assert len(journal.events()) == 1
    restart()
    again = run(name)
    assert again.static != fresh.static
    assert again.plain == fresh.plain
    assert run(name).static == again.static
    assert len(journal.events()) == 1


@pytest.mark.parametrize("name", [name for name in EXAMPLES if EXAMPLES[name].edited])
def test_a_changed_call_wins_for_good(run, name):
    edited = EXAMPLES[name].edited
    fresh, other = run(name).static, run(name, **edited).static
    assert fresh != other
    EXAMPLES[name].press(run(name).page)
    for _ in range(2):
        assert run(name, **edited).static == other
    assert run(name).static == fresh
    EXAMPLES[name].press(run(name).page)
    assert run(name).static not in (fresh, other)


@that_keep
def test_started_afresh_it_is_as_given(run, name):
    fresh = run(name)
    EXAMPLES[name].press(fresh.page)
    journal.start_afresh(LESSON)
    assert run(name).static == fresh.static


@that_keep
def test_two_keys_and_two_lessons_are_kept_apart(run, begin, name):
    fresh = run(name)
    EXAMPLES[name].press(fresh.page)
    assert run(name, key="another").static == fresh.static
    begin("m1-intro/06-cat-photos")
    assert run(name).static == fresh.static


@every
def test_a_call_that_cannot_be_read_is_refused_in_words(asked, name, monkeypatch):
    monkeypatch.setattr(base.Activity, "show", lambda activity: None)
    call, said = getattr(activities, name), asked(name)
    for part, odd in product(parts_of(name), ODD):
        with contextlib.suppress(WorkshopError):
            call(**said | {part: odd})
    with pytest.raises(WorkshopError):
        call(**said, meow=1)


def parts_of(name: str) -> dict[str, inspect.Parameter]:
    """The arguments of an activity's function by name, without its `**said`."""
    parts = inspect.signature(getattr(activities, name)).parameters
    return {name: part for name, part in parts.items() if part.kind is not part.VAR_KEYWORD}


def forged(value: Any) -> Iterator[Any]:
    """What a note might hold in place of a value: other types at every place."""
    yield from (None, 3.5, 10**400, True, "x", [], [["a"]], {"a": 1}, float("nan"))
    if isinstance(value, dict):
        yield value | {"from a later version": 1}
        yield dict(list(value.items())[1:])
        for key, inner in value.items():
            yield from ({**value, key: other} for other in forged(inner))
    if isinstance(value, list):
        for at, inner in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in forged(inner))


def same_kind(one: Any, other: Any) -> bool:
    """Whether both have the same types at every place, so that one may be as good as the other."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_kind(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return all(map(same_kind, one, other)) or not one or not other
    number = (int, float)
    if None in (one, other):  # a number, or three of them, that may be missing
        there = other if one is None else one
        return isinstance(there, float | None) or (
            isinstance(there, list) and all(isinstance(each, float) for each in there)
        )
    is_number = [isinstance(each, number) and not isinstance(each, bool) for each in (one, other)]
    return all(is_number) or (type(one) is type(other) and not any(is_number))


def says_less(one: Any, other: Any) -> bool:
    """Whether one is the other without some parts, whose defaults may take their place."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() <= other.keys() and all(says_less(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(says_less, one, other))
    return type(one) is type(other) and one == other


@that_keep
def test_notes_that_make_no_sense_are_passed_over(run, name, monkeypatch):
    fresh = run(name)
    EXAMPLES[name].press(fresh.page)
    kept = note()
    beyond = kept.answer | {"state": kept.answer["state"] | EXAMPLES[name].beyond}
    journal.record(LESSON, "note", kept.key, version=kept.version, answer=beyond)
    assert run(name).static == fresh.static

    opened = []
    monkeypatch.setattr(base.Activity, "show", lambda activity: opened.append(activity))
    with contextlib.suppress(IndexError):
        run(name)
    (activity,) = opened
    state, as_given = kept.answer["state"], (activity._given, activity._given)
    nonsense = (
        other
        for other in forged(state)
        if not same_kind(other, state) and not says_less(other, state)
    )
    for answer in (
        *(kept.answer | {"state": other} for other in nonsense),
        *(kept.answer | {"given": other} for other in (None, {"x": 1}, [1], 10**400)),
        *forged(None),
    ):
        assert activity._kept(replace(kept, answer=answer)) in (None, as_given), answer
        if not isinstance(answer, str):
            assert activity._kept(replace(kept, answer=answer, version=1)) is None, answer
    for answer in ({"given": [], "chosen": [True, False]}, {"given": [], "ticked": [["a"]]}):
        assert activity._kept(replace(kept, answer=answer, version=1)) is None
    assert activity._kept(kept) is not None


@that_keep
def test_what_cannot_be_saved_is_said_and_lasts_as_long_as_the_kernel(
    run, name, monkeypatch, tmp_path
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file" / "folder"))
    fresh = run(name)
    EXAMPLES[name].press(fresh.page)
    assert journal.trouble() in fresh.page.text
    assert 'role="alert"' in fresh.page.html
    assert run(name).static != fresh.static


@every
def test_names_are_escaped(run, name):
    evil = EXAMPLES[name].evil if name in EXAMPLES else {}
    shown = run(name, **evil)
    for page in (shown.static, shown.page.html if shown.live else ""):
        assert "<b evil" not in page
    assert ("&lt;b evil" in shown.static) == bool(evil or name == "photo_gallery")


@that_keep
def test_what_is_typed_is_escaped(run, name):
    shown = run(name)
    for _, typed in shown.page.fields:
        if isinstance(typed, widgets.Text | widgets.Textarea):
            typed.value = EVIL
    for page in (shown.page.html, run(name).static):
        assert "<b evil" not in page


@every
def test_each_control_has_a_name_and_is_safe_with_the_keyboard(run, name):
    shown = run(name)
    if not shown.live:
        return
    for control in shown.page.find((widgets.ValueWidget, widgets.Button)):
        assert not isinstance(control, widgets.RadioButtons | widgets.Dropdown | widgets.Select)
        if isinstance(control, widgets.HTML | widgets.FloatSlider):
            continue  # the field beside a slider does the same
        assert words(control.description) or control.tooltip, control
        assert re.search(r"\w|[−+↑↓✕·]", control.description + (control.tooltip or ""))


@every
def test_what_styles_a_part_does_not_style_the_whole(run, name):
    shown = run(name)
    whole = f"mlw-{name.replace('_', '-')}"
    boxes = shown.page.find(widgets.DOMWidget) if shown.live else []
    assert sum(whole in box._dom_classes for box in boxes) == bool(boxes)


@every
def test_a_reader_without_widgets_is_told_the_way_from_code(run, name):
    static = run(name).static
    assert re.search(r"<code>[^<]*\(.*?</code>", static) or name in STILL


@that_keep
def test_the_plan_gets_it_in_both_languages(run, name):
    for lang in LANGUAGES:
        language.use("en")
        shown = run(name)
        language.use(lang)
        EXAMPLES[name].press(shown.page)
        told = base.digests()
        journal.start_afresh(LESSON)
        for digest in told:
            assert digest.lesson == LESSON
            assert Facts.model_validate_json(json.dumps(digest.facts))
            for label, says in digest.parts:
                assert re.search("[ぁ-んァ-ン一-龥]", label.ja)
                assert not re.search("[ぁ-んァ-ン一-龥]", label.en + says.en)
            for label in digest.blanks:
                assert re.search("[ぁ-んァ-ン一-龥]", label.ja)
                assert not re.search("[ぁ-んァ-ン一-龥]", label.en)
        assert told or name in NOT_FOR_THE_PLAN


def test_a_digest_that_makes_no_sense_is_passed_over():
    for bad in (None, "x", [["a", "b"]], [[{"en": "a"}, {"en": "a", "ja": "a"}]], [[]], 10**400):
        journal.record(LESSON, "note", "k", version=2, answer={"digest": bad})
    assert base.digests() == []
    good = [[{"en": "a", "ja": "あ"}, {"en": "b", "ja": "い"}]]
    journal.record(LESSON, "note", "k", version=2, answer={"digest": good, "blanks": [3]})
    (digest,) = base.digests()
    assert digest.blanks == ()
    assert [[text.en for text in pair] for pair in digest.parts] == [["a", "b"]]
    assert json.dumps(good)
