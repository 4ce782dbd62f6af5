"""Carers who were not there: each way of pretending, as a month of the same shape.

The visits that pretend have ids below ``PRETENDED``; what stands around them to make the pretence
possible (the visit before, the other carer) has ids from there on.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from benchmarks.support.month import FIRST, Call, Month, add, away
from benchmarks.support.places import Reading, home, moved, read

PRETENDED = 10_000_000
_IN_TOWN_M = 6000
_HOUR = timedelta(hours=1)


def location_off(count: int, seed: int, _surroundings: str) -> Month:
    """Return visits with location switched off at check-in and check-out."""
    chance, month = random.Random(seed), Month()
    for visit in range(count):
        add(month, chance, visit, _call(chance, visit), readings=(None, None))
    return month


def a_kilometre_away(count: int, seed: int, surroundings: str) -> Month:
    """Return visits logged from one kilometre away."""
    return away(count, seed, surroundings, metres=1000)


def three_hundred_metres_away(count: int, seed: int, surroundings: str) -> Month:
    """Return visits logged from 300 metres away."""
    return away(count, seed, surroundings, metres=300)


def impossible_travel(count: int, seed: int, surroundings: str) -> Month:
    """Return visits that begin 8 to 40 km from the one before, one to three minutes after it."""
    chance, month = random.Random(seed), Month()
    for visit in range(count):
        before = _call(chance, visit)
        metres = chance.uniform(8_000, 40_000)
        far = moved(*before.home, metres=metres, bearing=chance.uniform(0, 360))
        end = before.start + timedelta(minutes=before.minutes)
        start = end + timedelta(minutes=chance.uniform(1, 3))
        call = replace(before, home=far, start=start, person=count + visit)
        _true(month, chance, PRETENDED + visit, before, surroundings)
        _true(month, chance, visit, call, surroundings)
    return month


def overlap(count: int, seed: int, surroundings: str) -> Month:
    """Return visits that begin one minute or more before the carer's visit before has ended."""
    chance, month = random.Random(seed), Month()
    for visit in range(count):
        before = _call(chance, visit)
        start = before.start + timedelta(minutes=chance.uniform(0, before.minutes - 1))
        call = replace(_call(chance, visit), start=start, person=count + visit)
        _true(month, chance, PRETENDED + visit, before, surroundings)
        _true(month, chance, visit, call, surroundings)
    return month


def frozen(count: int, seed: int, _surroundings: str) -> Month:
    """Return visits of ten days for which a program states one and the same position."""
    return _simulated(count, seed, carers_a_place=1, days=10)


def shared_position(count: int, seed: int, _surroundings: str) -> Month:
    """Return visits of two carers who use the same stated position on one day."""
    return _simulated(count, seed, carers_a_place=2, days=1)


def replayed_fix(count: int, seed: int, surroundings: str) -> Month:
    """Return visits that send a fix of days ago again; half set their clock to it."""
    chance, month = random.Random(seed), Month()
    for visit in range(count):
        honest = _call(chance, visit)
        again = replace(honest, start=honest.start + timedelta(days=chance.randint(1, 9)))
        _true(month, chance, PRETENDED + visit, honest, surroundings)
        old = month.fixes[-2:]
        add(month, chance, visit, again, readings=(None, None))
        keys = ("lat", "lon", "accuracy_m", "taken_at")
        for fix, source in zip(month.fixes[-2:], old, strict=True):
            fix.update({key: source[key] for key in keys})
            if visit % 2:
                fix["device_at"] = source["device_at"]
    return month


def clock_set_back(count: int, seed: int, surroundings: str) -> Month:
    """Return offline visits whose clock was set back half an hour to a day.

    The device heard the server before it went offline; one in seven was restarted since, which
    loses the monotonic clock, so that the last server time is all there is to compare with.
    """
    chance, month = random.Random(seed), Month()
    for visit in range(count):
        call = _call(chance, visit)
        heard = _call(chance, visit)
        offline = timedelta(minutes=chance.uniform(5, 240))
        _true(
            month,
            chance,
            PRETENDED + visit,
            replace(heard, start=call.start - offline - _HOUR),
            surroundings,
        )
        _true(month, chance, visit, call, surroundings)
        back = timedelta(minutes=chance.uniform(30, 1440))
        for fix in month.fixes[-2:]:
            fix["device_at"] -= back
            fix["taken_at"] -= back
            if visit % 7 == 0:
                fix["server_at"] = call.start - offline
    return month


def simulated_with_noise(count: int, seed: int, _surroundings: str) -> Month:
    """Return visits whose position a careful program states at the home, with natural noise."""
    chance, month = random.Random(seed), Month()
    for visit in range(count):
        _true(month, chance, visit, _call(chance, visit), "outdoors")
    return month


def _call(chance: random.Random, carer: int) -> Call:
    start: datetime = FIRST + timedelta(minutes=chance.uniform(60, 480))
    place = home(chance, within_m=_IN_TOWN_M)
    return Call(carer, carer, place, start, max(30.0, chance.gauss(58, 5)))


def _true(month: Month, chance: random.Random, visit: int, call: Call, surroundings: str) -> None:
    readings = tuple(read(chance, *call.home, surroundings=surroundings) for _ in range(2))
    add(month, chance, visit, call, readings=(readings[0], readings[1]))


def _simulated(count: int, seed: int, *, carers_a_place: int, days: int) -> Month:
    """Return visits whose position is stated by a program: at the home, sharp, never changing."""
    chance, month = random.Random(seed), Month()
    group = carers_a_place * days
    for visit in range(count):
        carer = visit // group * carers_a_place + visit % carers_a_place
        call = _call(random.Random(seed * 1000 + visit // group), carer)
        day = visit % group // carers_a_place
        start = call.start + timedelta(days=day, minutes=90 * (visit % carers_a_place))
        stated = Reading(round(call.home[0], 6), round(call.home[1], 6), 5.0)
        add(month, chance, visit, replace(call, start=start), readings=(stated, stated))
    return month
