"""A month of check-ins and check-outs: honest carers, and each kind of dishonest one.

Rows are plain dicts with the names that the rules of ``providers.visits`` read.  Honest people
have cached fixes now and then, clocks that are a little off, and homes whose point is a little off.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.support.places import GEOD, Reading, home, moved, read

Row = dict[str, Any]
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
VISITS_A_DAY = 4
CARERS_HOMES = 8
HOME_OFF_M = 15.0
_STALE, _CLOCK_OFF = 0.015, 0.004


@dataclass
class Month:
    """Visits and their fixes, as rows."""

    visits: list[Row] = field(default_factory=list)
    fixes: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Call:
    """One stay of one carer at one home, in true time."""

    carer: int
    person: int
    home: tuple[float, float]
    start: datetime
    minutes: float


def honest(count: int, seed: int, surroundings: str) -> Month:
    """Return ``count`` visits of carers who were there."""
    chance = random.Random(seed)
    month = Month()
    for visit, call in enumerate(_calls(chance, count)):
        there = _at(chance, call.home, surroundings)
        add(month, chance, visit, call, readings=(there(), there()))
    return month


def away(count: int, seed: int, surroundings: str, *, metres: float) -> Month:
    """Return visits logged from so far away, by a phone that tells the truth."""
    chance = random.Random(seed)
    month = Month()
    for visit, call in enumerate(_calls(chance, count)):
        place = moved(*call.home, metres=metres, bearing=chance.uniform(0, 360))
        there = _at(chance, place, surroundings)
        add(month, chance, visit, call, readings=(there(), there()))
    return month


def add(
    month: Month,
    chance: random.Random,
    visit: int,
    call: Call,
    *,
    readings: tuple[Reading | None, Reading | None],
) -> None:
    """Add a visit with its check-in and check-out, with the small faults of honest phones."""
    end = call.start + timedelta(minutes=call.minutes)
    month.visits.append(
        {
            "visit_id": visit,
            "carer_id": call.carer,
            "person_id": call.person,
            "started_at": call.start,
            "ended_at": end,
            "two_person": False,
        }
    )
    known = moved(
        *call.home, metres=abs(chance.gauss(0, HOME_OFF_M)), bearing=chance.uniform(0, 360)
    )
    for number, (at, reading) in enumerate(zip((call.start, end), readings, strict=True)):
        late = timedelta(seconds=chance.uniform(65, 600) if chance.random() < _STALE else 0)
        off = chance.gauss(0, 600) if chance.random() < _CLOCK_OFF else chance.gauss(0, 4)
        device_at = at + timedelta(seconds=off)
        taken_at = device_at - timedelta(seconds=chance.expovariate(1 / 6)) - late
        month.fixes.append(_fix_row(2 * visit + number, visit, call, known, reading))
        month.fixes[-1].update(at=at, server_at=at, device_at=device_at, taken_at=taken_at)


def _fix_row(
    fix: int, visit: int, call: Call, known: tuple[float, float], reading: Reading | None
) -> Row:
    return {
        "fix_id": fix,
        "seq": fix,
        "visit_id": visit,
        "carer_id": call.carer,
        "device": call.carer,
        "day": call.start.date(),
        "home_lat": known[0],
        "home_lon": known[1],
        "lat": reading and reading.lat,
        "lon": reading and reading.lon,
        "accuracy_m": reading and reading.accuracy_m,
        "radius_m": None,
    }


def _at(
    chance: random.Random, place: tuple[float, float], surroundings: str
) -> Callable[[], Reading]:
    return lambda: read(chance, *place, surroundings=surroundings)


def _calls(chance: random.Random, count: int) -> Iterator[Call]:
    """Yield stays: each carer goes from home to home, at the speed of a town, day after day."""
    carers = -(-count // (VISITS_A_DAY * 20))
    homes = [[home(chance, within_m=6000) for _ in range(CARERS_HOMES)] for _ in range(carers)]
    left = count
    for day in range(20):
        for carer in range(carers):
            for call in _day(chance, carer, homes[carer], FIRST + timedelta(days=day)):
                if left == 0:
                    return
                left -= 1
                yield call


def _day(
    chance: random.Random, carer: int, homes: list[tuple[float, float]], day: datetime
) -> Iterator[Call]:
    at = day + timedelta(minutes=chance.uniform(0, 30))
    chosen = chance.sample(range(len(homes)), VISITS_A_DAY)
    for number, which in enumerate(chosen):
        if number:
            before, here = homes[chosen[number - 1]], homes[which]
            metres = GEOD.inv(before[1], before[0], here[1], here[0])[2]
            hours = metres * 1.3 / 1000 / chance.uniform(15, 45)
            at += timedelta(hours=hours, minutes=chance.uniform(2, 10))
        minutes = chance.gauss(58, 5)
        yield Call(carer, carer * CARERS_HOMES + which, homes[which], at, minutes)
        at += timedelta(minutes=minutes)
