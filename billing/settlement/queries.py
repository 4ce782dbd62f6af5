"""Reading settlements, and the small tables that a month is settled from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from billing.models import (
    Settlement,
    SettlementBatch,
    SettlementNote,
    Statement,
    StatementSignature,
)
from billing.settlement.rules.states import VISIBLE
from ltc.audit.models import AuditRow
from ltc.db import session, the_one
from ltc.directory.models import Certificate, Staff
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month
from providers.models import Agreement, Suspension
from providers.visits.models import Visit, VisitChange

# An agreement that ended was in force until its last day.
_EFFECTIVE = ("in_force", "ended")
# When an agreement began or ceased to hold; the audit trail says when and what was before.
AGREED, ENDED = "agreement.in_force", "agreement.ended"
# A suspension that was lifted ends earlier; the audit trail says when and what was before.
LIFTED = "provider.lift"
# What takes a verified visit back; the audit trail says when.
UNDOING = ("visit.reopen", "visit.void")
# A carer's certificate is never changed; the audit trail says when it was noted.
_CERTIFIED = "staff.certificate"
OwnerSpan = tuple[int, date, date | None]
KindSpan = tuple[int, date, date, str]


def settlement(settlement_id: int, *, scope: Scope, lock: bool = False) -> Settlement:
    """Return one settlement that ``scope`` may see, locked for a change if asked."""
    statement = scope.narrow(sa.select(Settlement), Settlement).where(
        Settlement.id == settlement_id
    )
    return the_one(statement, "settlement", "月结算", lock=lock)


def settlement_of(area: str, month: Month, *, scope: Scope) -> Settlement | None:
    """Return an area's settlement of a month, if it was begun."""
    return session().scalar(
        scope.narrow(sa.select(Settlement), Settlement).where(
            Settlement.area_code == area, Settlement.month == str(month)
        )
    )


def settlements(*, scope: Scope, area: str = "", limit: int = 36) -> Sequence[Settlement]:
    """Return settlements, newest month first."""
    statement = scope.narrow(sa.select(Settlement), Settlement)
    if area:
        statement = statement.where(Settlement.area_code.startswith(area, autoescape=True))
    order = (Settlement.month.desc(), Settlement.area_code)
    return session().scalars(statement.order_by(*order).limit(limit)).all()


def other_months(area: str, month: Month, *, scope: Scope) -> Sequence[Settlement]:
    """Return an area's settlements of other months that were at least begun, oldest first."""
    statement = scope.narrow(sa.select(Settlement), Settlement).where(
        Settlement.area_code == area, Settlement.month != str(month), Settlement.state != "open"
    )
    return session().scalars(statement.order_by(Settlement.month)).all()


def earlier_months(area: str, month: Month, *, scope: Scope) -> list[Settlement]:
    """Return the settled months before ``month``, oldest first."""
    return [
        each
        for each in other_months(area, month, scope=scope)
        if each.state in VISIBLE and each.month < str(month)
    ]


def batches(settlement_id: int) -> Sequence[SettlementBatch]:
    """Return the finished batches of a settlement (which was read under a scope), in order."""
    statement = sa.select(SettlementBatch).where(SettlementBatch.settlement_id == settlement_id)
    return session().scalars(statement.order_by(SettlementBatch.number)).all()


def notes(settlement_id: int) -> Sequence[SettlementNote]:
    """Return what an officer should know about a run (read under a scope)."""
    statement = sa.select(SettlementNote).where(SettlementNote.settlement_id == settlement_id)
    return session().scalars(statement.order_by(SettlementNote.id)).all()


def signers(settlement_id: int, party: str) -> set[int]:
    """Return who signed statements of a settlement (which was read under a scope) for a party."""
    statement = (
        sa.select(StatementSignature.user_id)
        .join(Statement, Statement.id == StatementSignature.statement_id)
        .where(Statement.settlement_id == settlement_id, StatementSignature.party == party)
    )
    return set(session().scalars(statement))


def agreement_spans(
    area: str, first_day: date, last_day: date, *, known_at: datetime | None, scope: Scope
) -> Sequence[OwnerSpan]:
    """Return on which days which provider had an agreement, as known at an instant or by now."""
    spans_of = Agreement.id, Agreement.provider_id, Agreement.first_day, Agreement.last_day
    statement = sa.select(*spans_of).where(
        Agreement.area_code.startswith(area, autoescape=True),
        Agreement.state.in_(_EFFECTIVE),
        Agreement.first_day <= last_day,
    )
    found = session().execute(scope.narrow(statement, Agreement).order_by(Agreement.id)).all()
    later = _agreements_since(area, known_at, scope) if known_at else {}
    spans = []
    for each in found:
        acts = later.get(each.id, {})
        ended = acts.get(ENDED)
        last = date.fromisoformat(ended["last_day"]) if ended else each.last_day
        if AGREED not in acts and each.first_day <= last and last >= first_day:
            spans.append((each.provider_id, each.first_day, last))
    return spans


def _agreements_since(
    area: str, known_at: datetime, scope: Scope
) -> Mapping[int, Mapping[str, Mapping[str, Any]]]:
    """Return what was done to agreements after an instant: act → what was before it."""
    statement = (
        sa.select(Agreement.id, AuditRow.act, AuditRow.before)
        .join(AuditRow, about("agreement", Agreement.id))
        .where(AuditRow.act.in_((AGREED, ENDED)), AuditRow.at > known_at, inside(Agreement, area))
    )
    found: dict[int, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for agreement, act, before in session().execute(scope.narrow(statement, Agreement)):
        found[agreement][act] = before
    return found


def visits_as_they_were(
    area: str, *, known_at: datetime | None, scope: Scope
) -> dict[int, dict[str, str]]:
    """Return what visits said at an instant where it was changed by hand since: field → text.

    Of every month: changes by hand are few, and a month's visits are many.  Now is as it is.
    """
    if known_at is None:
        return {}
    statement = (
        sa.select(VisitChange.visit_id, VisitChange.field, VisitChange.old)
        .where(inside(VisitChange, area), VisitChange.at > known_at)
        .order_by(VisitChange.id.desc())
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for visit, name, old in session().execute(scope.narrow(statement, VisitChange)):
        found[visit][name] = old  # the oldest change comes last and holds
    return dict(found)


def suspension_spans(
    area: str, first_day: date, last_day: date, *, known_at: datetime | None, scope: Scope
) -> tuple[list[OwnerSpan], list[OwnerSpan]]:
    """Return the suspensions of providers and of single staff, as known at an instant or now."""
    statement = scope.narrow(sa.select(Suspension), Suspension).where(
        Suspension.area_code.startswith(area, autoescape=True),
        Suspension.recorded_at <= known_at if known_at else sa.true(),
        Suspension.first_day <= last_day,
    )
    providers: list[OwnerSpan] = []
    carers: list[OwnerSpan] = []
    since = _lifted_since(area, known_at, scope) if known_at else {}
    for each in session().scalars(statement):
        span = each.first_day, since.get(each.id, each.last_day)
        if (span[1] or FOREVER) < first_day:
            continue
        if each.staff_id is None:
            providers.append((each.provider_id, *span))
        else:
            carers.append((each.staff_id, *span))
    return providers, carers


def _lifted_since(area: str, known_at: datetime, scope: Scope) -> dict[int, date | None]:
    """Return until when suspensions held by what was known at an instant, if lifted since."""
    statement = (
        sa.select(Suspension.id, AuditRow.before)
        .join(AuditRow, about("suspension", Suspension.id))
        .where(AuditRow.act == LIFTED, AuditRow.at > known_at, inside(Suspension, area))
        .order_by(AuditRow.seq.desc())
    )
    return {
        number: date.fromisoformat(before["last_day"]) if before["last_day"] else None
        for number, before in session().execute(scope.narrow(statement, Suspension))
    }


def certificate_spans(
    area: str,
    first_day: date,
    last_day: date,
    *,
    known_at: datetime,
    scope: Scope,
    carer: int | None = None,
) -> list[KindSpan]:
    """Return who was certified for which kind of care, as known at an instant.

    Of the staff of providers with an agreement in the area, or of one ``carer``.  While any
    certificate holds, the work that somebody was taken on for counts as well.
    """
    statement = certificates(area, scope).where(
        Certificate.first_day <= last_day, Certificate.last_day >= first_day
    )
    later_than = [AuditRow.at > known_at]
    if carer is not None:
        statement = statement.where(Certificate.staff_id == carer)
        later_than += [AuditRow.about_kind == "staff", AuditRow.about_id == str(carer)]
    later = noted_certificates(*later_than)
    return [
        (held.staff_id, held.first_day, held.last_day, kind)
        for held, work in session().execute(statement)
        if key_of(held) not in later
        for kind in dict.fromkeys((held.kind, work))
    ]


def certificates(area: str, scope: Scope) -> sa.Select[Certificate, str]:
    """Select the certificates of the staff of an area's providers, with what they work as."""
    providers = scope.narrow(sa.select(Agreement.provider_id), Agreement)
    return (
        sa.select(Certificate, Staff.work)
        .join(Staff, Staff.id == Certificate.staff_id)
        .where(Staff.organisation_id.in_(providers.where(inside(Agreement, area))))
        .order_by(Certificate.id)
    )


def noted_certificates(*when: sa.ColumnElement[bool]) -> set[tuple[Any, ...]]:
    """Return which certificates were noted at some time."""
    told = sa.select(AuditRow.about_id, AuditRow.after).where(AuditRow.act == _CERTIFIED, *when)
    return {
        (int(staff), after["kind"], after["number"], after["last_day"])
        for staff, after in session().execute(told)
    }


def key_of(held: Certificate) -> tuple[Any, ...]:
    """Return what names a certificate in the audit trail."""
    return held.staff_id, held.kind, held.number, str(held.last_day)


def verified_then(
    area: str,
    first_day: date,
    last_day: date,
    *,
    known_at: datetime | None,
    scope: Scope,
    also: Collection[int] = (),
) -> list[int]:
    """Return the visits that counted at an instant (not now) and were reopened or voided since.

    ``also`` are visits that stood in these days then and stand in others now.
    """
    if known_at is None:
        return []
    undone = (
        sa.select(Visit.id)
        .join(AuditRow, about_visit())
        .where(AuditRow.act.in_(UNDOING), AuditRow.at > known_at, inside(Visit, area))
        .where(sa.or_(Visit.day.between(first_day, last_day), Visit.id.in_(also)))
    )
    found = sorted(set(session().scalars(scope.narrow(undone, Visit))))
    acts = (
        sa.select(AuditRow.about_id, AuditRow.act)
        .where(AuditRow.about_kind == "visit", AuditRow.about_id.in_(map(str, found)))
        .where(AuditRow.act.in_((*UNDOING, "visit.verify")), AuditRow.at <= known_at)
        .order_by(AuditRow.seq)
    )
    last = {int(visit): act for visit, act in session().execute(acts)} if found else {}
    return [visit for visit in found if last.get(visit) == "visit.verify"]


def about_visit() -> sa.ColumnElement[bool]:
    """Join audit rows to their visits."""
    return about("visit", Visit.id)


def about(kind: str, key: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - a column
    """Join audit rows to what they are about; other records' keys are not all numbers."""
    number = sa.cast(AuditRow.about_id, sa.BigInteger)
    return sa.case((AuditRow.about_kind == kind, number)) == key


def inside(model: Any, area: str) -> sa.ColumnElement[bool]:  # noqa: ANN401 - any model with an area
    """Tell whether a record is of an area."""
    return model.area_code.startswith(area, autoescape=True)
