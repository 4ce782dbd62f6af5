"""Which days a job still owes: both sides of its minute, its bounds and its day of the month."""

from datetime import date, datetime, timedelta

import pytest

from ltc.addon import Job
from ltc.jobs.rules import due_days
from ltc.outbox.rules import next_try
from ltc.shared.clock import SHANGHAI

DAILY = Job("daily", "x:y", "06:10")
MONTHLY = Job("monthly", "x:y", "08:00", monthly_day=3)
TODAY = date(2023, 10, 9)


def days(*back: int) -> set[date]:
    return {TODAY - timedelta(days=each) for each in back}


def at(hour: int, minute: int, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("minute", "expected"), [(9, []), (10, [TODAY]), (11, [TODAY])])
def test_a_new_job_begins_today_once_its_minute_has_come(minute, expected):
    assert list(due_days(DAILY, (), at(6, minute))) == expected


def test_what_is_done_is_not_due():
    assert list(due_days(DAILY, days(0, 1), at(23, 0))) == []


def test_missed_days_come_oldest_first():
    found = list(due_days(DAILY, days(3), at(7, 0)))
    assert found == sorted(days(0, 1, 2))


def test_a_gap_between_done_days_is_filled():
    assert list(due_days(DAILY, days(0, 2, 3), at(7, 0))) == sorted(days(1))


def test_no_further_back_than_a_week():
    assert list(due_days(DAILY, days(40), at(7, 0))) == sorted(days(0, 1, 2, 3, 4, 5, 6))


def test_yesterday_is_due_before_todays_minute():
    assert list(due_days(DAILY, days(2), at(6, 0))) == sorted(days(1))


def test_a_monthly_job_is_due_on_its_day_only():
    assert list(due_days(MONTHLY, (), at(9, 0))) == []
    assert list(due_days(MONTHLY, (), at(9, 0, date(2023, 11, 3)))) == [date(2023, 11, 3)]


def test_a_monthly_day_that_was_missed_is_caught_up():
    done = {date(2023, 9, 3)}
    assert list(due_days(MONTHLY, done, at(9, 0, date(2023, 10, 20)))) == [date(2023, 10, 3)]
    assert list(due_days(MONTHLY, done, at(9, 0, date(2023, 11, 30)))) == [date(2023, 11, 3)]


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (11, 360)]
)
def test_each_wait_is_twice_the_last_up_to_six_hours(tries, minutes):
    assert next_try(tries, at(7, 0)) == at(7, 0) + timedelta(minutes=minutes)


def test_after_twelve_tries_a_person_must_look():
    assert next_try(12, at(7, 0)) is None
