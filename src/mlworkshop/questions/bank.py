"""The bank: all questions of the course, a file a lesson, and whether together they make sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from pathlib import Path
from string import ascii_lowercase

from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, shown
from mlworkshop.language import LANGUAGES, text
from mlworkshop.questions.kinds import AnyQuestion, Single
from mlworkshop.questions.parts import Record

__all__ = ["Entry", "File", "entries", "files", "find", "folder", "problems"]

# Each look at the bank's habits may be wrong about a bank drawn by lot one time in twenty. That is
# the better mistake to make: a false alarm costs an author one option moved or lengthened, a
# habit unnoticed lets a class pass without reading.
_CHANCE = 0.05


class File(Record):
    """The questions of a lesson, in the order in which it asks them."""

    questions: tuple[AnyQuestion, ...]


@dataclass(frozen=True)
class Entry:
    """A question and where it stands.

    Parameters
    ----------
    question : Question
    lesson : str
        The lesson that asks it.
    path : Path
        The file.
    position : int
        Among the lesson's questions, from 0.
    """

    question: AnyQuestion
    lesson: str
    path: Path
    position: int

    def problem(self, what: str, fix: str, *location: str | int) -> Problem:
        """A mistake in this question, with the line of what `location` leads to."""
        line = yaml_files.line_of(self.path, "questions", self.position, *location)
        return Problem(self.path, line, f"{self.question.id}: {what}", fix)


def folder() -> Path:
    """Where the course has its questions: `<lesson id>.yml` for each lesson that asks any."""
    return structure.root() / "quizzes"


def files(within: Path) -> list[Path]:
    """The files of a bank, in the order of their paths."""
    found = sorted(within.rglob("*.yml"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


@lru_cache
def entries(within: Path | None = None) -> tuple[Entry, ...]:
    """All questions, in the order of the files' paths and within them.

    Parameters
    ----------
    within : Path, optional
        The bank's folder; that of the course by default.

    Raises
    ------
    CourseFileError
        With all mistakes of all files.
    """
    found, mistakes = _read(within or folder())
    if mistakes:
        raise CourseFileError(mistakes)
    return tuple(found)


def find(id_: object) -> Entry:
    """The question with an id, which may be anything that somebody typed.

    Raises
    ------
    WorkshopError
        If there is none.
    CourseFileError
        If the bank has mistakes.
    """
    known = {entry.question.id: entry for entry in entries()}
    if isinstance(id_, str) and id_ in known:
        return known[id_]
    near = get_close_matches(id_, known, n=1) if isinstance(id_, str) else []
    raise WorkshopError(
        text(
            en=f"There is no question {shown(id_)}. "
            + (f"Did you mean {near[0]!r}?" if near else "Copy the id from a ws.quiz(…) cell."),
            ja=f"{shown(id_)} という問題は見つかりません。"
            + (
                f"{near[0]!r} の間違いではありませんか。"
                if near
                else "ws.quiz(…) のセルから id をコピーしてください。"
            ),
        )
    )


def problems(within: Path | None = None) -> list[Problem]:
    """Everything that is wrong with the questions, for the authors.

    Beside each file's own mistakes: an id used twice, a lesson that does not exist, an objective
    that the lesson does not have, and habits in the questions with one right option. There the
    right one must not sit at one position, nor be the longest in one of the languages, more often
    than chance allows: a one-sided test on the Poisson binomial distribution, as each question has
    its own number of options.

    Parameters
    ----------
    within : Path, optional
        As for `entries`.

    Returns
    -------
    list of Problem
        In the order of files and lines.
    """
    found, mistakes = _read(within or folder())
    looks = (_repeated(found), _out_of_lesson(found), () if mistakes else _habits(found))
    return sorted(chain(mistakes, *looks))


def _read(within: Path) -> tuple[list[Entry], list[Problem]]:
    found: list[Entry] = []
    mistakes: list[Problem] = []
    for path in files(within):
        lesson = path.relative_to(within).with_suffix("").as_posix()
        try:
            questions = yaml_files.load(path, File).questions
        except CourseFileError as error:
            mistakes += error.problems
        else:
            found += [Entry(asked, lesson, path, at) for at, asked in enumerate(questions)]
    return found, mistakes


def _repeated(found: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in found:
        earlier = first.setdefault(entry.question.id, entry)
        if earlier is not entry:
            what = f"{earlier.lesson} has a question of this id already."
            yield entry.problem(what, "choose another id.", "id")


def _out_of_lesson(found: Sequence[Entry]) -> Iterator[Problem]:
    for lesson in dict.fromkeys(entry.lesson for entry in found):
        asked = [entry for entry in found if entry.lesson == lesson]
        if not structure.source_of(lesson).is_file():
            what = f"there is no lesson {lesson!r}."
            fix = f"correct the file's name, or write lessons/{lesson}.md first."
            yield Problem(asked[0].path, 1, what, fix)
            continue
        try:
            count = len(structure.header_of(lesson).objectives)
        except CourseFileError:
            continue  # reported with the lesson
        for entry in asked:
            if entry.question.objective > count:
                what = f"objective {entry.question.objective} of {count} does not exist."
                yield entry.problem(what, f"choose one from 1 to {count}.", "objective")


def _habits(found: Sequence[Entry]) -> Iterator[Problem]:
    singles = [(entry, entry.question) for entry in found if isinstance(entry.question, Single)]
    for at in range(max((len(asked.options) for _, asked in singles), default=0)):
        letter = ascii_lowercase[at]
        yield from _habit(
            f"the right option is {letter}",
            f"put it at another position than {letter}",
            [
                (entry, asked.options[at].correct, 1 / len(asked.options))
                for entry, asked in singles
                if at < len(asked.options)
            ],
        )
    for language in LANGUAGES:
        looks = []
        for entry, asked in singles:
            lengths = [len(option.text.of(language)) for option in asked.options]
            longest = [length == max(lengths) for length in lengths]
            # Of options of the same length a guesser who takes the longest picks any.
            hit = any(
                long and option.correct for long, option in zip(longest, asked.options, strict=True)
            )
            looks.append((entry, hit, sum(longest) / len(longest)))
        yield from _habit(
            f"the right option is the longest in {language!r}",
            "shorten it, or let a wrong one say as much",
            looks,
        )


def _habit(
    habit: str, remedy: str, looks: Sequence[tuple[Entry, bool, float]]
) -> Iterator[Problem]:
    """Report a habit at the first question that has it, if too many have it.

    Each look is a question, whether it has the habit, and how likely it would be by chance.
    """
    having = [entry for entry, has, _ in looks if has]
    chances = [chance for *_, chance in looks]
    surplus = next(
        n for n in range(len(having) + 1) if _at_least(len(having) - n, chances) >= _CHANCE
    )
    if surplus:
        what = (
            f"{habit}, and so it is in {len(having)} of {len(looks)} questions; "
            f"by chance it would be in {sum(chances):.1f}."
        )
        ids = ", ".join(entry.question.id for entry in having)
        yield having[0].problem(what, f"{remedy}, in {surplus} of these: {ids}.", "options")


def _at_least(hits: int, chances: Sequence[float]) -> float:
    """The probability that as many or more of independent events happen (Poisson binomial)."""
    of_count = [1.0]
    for chance in chances:
        without = [*(p * (1 - chance) for p in of_count), 0.0]
        with_it = [0.0, *(p * chance for p in of_count)]
        of_count = [a + b for a, b in zip(without, with_it, strict=True)]
    return sum(of_count[hits:])
