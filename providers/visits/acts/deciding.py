"""Answering exceptions: the carer or the desk explains, another person decides.

Four eyes are counted by person: whoever gave the care, entered it by hand or explained it stays
out of the decision, in whatever role he comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ltc import events
from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.security.roles import BUREAU, OPERATOR
from ltc.shared.errors import Conflict, Forbidden
from providers.visits.acts.homes import is_doubted
from providers.visits.acts.opening import SYSTEM, close_by_system, explain
from providers.visits.acts.reports import Why
from providers.visits.acts.telling import ACCOUNT
from providers.visits.acts.verifying import look_over, void_locked
from providers.visits.models import Visit, VisitException
from providers.visits.queries import desk, log
from providers.visits.rules.decisions import (
    Evidence,
    check_accepts,
    pays_provisionally,
    refuse_own,
)
from providers.visits.rules.exceptions import (
    DENIED,
    Resolution,
    check_reason,
    check_resolution,
    kind,
)
from providers.visits.rules.proofs import INDEPENDENT

PROVISIONAL = "provisional"
_PAID_FOR = frozenset({"rated", "settled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How an exception is closed: a word of ``rules.exceptions``, with a memo."""

    resolution: str
    memo: str = ""


def explain_exception(exception_id: int, why: Why, *, scope: Scope, at: datetime) -> VisitException:
    """Say why it happened; an explanation may be replaced until somebody decides."""
    row = log.exception_to_change(exception_id, scope=scope)
    check_reason(why.code, why.memo)
    _refuse_decided(row)
    explain(row, Why(why.code, why.memo, scope.actor.user_id), at=at)
    facts = {"code": row.code, "reason": why.code}
    record(
        act="exception.explain", about=row, actor=scope.actor, at=at, after=facts, reason=why.memo
    )
    return row


def decide_exception(
    exception_id: int, decision: Decision, *, scope: Scope, at: datetime
) -> VisitException:
    """Close an exception with a resolution; then look the visit over again."""
    row, visit = log.exception_with_visit(exception_id, scope=scope)
    chosen = check_resolution(decision.resolution, decision.memo)
    if row.resolution_code != PROVISIONAL:
        _refuse_decided(row)
    _refuse_wrong_desk(row, scope)
    _refuse_own(row, visit, scope, called=chosen.accepts)
    if chosen.accepts:
        check_accepts(kind(row.code), chosen, _evidence(visit, row))
    _close(row, chosen, decision, scope=scope, at=at)
    _follow(visit, row, chosen, scope=scope, at=at)
    return row


def accept_overdue(
    on: date, *, scope: Scope, at: datetime, only: Sequence[int] | None = None
) -> int:
    """Pay provisionally where the clock ran out through no fault of the carer; the job's work."""
    count = 0
    for exception_id in desk.overdue(on, scope=scope) if only is None else only:
        row, visit = log.exception_with_visit(exception_id, scope=scope)
        if not _waits_blamelessly(row, visit):
            continue
        close_by_system(row, PROVISIONAL, at=at)
        visit.provisional = True
        facts = {"code": row.code, "due_on": str(row.due_on)}
        record(act="exception.provisional", about=row, actor=scope.actor, at=at, after=facts)
        look_over([visit], scope=scope, at=at)
        count += 1
    return count


def _waits_blamelessly(row: VisitException, visit: Visit) -> bool:
    explained, evidence = row.state == "explained", _evidence(visit, row)
    return pays_provisionally(kind(row.code), explained=explained, evidence=evidence)


def _close(
    row: VisitException, chosen: Resolution, decision: Decision, *, scope: Scope, at: datetime
) -> None:
    before = {"state": row.state, "resolution": row.resolution_code}
    row.state = "decided"
    row.resolution_code = chosen.code
    row.accepted = chosen.accepts
    row.memo = decision.memo
    row.decided_by = scope.actor.user_id
    row.decided_at = at
    facts = {"code": row.code, "resolution": chosen.code, "accepted": chosen.accepts}
    record(
        act="exception.decide",
        about=row,
        actor=scope.actor,
        at=at,
        before=before,
        after=facts,
        reason=decision.memo,
    )


def _follow(
    visit: Visit, row: VisitException, chosen: Resolution, *, scope: Scope, at: datetime
) -> None:
    """Let the visit follow the decision; what was paid already is billing's to adjust."""
    session().flush()
    rest = log.exceptions_of([visit.id], scope=scope)
    visit.provisional = any(each.resolution_code == PROVISIONAL for each in rest)
    if not chosen.accepts and visit.state in _PAID_FOR:
        events.emit("visit.disallowed", visit=visit, code=row.code, at=at, actor=scope.actor)
    elif chosen.code == "void":
        void_locked(visit, row.code, scope=scope, at=at)
    else:
        look_over([visit], scope=scope, at=at)


def _evidence(visit: Visit, row: VisitException) -> Evidence:
    """Read what there is besides words; a no is answered only by what came after it."""
    everything = Scope.everything("the evidence of a visit that was read under the actor's scope")
    found = log.proofs_of([visit.id], scope=everything)
    if row.code == DENIED:
        found = [proof for proof in found if proof.at >= row.opened_at]
    proofs = frozenset(proof.kind for proof in found)
    return Evidence(
        proofs=proofs,
        confirmed=visit.confirmed_how == ACCOUNT or bool(proofs & INDEPENDENT),
        corrected=bool(log.changed_by(visit.id)),
        home_doubted=is_doubted(visit.person_id, row.opened_at),
    )


def _refuse_decided(row: VisitException) -> None:
    if row.state == "decided":
        raise Conflict("this exception is decided already", "该异常已经处理，请刷新后查看")


def _refuse_wrong_desk(row: VisitException, scope: Scope) -> None:
    """The owner decides; the operator and the bureau may decide all."""
    if not scope.actor.roles & {row.owner_role, OPERATOR, *BUREAU}:
        raise Forbidden(
            f"the {row.owner_role} decides this", "该异常须由经办机构处理，护理机构可以补充说明"
        )


def _refuse_own(row: VisitException, visit: Visit, scope: Scope, *, called: bool) -> None:
    """Find everybody whom the exception names, by account and by person.

    Whoever called the home back is named too where the call is to speak for the visit.
    """
    callers = log.called_back_by(visit.id) if called else ()
    users = {user for user in (row.explained_by, *log.changed_by(visit.id), *callers) if user}
    staff = {behind for behind in log.staff_behind(sorted(users)).values() if behind is not None}
    refuse_own(
        scope.actor.user_id,
        scope.actor.staff_id,
        users=users - {SYSTEM},
        staff=staff | {visit.carer_id},
    )
