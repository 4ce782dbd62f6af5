"""Entries by hand 补登: what a phone could not report, written by the desk and marked for ever.

Every changed field leaves a row of its own.  Evidence is never touched: a visit without fixes
still needs other proof of place.  Above the budget the recipient's side must confirm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from ltc.audit.services import record
from ltc.db import session
from ltc.directory.queries import staff_member
from ltc.scope import Scope
from ltc.security.roles import CARER, OPERATOR
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden
from providers.visits.acts.law import law
from providers.visits.acts.opening import open_exception
from providers.visits.acts.reports import Why
from providers.visits.acts.telling import ACCOUNT
from providers.visits.acts.verifying import look_over, reopen_verified
from providers.visits.models import Visit, VisitChange
from providers.visits.queries import desk, log
from providers.visits.rules.exceptions import check_reason
from providers.visits.rules.manual import needs_confirmation, with_scores
from providers.visits.rules.proofs import INDEPENDENT
from providers.visits.rules.states import after
from providers.visits.rules.thresholds import ManualRules

_QUARTER = timedelta(days=90)
_SECONDS = 60
_OPEN_TO_CHANGE = frozenset({"planned", "missed", "started", "ended", "verified"})
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualEntry:
    """The times that a phone did not report, and why."""

    started_at: datetime
    ended_at: datetime
    reason: str
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """The score of entries by hand of a provider or a carer in a span; 100 is none by hand."""

    accepted: int
    manual: int
    exported: int
    rejected: int
    score: float
    least: int
    within: bool
    within_after_one_more: bool


def enter_manually(visit_id: int, entry: ManualEntry, *, scope: Scope, at: datetime) -> Visit:
    """Write the times of a visit by hand; it stays marked, and somebody else acknowledges it."""
    visit = log.visit_to_change(visit_id, scope=scope)
    _check(visit, entry, scope, at)
    check_reason(entry.reason, entry.memo)
    over = not all(each.within_after_one_more for each in budgets(visit, legal_day(at)).values())
    minutes = int((entry.ended_at - entry.started_at).total_seconds()) // _SECONDS
    changes = {
        "started_at": entry.started_at,
        "ended_at": entry.ended_at,
        "minutes": minutes,
        "day": legal_day(entry.started_at),
        "state": "ended",
        "manual": True,
    }
    if visit.state == "verified":  # billing takes back what it paid until somebody looked at it
        reopen_verified(visit, f"{entry.reason} {entry.memo}".strip(), scope=scope, at=at)
    _change(visit, changes, Why(entry.reason, entry.memo), scope=scope, at=at)
    _open(visit, "manual_over_budget" if over else "manual_entry", entry, scope, at)
    look_over([visit], scope=scope, at=at)
    return visit


def mark_two_person(visit_id: int, why: Why, *, scope: Scope, at: datetime) -> Visit:
    """Mark a visit as care by two at a time; both visits must be marked for the clash to end.

    The desk arranges it beforehand; afterwards it takes the recipient's side, or the operator.
    """
    visit = log.visit_to_change(visit_id, scope=scope)
    check_reason(why.code, why.memo)
    _refuse_settled(visit)
    if OPERATOR not in scope.actor.roles:
        _refuse_afterwards(visit, at)
    _change(visit, {"two_person": True}, why, scope=scope, at=at)
    look_over([visit], scope=scope, at=at)
    return visit


def reassign(visit_id: int, carer_id: int, why: Why, *, scope: Scope, at: datetime) -> Visit:
    """Give a planned visit to another carer of the same provider."""
    visit = log.visit_to_change(visit_id, scope=scope)
    check_reason(why.code, why.memo)
    carer = staff_member(carer_id, scope=scope)
    if visit.state not in ("planned", "missed") or carer.organisation_id != visit.provider_id:
        raise Conflict(
            "only a planned visit moves, and only to a carer of the same provider",
            "只有未开始的服务可以换人，且只能换为本机构人员",
            field="carer_id",
        )
    _change(visit, {"carer_id": carer_id}, why, scope=scope, at=at)
    return visit


def budgets(visit: Visit, on: date) -> dict[str, Budget]:
    """Return the budget of the visit's provider and of its carer over the last quarter."""
    rules = law(visit.area_code, visit.day).manual
    return {
        "provider": budget("provider_id", visit.provider_id, on, rules),
        "carer": budget("carer_id", visit.carer_id, on, rules),
    }


def budget(column: str, identity: int, on: date, rules: ManualRules) -> Budget:
    """Return the score of entries by hand, now and with one more."""
    counts = desk.manual_counts(column, identity, on - _QUARTER, on)
    names = ("accepted", "manual", "exported", "rejected")
    given = dict(zip(names, counts, strict=True))
    row = with_scores(pl.DataFrame([given]), rules).row(0, named=True)
    more = {name: given[name] + 1 for name in ("accepted", "manual", "exported")}
    over = needs_confirmation(**{**given, **more}, rules=rules)
    return Budget(
        *counts,
        score=row["score"],
        least=rules.least_score,
        within=row["within_budget"],
        within_after_one_more=not over,
    )


def _check(visit: Visit, entry: ManualEntry, scope: Scope, at: datetime) -> None:
    """Refuse an entry by a carer, for a visit that moved on, or with times that cannot be."""
    if CARER in scope.actor.roles or scope.actor.staff_id == visit.carer_id:
        raise Forbidden(
            "the carer does not enter his own visit", "护理员不能补登本人的服务，请由机构办理"
        )
    _refuse_settled(visit)
    if not entry.started_at < entry.ended_at <= at:
        raise BadInput(
            "the visit must end after it began, and not in the future",
            "结束时间须晚于开始时间，且不能晚于现在",
            field="ended_at",
        )
    if visit.state == "planned":
        after(visit.state, "start")


def _refuse_settled(visit: Visit) -> None:
    if visit.state not in _OPEN_TO_CHANGE:
        raise Conflict(
            f"a visit that is {visit.state} is not changed any more",
            "该服务已计价、结算或作废，不能再更改；如有出入由结算调整",
            field="visit",
        )


def _refuse_afterwards(visit: Visit, at: datetime) -> None:
    """A clash of two carers is not ended by the word of the house that they work for."""
    arranged = visit.state == "planned" and at < visit.planned_start
    if not arranged and visit.confirmed_how not in INDEPENDENT | {ACCOUNT}:
        raise Conflict(
            "care by two is marked before it begins; afterwards by the operator, or once the "
            "recipient's side has confirmed",
            "双人服务应在服务前标记；服务后须参保人一方先确认，或由经办机构核实后标记",
            field="visit",
        )


def _change(
    visit: Visit, changes: Mapping[str, Any], why: Why, *, scope: Scope, at: datetime
) -> None:
    """Write the new values and one append-only row for each that differs."""
    changed = {name: new for name, new in changes.items() if getattr(visit, name) != new}
    before = {name: _text(getattr(visit, name)) for name in changed}
    for name, new in changed.items():
        session().add(
            VisitChange(
                visit_id=visit.id,
                person_id=visit.person_id,
                provider_id=visit.provider_id,
                area_code=visit.area_code,
                field=name,
                old=before[name],
                new=_text(new),
                reason_code=why.code,
                memo=why.memo,
                changed_by=scope.actor.user_id,
                at=at,
            )
        )
        setattr(visit, name, new)
    visit.version += 1
    try:
        session().flush()
    except sa.exc.IntegrityError as clash:
        raise Conflict("the carer has another visit open", "该护理员另有服务未签退") from clash
    facts = {name: _text(new) for name, new in changed.items()}
    record(
        act="visit.change",
        about=visit,
        actor=scope.actor,
        at=at,
        before=before,
        after=facts,
        reason=f"{why.code} {why.memo}".strip(),
    )


def _open(visit: Visit, code: str, entry: ManualEntry, scope: Scope, at: datetime) -> None:
    """Put the entry before somebody else; another entry opens a decided one anew."""
    why = Why(entry.reason, entry.memo, scope.actor.user_id)
    there = {row.code: row for row in log.exceptions_of([visit.id], scope=scope)}
    row = there.get(code)
    if row is None:
        open_exception(visit, code, at=at, said=why)
        return
    row.state, row.accepted, row.resolution_code = "explained", None, ""
    row.reason_code, row.explanation = why.code, why.memo
    row.explained_by, row.explained_at = why.by, at


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()[:_LONGEST]
    return str("" if value is None else value)[:_LONGEST]
