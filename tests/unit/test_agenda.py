"""Agendas: breaks come in time, lunch at noon, and nothing overlaps."""

from __future__ import annotations

import itertools

import pytest

from mlworkshop.course import structure
from mlworkshop.course.minutes import Minutes
from mlworkshop.overview import agenda, timetable

NAMES = "abcdefgh"


def of(cores: list[int], begins: int) -> tuple[agenda.Slot, ...]:
    lessons = [structure.Entry(id=f"m1-intro/0{at}-x", at_most=99) for at, _ in enumerate(cores)]
    minutes = {entry.id: Minutes(core) for entry, core in zip(lessons, cores, strict=True)}
    return agenda.schedule(lessons, minutes, begins)


@pytest.mark.parametrize("way", structure.load().ways, ids=lambda way: way.id)
def test_every_way_fits_into_working_hours(way: structure.Way) -> None:
    if way.begins is None:
        return
    minutes = timetable.of_course()
    for lessons in agenda.days(structure.load().entries_of(way), minutes, way.days):
        slots = agenda.schedule(lessons, minutes, way.begins)
        assert slots[-1].ends <= 18 * 60
        assert [slot.entry for slot in slots if slot.entry] == list(lessons)
        assert all(one.ends == next_.begins for one, next_ in itertools.pairwise(slots))


def test_break_before_people_sit_too_long() -> None:
    kinds = [slot.kind for slot in of([40, 30, 20, 75, 10], 13 * 60)]
    assert kinds == [
        *("lesson", "lesson", "break", "lesson", "break", "lesson", "break", "lesson"),
        "reserve",
    ]


def test_lunch_at_noon_and_only_in_the_morning() -> None:
    day = of([45] * 6, 9 * 60 + 30)
    [lunch] = [slot for slot in day if slot.kind == "lunch"]
    assert 11 * 60 + 30 <= lunch.begins <= 12 * 60 + 45
    assert not [slot for slot in of([45] * 4, 13 * 60) if slot.kind == "lunch"]


def test_reserve_is_a_tenth() -> None:
    assert of([50, 50], 13 * 60)[-1].minutes == 10


def test_days_are_as_even_as_lessons_allow() -> None:
    lessons = [structure.Entry(id=f"m1-intro/0{at}-x", at_most=99) for at in range(4)]
    minutes = {
        entry.id: Minutes(core) for entry, core in zip(lessons, [90, 10, 20, 60], strict=True)
    }
    first, second = agenda.days(lessons, minutes, 2)
    assert [len(first), len(second)] == [1, 3]
    assert agenda.days(lessons, minutes, 1) == (tuple(lessons),)
