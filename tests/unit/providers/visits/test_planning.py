"""Spreading visits over days and hours."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from providers.visits.rules.planning import (
    FIRST_MINUTE,
    LAST_MINUTE,
    TRAVEL_MINUTES,
    Busy,
    Diary,
    free_minute,
    preferred_minute,
    spread,
    times_in,
)

DAY = date(2023, 10, 10)
MONTH = [date(2023, 10, 1) + timedelta(days=number) for number in range(31)]


@given(times=st.integers(1, 124), seed=st.integers(0, 2**32))
def test_every_day_gets_its_even_share(times, seed):
    days = spread(MONTH, times, seed=seed)
    assert len(days) == times
    assert days == sorted(days)
    counts = Counter(days)
    assert max(counts.values()) - (min(counts.values()) if len(counts) == 31 else 0) <= 1


@given(days=st.integers(0, 31), times=st.integers(1, 124))
def test_part_of_a_month_is_never_more_than_the_whole(days, times):
    assert 0 <= times_in(days, 31, times) <= times
    assert times_in(31, 31, times) == times


def test_a_share_is_rounded_half_up():
    assert [times_in(days, 31, 8) for days in (1, 2, 15, 16, 23)] == [0, 1, 4, 4, 6]
    assert times_in(15, 30, 1) == 1


@given(seed=st.integers(0, 2**32))
def test_plans_begin_in_the_morning(seed):
    assert FIRST_MINUTE <= preferred_minute(seed) < 12 * 60


def diary(*entries):
    found = Diary()
    for first, last, person in entries:
        found.add(DAY, Busy(first, last, person), carer_id=1)
    return found


def place(found, minutes, *, person=7, wish=480):
    return free_minute(found, DAY, minutes, carer_id=1, person_id=person, wish=wish)


def test_the_next_service_at_one_home_follows_at_once():
    assert place(diary((480, 540, 7)), 30) == 540


def test_between_two_homes_there_is_the_way():
    begin = place(diary((480, 540, 8)), 30)
    assert begin >= 540 + TRAVEL_MINUTES


def test_a_full_day_has_no_room():
    assert place(diary((FIRST_MINUTE, LAST_MINUTE, 8)), 15) is None


def test_an_earlier_hole_is_found_after_the_wish():
    assert place(diary((600, LAST_MINUTE, 8)), 60, wish=600) == 480
