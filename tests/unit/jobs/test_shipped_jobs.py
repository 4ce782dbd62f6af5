"""Every job of every add-on: it can be found, has a time and a name of its own."""

import inspect
from datetime import datetime, timedelta

import pytest

from ltc.accounts.addon import ADDON as ACCOUNTS
from ltc.addon import SHIPPED, Job, load_addons, resolve
from ltc.jobs.schedule import _trigger, jobs_of
from ltc.shared import clock
from ltc.shared.clock import SHANGHAI

JOBS = jobs_of((ACCOUNTS, *load_addons(SHIPPED)))


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_it_can_be_found_and_scheduled(job):
    assert len(inspect.signature(resolve(job.run)).parameters) == 1
    assert _trigger(job) is not None
    assert (job.every_minutes is None) == bool(job.at)


def test_the_work_that_was_promised_is_there():
    names = {job.name for job in JOBS}
    assert names >= {
        *("outbox.send", "audit.head", "audit.check", "house.tidy", "case.clocks"),
        *("case.expiring", "books.check", "month.remind", "oversight.scorecards"),
    }


@pytest.mark.parametrize("moved_to", [None, datetime(2023, 11, 6, 23, 45, tzinfo=SHANGHAI)])
def test_a_worker_keeps_the_clock_of_the_house(moved_to):
    clock.start_at(moved_to)
    try:
        daily = _trigger(Job("x.y", "x:y", "23:50", title="t"))
        first = daily.get_next_fire_time(None, clock.now() - clock.shift())
        second = daily.get_next_fire_time(first, first)
        told = [(each + clock.shift()).astimezone(SHANGHAI) for each in (first, second)]
    finally:
        clock.start_at(None)
    assert {f"{each:%H:%M}" for each in told} == {"23:50"}
    assert told[1] - told[0] == timedelta(days=1)
    assert moved_to is None or told[0].date() == moved_to.date()
