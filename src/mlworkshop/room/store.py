"""What the log says, folded: who is where, what was answered, what the instructor has done.

Pure: facts in, tallies out. Order is by the attendance's own counter (`n`) and the log's (`seq`),
never by a clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mlworkshop.outcome import Outcome
from mlworkshop.room.database import Entry
from mlworkshop.room.events import TELEPHONE
from mlworkshop.room.polls import Course, Poll, Task

RIGHT = Outcome.RIGHT.value


class Try(NamedTuple):
    """One answer or vote.

    Parameters
    ----------
    n, seq : int
        The attendance's counter and the log's.
    chosen : tuple of str
    outcome : str
    diagnosis : str
        Of an exercise.
    """

    n: int
    seq: int
    chosen: tuple[str, ...]
    outcome: str
    diagnosis: str = ""


class Tries:
    """The first and the last try of one attendance at one thing.

    Notebook and telephone count each for themselves, so that `n` orders what one of them has sent,
    and the log what comes from both.
    """

    __slots__ = ("_of",)

    def __init__(self) -> None:
        self._of: dict[bool, tuple[Try, Try]] = {}

    def add(self, new: Try) -> None:
        """Take one more into account."""
        first, last = self._of.get(new.n >= TELEPHONE, (new, new))
        self._of[new.n >= TELEPHONE] = (min(first, new), max(last, new))

    @property
    def first(self) -> Try:
        """The one that came first."""
        return min((first for first, _ in self._of.values()), key=lambda each: each.seq)

    @property
    def last(self) -> Try:
        """The one that came last."""
        return max((last for _, last in self._of.values()), key=lambda each: each.seq)


class _Newest(NamedTuple):
    """What an attendance has said last of something."""

    n: int
    seq: int
    lesson: str
    on: bool = True


_NOTHING = _Newest(0, 0, "", False)


@dataclass(slots=True)
class Attendance:
    """Somebody who has joined, and what counts of it."""

    token: str
    sent: int = 0  # events of any kind
    events: int = 0  # of the notebook
    highest: int = 0  # n of the notebook
    next: int = TELEPHONE  # n of the telephone
    place: _Newest = _NOTHING
    stuck: _Newest = _NOTHING

    @property
    def is_delayed(self) -> bool:
        """Whether something has not arrived yet that was sent before what has."""
        return self.highest > self.events


@dataclass(slots=True)
class Controls:
    """What the instructor has done."""

    seq: int = 0  # of the last of it
    poll: str | None = None  # on the telephones
    is_open: bool = False
    rounds: Counter[str] = field(default_factory=Counter)  # how often each poll has been opened
    revealed: set[str] = field(default_factory=set)
    lesson: str | None = None
    timer: float | None = None  # by the monotonic clock
    seconds: float = 0.0
    locked: bool = False
    calm: dict[str, int] = field(default_factory=dict)  # up to where hands were dealt with


class Folded:
    """All of the log so far.

    Parameters
    ----------
    course : mapping of str to Lesson
    polls : mapping of str to Poll
    """

    def __init__(self, course: Course, polls: Mapping[str, Poll]) -> None:
        self.course, self.polls = course, polls
        self.tasks: dict[tuple[str, str, int], Task] = {
            (lesson.id, task.id, task.version): task
            for lesson in course.values()
            for task in lesson.tasks
        }
        self.seq = 0
        self.controls = Controls()
        self.attendances: dict[str, Attendance] = {}
        self.tokens: dict[str, str] = {}  # to attendances
        self.tries: dict[str, dict[str, Tries]] = {}  # by poll or exercise, then by attendance
        self.changed: dict[str, int] = {}  # by poll: the log's number of the last try

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in what came after all that is known; what is known already is passed over."""
        for entry in entries:
            if entry.seq > self.seq:
                self.seq = entry.seq
                getattr(self, f"_{entry.kind}")(entry)

    # What attendees did.

    def _join(self, entry: Entry) -> None:
        assert entry.attendance
        self.attendances[entry.attendance] = Attendance(entry.body["token"])
        self.tokens[entry.body["token"]] = entry.attendance

    def _leave(self, entry: Entry) -> None:
        assert entry.attendance
        if gone := self.attendances.pop(entry.attendance, None):
            self.tokens.pop(gone.token)
        if entry.body["forget"]:
            for poll, tries in self.tries.items():
                if tries.pop(entry.attendance, None):
                    self.changed[poll] = entry.seq

    def _answer(self, entry: Entry) -> None:
        self._count(entry)
        body, poll = entry.body, self.polls.get(f"quiz:{entry.body['question']}")
        if poll is None or poll.version != body["version"]:
            return
        if body["outcome"] == Outcome.NOT_ATTEMPTED.value:
            return
        if poll.options and not poll.takes(body["chosen"]):
            return
        self._try(poll.id, entry, Try(*_when(entry), tuple(body["chosen"]), body["outcome"]))

    def _vote(self, entry: Entry) -> None:
        self._count(entry)
        poll, chosen = self.polls.get(entry.body["poll"]), tuple(entry.body["chosen"])
        # After the reveal everybody knows: votes count again when it is opened again.
        if poll is None or poll.id in self.controls.revealed or not poll.takes(chosen):
            return
        self._try(poll.id, entry, Try(*_when(entry), chosen, poll.outcome(chosen).value))

    def _exercise(self, entry: Entry) -> None:
        self._count(entry)
        body = entry.body
        if (body["lesson"], body["exercise"], body["version"]) not in self.tasks:
            return
        if body["outcome"] == Outcome.NOT_ATTEMPTED.value:
            return
        key = key_of(body["lesson"], body["exercise"])
        self._try(key, entry, Try(*_when(entry), (), body["outcome"], body["diagnosis"]))

    def _lesson(self, entry: Entry) -> None:
        self._count(entry)

    def _stuck(self, entry: Entry) -> None:
        who = self._count(entry)
        if who and (entry.n or 0) > who.stuck.n:
            who.stuck = _Newest(*_when(entry), entry.body["lesson"], entry.body["on"])

    def _count(self, entry: Entry) -> Attendance | None:
        """Note that something came, and from where; None if its attendance has left."""
        who = self.attendances.get(entry.attendance or "")
        n = entry.n or 0
        if who is None:
            return None
        who.sent += 1
        if n >= TELEPHONE:
            who.next = max(who.next, n + 1)
        else:
            who.events += 1
            who.highest = max(who.highest, n)
            if n > who.place.n:
                who.place = _Newest(*_when(entry), entry.body["lesson"])
        return who

    def _try(self, key: str, entry: Entry, new: Try) -> None:
        if entry.attendance not in self.attendances:
            return
        self.tries.setdefault(key, {}).setdefault(entry.attendance, Tries()).add(new)
        self.changed[key] = entry.seq

    # What the instructor did.

    def _open(self, entry: Entry) -> None:
        self.controls.poll = entry.body["poll"]
        self.controls.is_open = True
        if poll := self.polls.get(entry.body["poll"]):  # where people go must not change it now
            self.controls.lesson = poll.lesson
        self.controls.rounds[entry.body["poll"]] += 1
        self.controls.revealed.discard(entry.body["poll"])
        self.controls.seq = entry.seq

    def _close(self, entry: Entry) -> None:
        self.controls.is_open = False
        self.controls.seq = entry.seq

    def _reveal(self, entry: Entry) -> None:
        if entry.body["poll"] == self.controls.poll:
            self.controls.is_open = False
        self.controls.revealed.add(entry.body["poll"])
        self.controls.seq = entry.seq

    def _hide(self, entry: Entry) -> None:
        self.controls.revealed.discard(entry.body["poll"])
        self.controls.seq = entry.seq

    def _look(self, entry: Entry) -> None:
        self.controls.lesson = entry.body["lesson"]
        self.controls.seq = entry.seq

    def _timer(self, entry: Entry) -> None:
        self.controls.seconds = entry.body["seconds"]
        self.controls.timer = entry.body["ends"] if entry.body["seconds"] else None
        self.controls.seq = entry.seq

    def _lock(self, entry: Entry) -> None:
        self.controls.locked = entry.body["locked"]
        self.controls.seq = entry.seq

    def _calm(self, entry: Entry) -> None:
        self.controls.calm[entry.body["lesson"]] = entry.seq
        self.controls.seq = entry.seq

    # What follows from it.

    def where(self) -> Counter[str]:
        """How many are in each lesson."""
        return Counter(who.place.lesson for who in self.attendances.values() if who.place.on)

    def stuck(self) -> Counter[str]:
        """How many hands are raised in each lesson."""
        return Counter(who.stuck.lesson for who in self.attendances.values() if self.is_stuck(who))

    def is_stuck(self, who: Attendance) -> bool:
        """Whether somebody's hand is raised, and not yet dealt with."""
        return who.stuck.on and who.stuck.seq > self.controls.calm.get(who.stuck.lesson, 0)

    def lesson(self) -> str | None:
        """What the instructor looks at: what was chosen, or else where most are."""
        if self.controls.lesson in self.course:
            return self.controls.lesson
        where = self.where()
        here = [lesson for lesson in self.course if where[lesson]]
        return max(here, key=lambda lesson: where[lesson], default=None)

    def voting(self) -> str | None:
        """The lesson of the question on which a vote is open."""
        poll = self.polls.get(self.controls.poll or "")
        return poll.lesson if poll and self.controls.is_open else None

    def answered(self, key: str) -> int:
        """How many have tried a poll or exercise."""
        return len(self.tries.get(key, ()))

    def again(self, key: str) -> int:
        """How many have tried it more than once."""
        return sum(each.first != each.last for each in self.tries.get(key, {}).values())

    def results(self, poll: Poll) -> dict[str, Any]:
        """First and last tries of all, per option and per outcome, and who has changed sides."""
        tries = [*self.tries.get(poll.id, {}).values()]
        firsts, lasts = [each.first for each in tries], [each.last for each in tries]
        sides = Counter(
            (first.outcome == RIGHT, last.outcome == RIGHT)
            for first, last in zip(firsts, lasts, strict=True)
        )
        return {
            "people": len(tries),
            "first": _per_option(poll, firsts),
            "last": _per_option(poll, lasts),
            "outcomes": {"first": _per_outcome(firsts), "last": _per_outcome(lasts)},
            "changed": {
                "wrong_to_right": sides[False, True],
                "right_to_wrong": sides[True, False],
            },
        }

    def done(self, lesson: str, task: Task) -> tuple[dict[str, int], Counter[str]]:
        """How an exercise came out last for each, and the misconceptions met first or last."""
        tries = [*self.tries.get(key_of(lesson, task.id), {}).values()]
        met = Counter(
            diagnosis
            for each in tries
            for diagnosis in {each.first.diagnosis, each.last.diagnosis} & task.diagnoses.keys()
        )
        return _per_outcome(each.last for each in tries), met

    def mine(self, poll: str, attendance: str) -> Try | None:
        """What an attendance has chosen last."""
        tries = self.tries.get(poll, {}).get(attendance)
        return tries.last if tries else None


def key_of(lesson: str, exercise: str) -> str:
    """What an exercise's tries are kept by."""
    return f"exercise:{lesson}:{exercise}"


def _when(entry: Entry) -> tuple[int, int]:
    assert entry.n
    return entry.n, entry.seq


def _per_option(poll: Poll, tries: Iterable[Try]) -> dict[str, int]:
    chosen = Counter(option for each in tries for option in each.chosen)
    return {option: chosen[option] for option in poll.options}


def _per_outcome(tries: Iterable[Try]) -> dict[str, int]:
    return dict(sorted(Counter(each.outcome for each in tries).items()))
