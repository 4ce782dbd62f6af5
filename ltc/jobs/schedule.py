"""When which job runs: missed days first, then APScheduler, one job at a time, in Shanghai time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from ltc.accounts.addon import ADDON as ACCOUNTS
from ltc.addon import Addon, Job, load_addons, wire_events
from ltc.config import settings
from ltc.db import read_only
from ltc.jobs import queries, runner
from ltc.jobs.leader import Leader
from ltc.jobs.rules import due_days
from ltc.shared import clock

log = logging.getLogger("ltc.jobs")
GRACE_SECONDS = 3600
STANDBY_SECONDS = 10
HEARTBEAT_SECONDS = 5
REPEAT_MINUTES = 5


def addons() -> tuple[Addon, ...]:
    """Load the add-ons that are switched on, and wire their handlers for this process."""
    loaded = (ACCOUNTS, *load_addons(settings().addons))
    wire_events(loaded)
    return loaded


def jobs_of(loaded: Sequence[Addon]) -> list[Job]:
    """Return the jobs of add-ons in their order."""
    return [job for addon in loaded for job in addon.jobs]


def catch_up(jobs: Sequence[Job]) -> int:
    """Run what was missed, oldest day first within a job; return how many pieces failed."""
    failed = 0
    local = clock.now().astimezone(clock.SHANGHAI)
    for job in jobs:
        if job.every_minutes is not None:
            continue
        with read_only():
            done = queries.done_days(job.name)
        for day in due_days(job, done, local):
            failed += _failures(runner.run(job, day))
    return failed


def run_now(jobs: Sequence[Job]) -> int:
    """Run the jobs that repeat within the day, once; return how many pieces failed."""
    today = clock.today()
    repeating = [job for job in jobs if job.every_minutes is not None]
    return sum(_failures(runner.run(job, today)) for job in repeating)


def repeat_wanted(jobs: Sequence[Job]) -> None:
    """Run again what an administrator asked for; pieces that are done stay done."""
    by_name = {job.name: job for job in jobs}
    with read_only():
        wanted = [(run.name, run.business_day) for run in queries.runs_to_repeat()]
    for name, day in wanted:
        if name in by_name:
            runner.run(by_name[name], day)


def lead(jobs: Sequence[Job], leader: Leader, stop: Event) -> None:
    """Work as the one scheduler until ``stop`` is set or the lock is lost."""
    log.info("this worker leads: %d jobs", len(jobs))
    catch_up(jobs)
    scheduler = _scheduler(jobs, leader)
    scheduler.start()
    try:
        while leader.hold() and not stop.wait(HEARTBEAT_SECONDS):
            pass
    finally:
        scheduler.shutdown(wait=True)
    log.info("this worker leads no longer")


def _scheduler(jobs: Sequence[Job], leader: Leader) -> BackgroundScheduler:
    """Build the scheduler: nothing runs twice at once, and nothing beside another job."""
    scheduler = BackgroundScheduler(
        timezone=clock.SHANGHAI,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": GRACE_SECONDS,
        },
    )
    for job in jobs:
        scheduler.add_job(_guarded(leader, _runs(job)), _trigger(job), id=job.name)
    every = IntervalTrigger(minutes=REPEAT_MINUTES, timezone=clock.SHANGHAI)
    again = _guarded(leader, lambda: repeat_wanted(jobs))
    scheduler.add_job(again, every, id="repeat wanted runs")
    return scheduler


def _runs(job: Job) -> Callable[[], object]:
    return lambda: runner.run(job, clock.today())


def _guarded(leader: Leader, act: Callable[[], object]) -> Callable[[], None]:
    """Run ``act`` only while this process leads."""

    def guarded() -> None:
        if leader.hold():
            act()

    return guarded


class HouseTime(BaseTrigger):
    """Fires when the house's clock says so, which a demonstration may have moved (LTC_CLOCK)."""

    def __init__(self, inner: BaseTrigger) -> None:
        """Wrap a trigger that reckons in the house's own time."""
        self._inner = inner

    def get_next_fire_time(self, before: datetime | None, at: datetime) -> datetime | None:
        """Ask the trigger in the house's time and answer in the machine's."""
        apart = clock.shift()
        fires = self._inner.get_next_fire_time(before and before + apart, at + apart)
        return fires and fires - apart


def _trigger(job: Job) -> BaseTrigger:
    """Return when a job runs; the trigger counts in Shanghai, whatever the host does."""
    if job.every_minutes is not None:
        return IntervalTrigger(minutes=job.every_minutes, timezone=clock.SHANGHAI)
    hour, minute = job.at.split(":")
    day = job.monthly_day or "*"
    return HouseTime(
        CronTrigger(day=day, hour=int(hour), minute=int(minute), timezone=clock.SHANGHAI)
    )


def _failures(outcome: runner.Outcome | None) -> int:
    return 0 if outcome is None else outcome.failed + bool(outcome.fault)
