"""The night's work on a day of visits: what was missed, what was left open, what does not fit.

Also what other rooms set off: a closed case stops the visits to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Actor, Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from providers.models import Assignment
from providers.visits.acts.flags import Flag, flags_of
from providers.visits.acts.law import law
from providers.visits.acts.opening import open_exception
from providers.visits.acts.planning import plan_month
from providers.visits.acts.verifying import look_over, void_locked
from providers.visits.models import Visit
from providers.visits.queries import facts, log, plans
from providers.visits.rules.clock import with_clock_flags
from providers.visits.rules.states import PASSED, after

_ENDED = ("ended", *PASSED)
_CHUNK = 500


@dataclass(slots=True)
class Night:
    """What a night found about a day."""

    missed: int = 0
    left_open: int = 0
    looked_over: int = 0
    verified: int = 0


def nightly_flags(day: date, *, scope: Scope, at: datetime) -> Night:
    """Go over all visits of a day; running it again finds the same and doubles nothing."""
    night = begin_night(day, scope=scope, at=at)
    flags = flags_of_day(day, scope=scope)
    for part in parts_of_day(day, scope=scope):
        found = look_over_part(part, flags, scope=scope, at=at)
        night.looked_over += found.looked_over
        night.verified += found.verified
    return night


def begin_night(day: date, *, scope: Scope, at: datetime) -> Night:
    """Ask after visits that nobody came to, and close those that were left open."""
    night = Night()
    night.missed = _open_missed(facts.visits_on(day, scope=scope, states=("planned",)), at)
    left = [visit.id for visit in facts.visits_on(day, scope=scope, states=("started",))]
    for visit in facts.locked(left, scope=scope):
        if visit.state == "started":
            _close_for_him(visit, scope=scope, at=at)
            night.left_open += 1
    session().flush()
    return night


def flags_of_day(day: date, *, scope: Scope) -> list[Flag]:
    """Return what does not fit about a day's visits, other carers' phones included."""
    visits = list(facts.visits_on(day, scope=scope, states=_ENDED))
    return [*flags_of(visits), *_clock_flags(visits, day)] if visits else []


def parts_of_day(day: date, *, scope: Scope) -> Iterator[list[int]]:
    """Cut a day's ended visits into parts that one unit of work can hold."""
    yield from facts.chunks([v.id for v in facts.visits_on(day, scope=scope, states=_ENDED)])


def look_over_part(
    visit_ids: Sequence[int], flags: Sequence[Flag], *, scope: Scope, at: datetime
) -> Night:
    """Look some visits over with the flags of their day."""
    visits = facts.locked(visit_ids, scope=scope)
    outcome = look_over(visits, scope=scope, at=at, flags=_of(visits, flags))
    return Night(looked_over=len(visits), verified=len(outcome.verified))


def verify_ready(first_day: date, last_day: date, *, scope: Scope, at: datetime) -> int:
    """Verify every ended visit of a span that nothing holds, a chunk at a time; return how many."""
    count, last = 0, 0
    while ids := facts.ids_between(
        first_day, last_day, scope=scope, states=("ended",), after_id=last
    ):
        visits = facts.locked(ids, scope=scope)
        count += len(look_over(visits, scope=scope, at=at).verified)
        last = ids[-1]
    return count


def case_closed(*, person_id: int, on: date, why: str, at: datetime, actor: Actor) -> None:
    """Stop the visits to come of a person whose case was closed."""
    scope = Scope.everything("a closed case stops its visits")
    for visit in plans.planned_after(on, scope=scope, person_id=person_id):
        void_locked(visit, why, scope=Scope(actor), at=at)


def assignment_ended(*, assignment: Assignment, at: datetime, actor: Actor) -> None:
    """Stop the visits to come under an assignment that ended, was transferred or expired."""
    last_day = assignment.last_day or legal_day(at)
    scope = Scope.everything("an ended assignment stops its visits")
    for visit in plans.planned_after(last_day, scope=scope, assignment_id=assignment.id):
        void_locked(visit, f"assignment {assignment.state}", scope=Scope(actor), at=at)


def assignment_active(*, assignment: Assignment, at: datetime, actor: Actor) -> None:
    """Plan the rest of the month as soon as a provider has taken a plan and named a carer."""
    if assignment.carer_id is not None:
        first = max(legal_day(at), assignment.first_day or legal_day(at))
        everything = Scope(actor, reason="visits follow the assignment")
        plan_month(Month.of(first), scope=everything, at=at, assignment_ids=[assignment.id])


def _open_missed(planned: Sequence[Visit], at: datetime) -> int:
    """Ask after every planned visit that nobody checked in to; once."""
    code, count = "missed_check_in", 0
    everything = Scope.everything("the night looks at all visits of its day")
    for begin in range(0, len(planned), _CHUNK):
        part = planned[begin : begin + _CHUNK]
        rows = log.exceptions_of([visit.id for visit in part], scope=everything)
        asked = {row.visit_id for row in rows if row.code == code}
        fresh = [visit for visit in part if visit.id not in asked]
        for visit in fresh:
            open_exception(visit, code, at=at)
        count += len(fresh)
    return count


def _close_for_him(visit: Visit, *, scope: Scope, at: datetime) -> None:
    """End a visit that was left open, without a time, so that the carer can go on tomorrow."""
    visit.state = after(visit.state, "end")
    visit.version += 1
    record(act="visit.left_open", about=visit, actor=scope.actor, at=at, after={"state": "ended"})


def _clock_flags(visits: Sequence[Visit], day: date) -> list[Flag]:
    """Look at the clocks of the phones that reported these visits."""
    rows = facts.clock_readings([visit.id for visit in visits])
    if not rows:
        return []
    names = ("visit_id", "device", "seq", "device_at", "server_at")
    frame = pl.DataFrame(rows, schema=list(names), orient="row")
    marked = with_clock_flags(frame, law(visits[0].area_code, day).place)
    flagged = marked.filter(pl.col("clock_set_back")).select("visit_id").unique(maintain_order=True)
    return [Flag(visit_id, "clock_set_back", {}) for (visit_id,) in flagged.iter_rows()]


def _of(visits: Sequence[Visit], flags: Sequence[Flag]) -> list[Flag]:
    ids = {visit.id for visit in visits}
    return [flag for flag in flags if flag.visit_id in ids]
