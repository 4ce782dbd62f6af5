"""Where the visits of a month go: spread evenly over its days, in hours that are free.

Pure and without chance: the seed is a number that the caller derives from the plan, so that the
same plan gives the same month again.  Services of one plan with equal frequency fall on the same
days, one after the other, so that the carer comes once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

FIRST_MINUTE, LAST_MINUTE = 8 * 60, 18 * 60  # home visits are planned inside these hours
STEP = 15
TRAVEL_MINUTES = 20  # between two homes; a design assumption, shown as planned times only
_THOUSAND = 1000
_PER_HOUR = 60
_SPREAD_OVER = 16  # quarter hours of the morning over which plans begin


@dataclass(frozen=True, slots=True)
class Busy:
    """Minutes of a day (from midnight) that somebody has already given to a person."""

    first: int
    last: int
    person_id: int


@dataclass(slots=True)
class Diary:
    """Who is busy when, by (kind, id, day); it grows as visits are placed."""

    entries: dict[tuple[str, int, date], list[Busy]] = field(default_factory=dict)

    def add(self, day: date, busy: Busy, *, carer_id: int) -> None:
        """Note a visit for its carer and its person."""
        self.entries.setdefault(("carer", carer_id, day), []).append(busy)
        self.entries.setdefault(("person", busy.person_id, day), []).append(busy)

    def of(self, kind: str, identity: int, day: date) -> Sequence[Busy]:
        """Return what is known of somebody's day."""
        return self.entries.get((kind, identity, day), ())


def quantity_milli(unit: str, minutes: int) -> int:
    """Return what is charged of a visit, in thousandths of the unit: its hours, or one visit."""
    return minutes * _THOUSAND // _PER_HOUR if unit == "hour" else _THOUSAND


def times_in(days: int, of_days: int, times_per_month: int) -> int:
    """Return how often a service comes in part of a month: its share, rounded half up."""
    return (2 * times_per_month * days + of_days) // (2 * of_days)


def spread(days: Sequence[date], times: int, *, seed: int) -> list[date]:
    """Spread ``times`` visits evenly over ``days``; several a day when there are more of them."""
    offset = seed % _THOUSAND
    return [
        days[(each * _THOUSAND + offset) * len(days) // (times * _THOUSAND)]
        for each in range(times)
    ]


def preferred_minute(seed: int) -> int:
    """Return the time of day at which a plan's visits would like to begin."""
    return FIRST_MINUTE + seed // _THOUSAND % _SPREAD_OVER * STEP


def free_minute(
    diary: Diary, day: date, minutes: int, *, carer_id: int, person_id: int, wish: int
) -> int | None:
    """Return the free begin nearest after ``wish`` (then from the morning on), or nothing."""
    carer = diary.of("carer", carer_id, day)
    person = diary.of("person", person_id, day)
    if not carer and not person:
        return wish
    begin: int
    for begin in (*range(wish, LAST_MINUTE, STEP), *range(FIRST_MINUTE, wish, STEP)):
        end = begin + minutes
        if end <= LAST_MINUTE and _fits(carer, begin, end, person_id) and _free(person, begin, end):
            return begin
    return None


def _fits(entries: Iterable[Busy], begin: int, end: int, person_id: int) -> bool:
    """Tell whether a carer is free, with the way from and to other homes."""
    for each in entries:
        gap = 0 if each.person_id == person_id else TRAVEL_MINUTES
        if begin < each.last + gap and each.first < end + gap:
            return False
    return True


def _free(entries: Iterable[Busy], begin: int, end: int) -> bool:
    return all(begin >= each.last or end <= each.first for each in entries)
