"""Checking in and out: the two facts that a visit stands on.

The carer's own phone, his own visit, one open visit at a time; place, time, distance and minutes
are found out here and accepted from nobody.  After the check-out everything that speaks against
the visit becomes an exception at once, and a visit without any is verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict, Forbidden
from providers.visits.acts.evidence import Seen, as_row, look
from providers.visits.acts.law import law
from providers.visits.acts.reports import Report
from providers.visits.acts.verifying import look_over_soon
from providers.visits.models import Fix, Visit
from providers.visits.queries import log
from providers.visits.rules.states import after

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A visit after a check-in or check-out, with the fix that was written."""

    visit: Visit
    fix: Fix


def check_in(visit_id: int, report: Report, *, scope: Scope, at: datetime) -> Checked:
    """Begin a visit; without a usable fix too, but then it pays only on other proof."""
    there = log.visit_at_home(visit_id, scope=scope)
    visit = there.visit
    seen = begin(there, report, scope=scope, at=at)
    fix = as_row(seen, report, visit, kind="in", at=at)
    _write(visit, fix)
    note("visit.check_in", visit, seen, scope, at)
    return Checked(visit, fix)


def begin(there: log.AtHome, report: Report, *, scope: Scope, at: datetime) -> Seen:
    """Judge a check-in and move the visit on by it; nothing is written yet."""
    visit = there.visit
    _refuse_other(visit, scope)
    state = after(visit.state, "start")
    _refuse_second_open(there)
    seen = look(report, there, law=law(visit.area_code, visit.day), at=at)
    visit.state = state
    visit.why_not = ""
    visit.started_at = seen.moment.at
    visit.day = legal_day(seen.moment.at)
    visit.in_verdict = seen.verdict.word
    visit.distance_mm = seen.distance_mm
    return seen


def check_out(visit_id: int, report: Report, *, scope: Scope, at: datetime) -> Checked:
    """End a visit with its own fix; then look it over."""
    there = log.visit_at_home(visit_id, scope=scope)
    visit = there.visit
    _refuse_other(visit, scope)
    state = visit.state if _closed_for_him(visit) else after(visit.state, "end")
    seen = look(report, there, law=law(visit.area_code, visit.day), at=at)
    fix = as_row(seen, report, visit, kind="out", at=at)
    visit.state = state
    visit.ended_at = seen.moment.at
    visit.out_verdict = seen.verdict.word
    visit.minutes = _minutes(visit)
    _write(visit, fix)
    note("visit.check_out", visit, seen, scope, at)
    look_over_soon(visit, scope=scope, at=at)
    return Checked(visit, fix)


def _refuse_other(visit: Visit, scope: Scope) -> None:
    """Nobody checks in for another, not even the desk: that is an entry by hand."""
    if scope.actor.staff_id != visit.carer_id:
        raise Forbidden(
            "only the visit's own carer checks in and out",
            "只能由本次服务的护理员本人签到、签退；他人代办请走补登",
        )


def _refuse_second_open(there: log.AtHome) -> None:
    if there.open_id not in (None, there.visit.id):
        raise Conflict(
            f"visit {there.open_id} is still open; check out of it first",
            f"您还有一次服务没有签退（编号 {there.open_id}），请先签退再开始下一次",
            field="visit",
        )


def _closed_for_him(visit: Visit) -> bool:
    """Tell whether the night closed a visit whose check-out had not come yet."""
    return visit.state == "ended" and visit.ended_at is None and not visit.manual


def _write(visit: Visit, fix: Fix) -> None:
    """Write at once, so that the unique keys speak before anything else happens."""
    visit.version += 1
    session().add(fix)
    try:
        session().flush()
    except sa.exc.IntegrityError as clash:
        raise Conflict(
            "another visit is open, or this was reported already",
            "您有另一次服务正在进行，或本次已经报过，请刷新后查看",
            field="visit",
        ) from clash


def _minutes(visit: Visit) -> int | None:
    """Return whole minutes of care, by the server's reckoning."""
    if visit.started_at is None or visit.ended_at is None:
        return None
    return max(0, int((visit.ended_at - visit.started_at).total_seconds()) // _SECONDS)


def note(act: str, visit: Visit, seen: Seen, scope: Scope, at: datetime) -> None:
    """Leave the audit row of a check-in or check-out."""
    facts = {
        "state": visit.state,
        "verdict": seen.verdict.word,
        "at": seen.moment.at.isoformat(),
        "offline": seen.moment.offline,
    }
    record(act=act, about=visit, actor=scope.actor, at=at, after=facts)
