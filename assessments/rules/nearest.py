"""The smallest change of answers that would give another grade.

Smallest means: fewest items changed; then fewest option steps (one step is one option further on
one item); then the grade nearest to the present one; then the items that come first in the scale.
For an appeal it tells what the dispute would have to be about.

Exact without a search, because on every scale that is loaded the options of all items of one axis
are the same number of points apart: then moving a total by d points takes d/step steps whichever
items are moved, and the fewest items are those with the most room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.rules.scale import Axis
from assessments.rules.table import Bands, GradeTable


@dataclass(frozen=True, slots=True)
class Change:
    """One item given another answer."""

    item: str
    was: int
    to: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The grade that the changes would give, and how many option steps they take."""

    grade: int
    changes: tuple[Change, ...]
    steps: int

    def as_answer(self) -> dict[str, object]:
        """Return the shape of the interfaces."""
        changes = [{"item": each.item, "from": each.was, "to": each.to} for each in self.changes]
        return {"grade": self.grade, "changes": changes, "steps": self.steps}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands: its answers, the bands they give and the table they are looked up in."""

    axes: tuple[Axis, ...]
    answers: Mapping[str, int]
    totals: Bands
    bands: Bands
    table: GradeTable

    @property
    def grade(self) -> int:
        """The grade of this place."""
        return self.table.grade[self.bands]


def more_severe(place: Place) -> Nearest | None:
    """Return the smallest change that gives a more severe grade, or None if there is none."""
    return _smallest(place, place.table.higher[place.bands])


def less_severe(place: Place) -> Nearest | None:
    """Return the smallest change that gives a less severe grade, or None if there is none."""
    return _smallest(place, place.table.lower[place.bands])


def _smallest(place: Place, targets: tuple[Bands, ...]) -> Nearest | None:
    if not targets:
        return None
    target = min(targets, key=lambda each: _cost(place, each))
    changes: list[Change] = []
    for at, axis in enumerate(place.axes):
        if target[at] != place.bands[at]:
            changes += _changes(axis, place.answers, _gap(place, at, target[at]))
    return Nearest(place.table.grade[target], tuple(changes), _cost(place, target)[1])


def _cost(place: Place, target: Bands) -> tuple[int, int, int]:
    """Return items, steps and grades that the way to ``target`` takes."""
    items = steps = 0
    for at, axis in enumerate(place.axes):
        if target[at] != place.bands[at]:
            gap = _gap(place, at, target[at])
            steps += abs(gap)
            items += _fewest(_rooms(axis, place.answers, gap), abs(gap))
    return items, steps, abs(place.table.grade[target] - place.grade)


def _gap(place: Place, at: int, band: int) -> int:
    """Return the steps from the total to the near edge of ``band``; below zero is downwards."""
    lowest, highest = place.axes[at].bands[band]
    edge = lowest if place.totals[at] < lowest else highest
    return (edge - place.totals[at]) // place.axes[at].step


def _rooms(axis: Axis, answers: Mapping[str, int], gap: int) -> list[int]:
    """Return for each item how many steps it can still go in the direction of ``gap``."""
    if gap > 0:
        return [top - answers[key] // axis.step for key, top in axis.tops]
    return [answers[key] // axis.step for key, _ in axis.tops]


def _fewest(rooms: list[int], steps: int) -> int:
    """Return how many items are needed to take ``steps`` together."""
    count = 0
    for room in sorted(rooms, reverse=True):
        if steps <= 0:
            break
        steps -= room
        count += 1
    return count


def _changes(axis: Axis, answers: Mapping[str, int], gap: int) -> list[Change]:
    """Choose the first items of the scale that do it with the fewest items.

    No smaller number of items can do it, so each chosen one has steps left to take.
    """
    rooms = _rooms(axis, answers, gap)
    left, slots = abs(gap), _fewest(rooms, abs(gap))
    sign = axis.step if gap > 0 else -axis.step
    changes = []
    for at, (key, _) in enumerate(axis.tops):
        others = sorted(rooms[at + 1 :], reverse=True)[: max(slots - 1, 0)]
        if slots and rooms[at] + sum(others) >= left:
            moved = min(rooms[at], left)
            changes.append(Change(key, answers[key], answers[key] + sign * moved))
            left, slots = left - moved, slots - 1
    return changes
