"""What the room knows of the course: questions, the simulation's decisions, exercises."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt

from mlworkshop.activities import cxo_model, cxo_texts
from mlworkshop.course import course_files, structure
from mlworkshop.language import Text
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import AnyQuestion, Multiple, Single

_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
SIMULATION = "m3-organisation/04-leadership"  # the lesson that plays it


@dataclass(frozen=True)
class Poll:
    """What people answer or vote on.

    Parameters
    ----------
    id : str
        `quiz:` and a question's id, or `cxo:` with a stage (1 to 3), `/` and a decision.
    lesson : str
    kind : str
        That of the question; `single` for decisions.
    version : int
        Answers to other versions do not count.
    prompt : Text
        Markdown, like all that is shown.
    options : mapping of str to Text
        By their ids, in the order of the bank; empty for what is not chosen among options.
    right : frozenset of str, optional
        The options that are right; None where none is.
    question : Question, optional
        Grades votes.
    """

    id: str
    lesson: str
    kind: str
    version: int
    prompt: Text
    options: Mapping[str, Text]
    right: frozenset[str] | None = None
    question: AnyQuestion | None = None

    def outcome(self, chosen: Sequence[str]) -> Outcome:
        """How a vote came out, by the question's own grading; `KEPT` where nothing is right."""
        if not chosen:
            return Outcome.NOT_ATTEMPTED
        match self.question:
            case Single() as question:
                return question.grade(question.read(chosen[0])).outcome
            case Multiple() as question:
                return question.grade(question.read(list(chosen))).outcome
        return Outcome.KEPT

    def takes(self, chosen: Sequence[str]) -> bool:
        """Whether this is a vote on it: options that it has, and one alone where one is asked."""
        most = 1 if self.kind == "single" else len(self.options)
        return (
            set(chosen) <= self.options.keys()
            and 0 < len(chosen) <= most
            and len(set(chosen)) == len(chosen)
        )


@dataclass(frozen=True)
class Task:
    """An exercise, as far as the room shows it.

    Parameters
    ----------
    id : str
    version : int
    title : Text
    diagnoses : mapping of str to (Text or None)
        What its check says of each misconception, where that does not depend on the answer.
    """

    id: str
    version: int
    title: Text
    diagnoses: Mapping[str, Text | None]


@dataclass(frozen=True)
class Lesson:
    """What happens in a lesson."""

    id: str
    title: Text
    questions: tuple[Poll, ...]
    decisions: tuple[Poll, ...]
    tasks: tuple[Task, ...]


Course = Mapping[str, Lesson]


@lru_cache
def course() -> Course:
    """All open lessons by their ids, in the order of the course."""
    questions: dict[str, list[Poll]] = {}
    for entry in bank.entries():
        questions.setdefault(entry.lesson, []).append(_asked(entry))
    return {
        entry.id: Lesson(
            entry.id,
            entry.title,
            tuple(questions.get(entry.id, ())),
            tuple(_decisions()) if entry.id == SIMULATION else (),
            tuple(_tasks(entry.id)),
        )
        for entry in structure.load().lessons
        if entry.is_open
    }


@lru_cache
def polls() -> Mapping[str, Poll]:
    """All polls of the course by their ids."""
    return {
        poll.id: poll
        for lesson in course().values()
        for poll in (*lesson.questions, *lesson.decisions)
    }


def _asked(entry: bank.Entry) -> Poll:
    question = entry.question
    options = question.options if isinstance(question, Single | Multiple) else ()
    return Poll(
        f"quiz:{question.id}",
        entry.lesson,
        question.kind,
        question.version,
        question.prompt,
        {option.id: option.text for option in options},
        frozenset(option.id for option in options if option.correct) if options else None,
        question,
    )


def _decisions() -> Iterator[Poll]:
    for at, (name, options) in enumerate(cxo_model.OPTIONS.items()):
        words = cxo_texts.DECISIONS[name]
        yield Poll(
            f"cxo:{at // cxo_model.PER_STAGE + 1}/{name}",
            SIMULATION,
            "single",
            1,
            Text(
                en=f"{words.title.en}: {words.scene.en}", ja=f"{words.title.ja}：{words.scene.ja}"
            ),
            dict(zip(options, words.options, strict=True)),
        )


def _tasks(lesson: str) -> Iterator[Task]:
    """The exercises of a lesson, read from its check file without running it.

    Running all of them takes seconds, as they import what they check with; a server that was killed
    has to be back sooner.
    """
    path = structure.source_of(lesson).with_suffix(".py")
    if not path.exists():
        return
    for made in ast.parse(course_files.read(path)).body:
        if isinstance(made, ast.ClassDef):
            fields = {
                target.id: each.value
                for each in made.body
                if isinstance(each, ast.Assign)
                for target in each.targets
                if isinstance(target, ast.Name)
            }
            if {"id", "title"} <= fields.keys():
                version = ast.literal_eval(fields.get("version", ast.Constant(1)))
                says = dict(_misconceptions(fields.get("misconceptions", ast.Tuple([]))))
                yield Task(ast.literal_eval(fields["id"]), version, _text(fields["title"]), says)


def _misconceptions(within: ast.expr) -> Iterator[tuple[str, Text | None]]:
    for call in ast.walk(within):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Misconception":
            parts = dict(zip(("name", "answer", "says"), call.args, strict=False))
            parts |= {str(each.arg): each.value for each in call.keywords}
            says = parts.get("says")
            yield ast.literal_eval(parts["name"]), _text(says) if says else None


def _text(call: ast.expr) -> Text:
    """What `Text(en=…, ja=…)` says in both languages."""
    assert isinstance(call, ast.Call)
    words = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
    return Text(en=words["en"], ja=words["ja"])


def plain(markdown: str) -> str:
    """The words without Markdown's signs."""
    blocks = []
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        if block.type in ("fence", "code_block"):
            blocks.append(block.content.strip())
        elif block.type == "inline":
            parts = block.children or ()
            blocks.append("".join(_BREAKS.get(each.type, each.content) for each in parts))
    return "\n".join(blocks)
