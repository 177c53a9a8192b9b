"""What today's texts still break: one file that may only shrink.

The lints on words and questions came after the first lessons. What those broke when a lint came is
listed, by file, rule and the words that break it, with how often; lines are not, so that a text may
move. Whatever is not listed is reported, and so is what is listed and gone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter

from mlworkshop.course import course_files, structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, nearest

_HEAD = """\
# What the texts still break of the lints on words and questions: file, rule, words, how often.
# It may only shrink: `mlworkshop lint --shrink-baseline` takes out what has been fixed.
"""

# A file, a rule, the words: how often.
_Counts = dict[str, dict[str, dict[str, Annotated[int, Field(ge=1, strict=True)]]]]
_FILE: TypeAdapter[_Counts] = TypeAdapter(_Counts)

Key = tuple[str, str, str]


@dataclass(frozen=True, order=True)
class Slip:
    """A place where a text breaks a rule.

    Parameters
    ----------
    path : Path
    line : int
        From 1.
    rule : str
        Its id.
    words : str
        What breaks it, short and free of anything that changes when the text moves.
    what, fix : str
        As in `Problem`.
    """

    path: Path
    line: int
    rule: str
    words: str
    what: str
    fix: str

    @property
    def key(self) -> Key:
        """What the baseline knows it by."""
        return self.path.relative_to(structure.root()).as_posix(), self.rule, self.words

    @property
    def problem(self) -> Problem:
        """How it is reported."""
        return Problem(self.path, self.line, f"[{self.rule}] {self.what}", self.fix)


def path() -> Path:
    """The file, which a course whose texts break nothing does without."""
    return structure.root() / "lessons" / "wording-baseline.yml"


def problems(slips: Iterable[Slip]) -> list[Problem]:
    """What the baseline does not list, and what it lists though it is gone.

    Parameters
    ----------
    slips : iterable of Slip
        All that the lints have found.

    Returns
    -------
    list of Problem
        One for each slip that is new. Where some of the same words in the same file are listed,
        nobody can tell which are new: they make one problem that names all lines.
    """
    try:
        listed = _listed()
    except CourseFileError as error:
        return error.problems
    found = defaultdict[Key, list[Slip]](list)
    for slip in sorted(slips):
        found[slip.key].append(slip)
    return [*_new(found, listed), *_gone(found, listed)]


def shrink(slips: Iterable[Slip]) -> int:
    """Take out of the baseline what no longer occurs, and nothing else.

    Returns
    -------
    int
        How many slips it still lists.
    """
    return _write(_listed() & _counted(slips))


def start(slips: Iterable[Slip], rules: Iterable[str]) -> int:
    """List what the texts break of rules that the baseline does not know yet.

    Parameters
    ----------
    slips : iterable of Slip
        All that the lints have found.
    rules : iterable of str
        Those to begin with; without any, all that were broken.

    Returns
    -------
    int
        How many slips the baseline now lists.

    Raises
    ------
    WorkshopError
        If it knows one of the rules already, or the texts break none of that name.
    """
    listed, counted = _listed(), _counted(slips)
    known, broken = {rule for _, rule, _ in listed}, {rule for _, rule, _ in counted}
    chosen = set(rules) or broken - known
    for rule in sorted(chosen):
        if rule in known:
            raise WorkshopError(
                f"The baseline lists {rule!r} already and may only shrink. Fix the new texts."
            )
        if rule not in broken:
            near = nearest(rule, broken)
            hint = f" Did you mean {near!r}?" if near else ""
            raise WorkshopError(f"No text breaks a rule {rule!r}.{hint}")
    new = Counter({key: count for key, count in counted.items() if key[1] in chosen})
    return _write(listed + new)


def _new(found: dict[Key, list[Slip]], listed: Counter[Key]) -> Iterator[Problem]:
    for key, slips in found.items():
        if not (old := listed[key]):
            yield from (slip.problem for slip in slips)
        elif len(slips) > old:
            first, lines = slips[0].problem, ", ".join(str(slip.line) for slip in slips)
            what = f"{first.what} {old} of these may stay for now, {len(slips)} are here: {lines}."
            yield Problem(first.path, first.line, what, first.fix)


def _gone(found: dict[Key, list[Slip]], listed: Counter[Key]) -> Iterator[Problem]:
    gone = [key for key, count in listed.items() if len(found.get(key, ())) < count]
    if gone:
        line = yaml_files.line_of(path(), *gone[0])
        what = f"{len(gone)} entries list what the texts no longer break, first {gone[0][2]!r}."
        yield Problem(path(), line, what, "run `mlworkshop lint --shrink-baseline`.")


def _counted(slips: Iterable[Slip]) -> Counter[Key]:
    return Counter(slip.key for slip in slips)


def _listed() -> Counter[Key]:
    if not path().exists():
        return Counter()
    return Counter(
        {
            (place, rule, words): count
            for place, rules in yaml_files.load(path(), _FILE).items()
            for rule, counts in rules.items()
            for words, count in counts.items()
        }
    )


def _write(listed: Counter[Key]) -> int:
    nested: _Counts = {}
    for (place, rule, words), count in sorted(listed.items()):
        nested.setdefault(place, {}).setdefault(rule, {})[words] = count
    if nested:
        dumped = yaml.safe_dump(nested, allow_unicode=True, sort_keys=False, width=1000)
        course_files.write(path(), _HEAD + dumped)
    else:
        path().unlink(missing_ok=True)
    return listed.total()
