"""On which days a job is due, counting days that were missed while no worker ran."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from ltc.addon import Job
from ltc.shared.dates import each_day

# How far back a worker that was away looks: beyond that a person decides.
CATCH_UP_DAYS = 7
CATCH_UP_MONTHLY = 31


def is_day_of(job: Job, day: date) -> bool:
    """Tell whether a job is due on a day at all."""
    return job.monthly_day is None or day.day == job.monthly_day


def due_days(job: Job, done: Collection[date], local: datetime) -> Iterator[date]:
    """Yield the days for which a job should have run by now and has not, oldest first.

    ``done`` are the days of its runs, ``local`` the present moment in Shanghai.  A job that never
    ran begins today: nothing is caught up from before the system was there.
    """
    last = local.date()
    if f"{local:%H:%M}" < job.at:
        last -= timedelta(days=1)
    back = CATCH_UP_DAYS if job.monthly_day is None else CATCH_UP_MONTHLY
    first = max(min(done, default=local.date()), last - timedelta(days=back - 1))
    for day in each_day(first, last):
        if day not in done and is_day_of(job, day):
            yield day
