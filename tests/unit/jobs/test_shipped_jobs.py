"""Every job of every add-on: it can be found, has a time and a name of its own."""

import inspect

import pytest

from ltc.accounts.addon import ADDON as ACCOUNTS
from ltc.addon import SHIPPED, load_addons, resolve
from ltc.jobs.schedule import _trigger, jobs_of

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
