"""Run one job for one business day, piece by piece.

This is the one place where everything is caught: a piece that fails is noted and the next one goes
on in a new unit of work.  A piece that has its effect in the database writes its own row in the
same unit, so a restart finds it done; a run that has come to its end never runs again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy.exc import IntegrityError

from ltc.addon import Job, resolve
from ltc.db import read_only, session, unit_of_work
from ltc.jobs import queries
from ltc.jobs.models import JobItem, JobRun
from ltc.jobs.queries import DONE, FAILED, RUNNING
from ltc.shared.clock import now
from ltc.shared.errors import LtcError

log = logging.getLogger("ltc.jobs")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: pieces done, pieces failed, and what stopped the whole run."""

    items: int = 0
    failed: int = 0
    fault: str = ""


class Attempt:
    """Takes whatever goes wrong in its block and keeps it as words without anybody's data."""

    def __init__(self) -> None:
        self.fault = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: object
    ) -> bool:
        """Go on after a failure; being told to stop is none."""
        if isinstance(fault, Exception):
            self.fault = describe(fault)
        return isinstance(fault, Exception)


def run(job: Job, day: date) -> Outcome | None:
    """Run ``job`` for ``day``; None when that day's run is done already."""
    if not _begin(job, day):
        return None
    outcome = _work(job, day)
    _end(job, day, outcome)
    log.info("job %s %s: %d done, %d failed", job.name, day, outcome.items, outcome.failed)
    return outcome


def _begin(job: Job, day: date) -> bool:
    """Write the promise that this day's run has begun; a second one is refused by the key."""
    try:
        with unit_of_work():
            found = queries.run_to_change(job.name, day)
            if found is None:
                found = JobRun(name=job.name, business_day=day, items=0, failed=0)
                session().add(found)
            elif found.state == DONE and job.every_minutes is None:
                return False
            found.state, found.started_at, found.ended_at = RUNNING, now(), None
    except IntegrityError:
        return False
    return True


def _work(job: Job, day: date) -> Outcome:
    """Do every piece, or let the job work by itself; what breaks the list ends the run."""
    done = failed = 0
    with Attempt() as listing:
        found = resolve(job.run)(day)
        if isinstance(found, int):
            return Outcome(found)
        for about, act in found:
            if _piece(job, day, about[:120], act):
                done += 1
            else:
                failed += 1
    if listing.fault:
        log.error("job %s %s stopped: %s", job.name, day, listing.fault)
    return Outcome(done, failed, listing.fault)


def _piece(job: Job, day: date, about: str, act: Callable[[], object]) -> bool:
    """Do one piece, once; tell whether it went well."""
    do = _do_alone if job.own_units else _do_in_unit
    with Attempt() as attempt:
        do(job, day, about, act)
    if attempt.fault:
        log.error("job %s %s, %s: %s", job.name, day, about, attempt.fault)
        _note(job, day, about, FAILED, attempt.fault)
    return not attempt.fault


def _do_in_unit(job: Job, day: date, about: str, act: Callable[[], object]) -> None:
    """Do a piece and write its row in one unit: both or neither."""
    with unit_of_work():
        known = queries.item(job.name, day, about)
        if known is not None and known.state == DONE:
            return
        act()
        _write(job, day, about, DONE, "")


def _do_alone(job: Job, day: date, about: str, act: Callable[[], object]) -> None:
    """Do a piece that opens its own units; after a crash it may be done again."""
    if job.every_minutes is None:
        with read_only():
            known = queries.item(job.name, day, about)
        if known is not None and known.state == DONE:
            return
    act()
    if job.every_minutes is None:
        _note(job, day, about, DONE, "")


def _note(job: Job, day: date, about: str, state: str, fault: str) -> None:
    """Write the row of a piece in a unit of its own."""
    with unit_of_work():
        _write(job, day, about, state, fault)


def _write(job: Job, day: date, about: str, state: str, fault: str) -> None:
    """Write the row of a piece; what is done stays done."""
    row = queries.item(job.name, day, about)
    if row is None:
        row = JobItem(name=job.name, business_day=day, about=about)
    elif row.state == DONE:
        return
    row.state, row.fault, row.at = state, fault[:_LONGEST], now()
    session().add(row)


def _end(job: Job, day: date, outcome: Outcome) -> None:
    """Write how the run went; one that repeats within the day adds up."""
    with unit_of_work():
        found = queries.run_to_change(job.name, day)
        if found is None:
            return
        repeats = job.every_minutes is not None
        found.items = outcome.items + (found.items if repeats else 0)
        found.failed = outcome.failed + (found.failed if repeats else 0)
        found.state = FAILED if outcome.fault else DONE
        found.note, found.ended_at = outcome.fault, now()


def describe(fault: Exception) -> str:
    """Say what went wrong without anybody's data: our own words, or the kind and the place."""
    if isinstance(fault, LtcError):
        return fault.en[:_LONGEST]
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{place}"
