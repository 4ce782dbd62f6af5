"""What an administrator may ask of the worker."""

from __future__ import annotations

from datetime import date, datetime

from ltc.audit.services import record
from ltc.jobs import queries
from ltc.jobs.models import JobRun
from ltc.outbox.services import send_again
from ltc.scope import Actor
from ltc.shared.errors import Conflict, NotFound


def run_there(name: str, day: date) -> JobRun:
    """Return one run."""
    found = queries.run_of(name, day)
    if found is None:
        raise NotFound("no such run", "没有该次运行")
    return found


def want_again(name: str, day: date, *, actor: Actor, at: datetime) -> JobRun:
    """Mark a run that is over, so that the worker does what failed in it."""
    found = queries.run_to_change(name, day)
    if found is None:
        raise NotFound("no such run", "没有该次运行")
    if found.state not in (queries.DONE, queries.FAILED):
        raise Conflict("it is running", "该任务正在运行或已安排重新运行")
    before = {"state": found.state}
    found.state = queries.AGAIN
    after = {"state": found.state}
    record(act="job.again", about=found, actor=actor, at=at, before=before, after=after)
    return found


def want_letter_again(message_id: int, *, actor: Actor, at: datetime) -> None:
    """Put a letter that was given up back in line, and note who asked for it."""
    letter = send_again(message_id)
    if letter is not None:
        record(act="letter.again", about=letter, actor=actor, at=at, after={"state": letter.state})
