"""What an attendee may send: ids, outcomes and counters, never anything that somebody typed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from mlworkshop.models import Listed, Model
from mlworkshop.outcome import Outcome
from mlworkshop.room.database import Row

MOST = 100  # events in a request
# The telephone of an attendance counts from here, the notebook from 1.
TELEPHONE = 1_000_000_000
_LAST = 2_000_000_000

_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
_Lesson = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$", max_length=60),
]
_PollId = Annotated[
    str,
    StringConstraints(pattern=r"^(quiz:[a-z0-9-]{1,60}|cxo:[1-9]/[a-z_]{1,30})$"),
]
_Chosen = Annotated[Listed[_Id], Field(max_length=26)]
_Version = Annotated[int, Field(ge=1, le=1000)]
_Outcome = Literal["open", "wrong", "partial", "error", "right", "kept"]
assert set(_Outcome.__args__) == {outcome.value for outcome in Outcome}  # type: ignore[attr-defined]


class _Event(Model):
    """Parts that all events have.

    Parameters
    ----------
    n : int
        Counts an attendance's events, in whatever order they arrive.
    time : float
        What the attendee's clock said. It is not kept: order comes from `n`.
    lesson : str
    """

    n: Annotated[int, Field(ge=1, le=_LAST)]
    time: Annotated[float, Field(allow_inf_nan=False)]
    lesson: _Lesson


class Answer(_Event):
    """An answer to a question, by the ids of what was chosen."""

    kind: Literal["answer"]
    question: _Id
    version: _Version
    chosen: _Chosen
    outcome: _Outcome


class Exercise(_Event):
    """How an exercise came out, and which of its misconceptions was met."""

    kind: Literal["exercise"]
    exercise: _Id
    version: _Version
    outcome: _Outcome
    diagnosis: Literal[""] | _Id


class Lesson(_Event):
    """Where this attendee is now."""

    kind: Literal["lesson"]


class Stuck(_Event):
    """A raised hand, or one put down again."""

    kind: Literal["stuck"]
    on: bool


class Vote(_Event):
    """A vote on what the instructor has opened, or on a decision of the simulation."""

    kind: Literal["vote"]
    poll: _PollId
    chosen: _Chosen


AnyEvent = Annotated[Answer | Exercise | Lesson | Stuck | Vote, Field(discriminator="kind")]
_EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class BadEvent(Exception):
    """An event is not as it must be.

    Parameters
    ----------
    at : int
        Its place in the request, from 0.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(f"event {at}")


def read(attendance: str, events: list[Any]) -> list[Row]:
    """Rows for the log.

    Parameters
    ----------
    attendance : str
        Whose they are.
    events : list
        As they came out of JSON.

    Raises
    ------
    BadEvent
        For the first that is malformed.
    """
    rows = []
    for at, event in enumerate(events):
        try:
            read = _EVENT.validate_python(event)
        except ValidationError:
            raise BadEvent(at) from None
        body = read.model_dump(mode="json", exclude={"n", "time", "kind"})
        rows.append(Row(read.kind, body, attendance, read.n))
    return rows
