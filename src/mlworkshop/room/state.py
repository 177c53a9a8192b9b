"""What the pages are shown, as JSON: for the instructor, and for somebody who votes."""

from __future__ import annotations

from typing import Any

from mlworkshop.language import Text
from mlworkshop.room.database import Room
from mlworkshop.room.polls import Lesson, Poll, Task
from mlworkshop.room.store import Folded, key_of


def for_instructor(room: Room, folded: Folded, *, address: str, here: int) -> dict[str, Any]:
    """What the instructor's page shows, but for the timer.

    Parameters
    ----------
    room : Room
    folded : Folded
    address : str
        Where attendees go.
    here : int
        How many were heard of lately.
    """
    where, stuck = folded.where(), folded.stuck()
    looked_at = folded.lesson()
    lesson = folded.course[looked_at] if looked_at else None
    return {
        "code": room.code,
        "address": address,
        "locked": folded.controls.locked,
        "until": room.until,
        "attendees": {"joined": len(folded.attendances), "here": here},
        "lesson": looked_at,
        "voting": folded.voting(),
        "where": [
            {
                "lesson": each.id,
                "title": both(each.title),
                "count": where[each.id],
                "stuck": stuck[each.id],
            }
            for each in folded.course.values()
        ],
        "questions": [_asked(folded, each) for each in lesson.questions] if lesson else [],
        "exercises": [_done(folded, lesson, each) for each in lesson.tasks] if lesson else [],
        "decisions": [_asked(folded, each) for each in lesson.decisions] if lesson else [],
        "delayed": sum(each.is_delayed for each in folded.attendances.values()),
    }


def for_attendee(folded: Folded, attendance: str, now: float) -> dict[str, Any]:
    """What somebody sees who votes."""
    controls = folded.controls
    shown = folded.polls.get(controls.poll or "")
    who = folded.attendances[attendance]
    return {
        "poll": shown and _voted(folded, shown, attendance),
        "timer": timer(folded, now),
        "lesson": folded.lesson(),
        "stuck": folded.is_stuck(who),
        "next": who.next,
    }


def tag_for_attendee(folded: Folded, attendance: str) -> str:
    """Changes when what somebody sees has changed, but for the seconds of a timer."""
    controls = folded.controls
    poll = controls.poll or ""
    shown = folded.changed.get(poll, 0) if poll in controls.revealed else 0
    mine = folded.mine(poll, attendance)
    who = folded.attendances[attendance]
    seen = (controls.seq, shown, mine.seq if mine else 0, who.next, who.stuck.seq, folded.lesson())
    return f'"{"-".join(map(str, seen))}"'


def timer(folded: Folded, now: float) -> dict[str, float] | None:
    """The seconds that are left; fewer than none when the time has been up for so long."""
    controls = folded.controls
    if controls.timer is None:
        return None
    # Never more than it was set to: the monotonic clock begins anew with the machine.
    return {"ends_in": round(min(controls.timer - now, controls.seconds), 1)}


def both(words: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"en": words.en, "ja": words.ja}


def _poll(poll: Poll) -> dict[str, Any]:
    options = [{"id": id_, "text": both(words)} for id_, words in poll.options.items()]
    return {"id": poll.id, "kind": poll.kind, "prompt": both(poll.prompt), "options": options}


def _revealed(folded: Folded, poll: Poll) -> dict[str, Any]:
    """Results and what is right: nothing before the reveal, so that no page can give it away."""
    if poll.id not in folded.controls.revealed:
        return {"results": None, "right": None}
    right = None if poll.right is None else [each for each in poll.options if each in poll.right]
    return {"results": folded.results(poll), "right": right}


def _turn(folded: Folded, poll: Poll) -> dict[str, Any]:
    """Whether one can vote, and for which time: on the second one, the same again is a new try."""
    controls = folded.controls
    is_open = controls.is_open and poll.id == controls.poll
    return {"open": is_open, "round": controls.rounds[poll.id]}


def _asked(folded: Folded, poll: Poll) -> dict[str, Any]:
    return (
        _poll(poll)
        | _revealed(folded, poll)
        | _turn(folded, poll)
        | {
            "answered": folded.answered(poll.id),
            "again": folded.again(poll.id),
            "revealed": poll.id in folded.controls.revealed,
        }
    )


def _voted(folded: Folded, poll: Poll, attendance: str) -> dict[str, Any]:
    mine = folded.mine(poll.id, attendance)
    return (
        _poll(poll)
        | _revealed(folded, poll)
        | _turn(folded, poll)
        | {"mine": list(mine.chosen) if mine else None}
    )


def _done(folded: Folded, lesson: Lesson, task: Task) -> dict[str, Any]:
    outcomes, met = folded.done(lesson.id, task)
    return {
        "id": task.id,
        "title": both(task.title),
        "tried": folded.answered(key_of(lesson.id, task.id)),
        "outcomes": outcomes,
        "diagnoses": [
            {"id": id_, "text": words and both(words), "count": count}
            for id_, count in met.most_common()
            for words in [task.diagnoses.get(id_)]
        ],
    }
