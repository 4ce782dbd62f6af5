"""Reading settlements, and the small tables that a month is settled from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from billing.claims.models import ClaimDecision, ClaimLine
from billing.models import (
    LateVisit,
    Settlement,
    SettlementBatch,
    SettlementNote,
    Statement,
    StatementSignature,
)
from billing.persons.queries import news_of_family_care
from billing.settlement.rules.news import News
from billing.settlement.rules.states import VISIBLE
from ltc.audit.models import AuditRow
from ltc.case.models import CaseEvent, Determination, DeterminationEnd
from ltc.case.rules.events import CLOSING
from ltc.db import session, the_one
from ltc.directory.models import Certificate, Staff
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month
from providers.models import Agreement, Suspension
from providers.visits.models import Visit, VisitChange

# An agreement that ended was in force until its last day.
_EFFECTIVE = ("in_force", "ended")
# When an agreement began or ceased to hold; the audit trail says when and what was before.
_SIGNED, _ENDED = "agreement.in_force", "agreement.ended"
# What takes a verified visit back; the audit trail says when.
_UNDOING = ("visit.reopen", "visit.void")
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


def earlier_months(area: str, month: Month, *, scope: Scope) -> list[Month]:
    """Return the settled months before ``month``, oldest first."""
    return [
        Month.parse(each.month)
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
        ended = acts.get(_ENDED)
        last = date.fromisoformat(ended["last_day"]) if ended else each.last_day
        if _SIGNED not in acts and each.first_day <= last and last >= first_day:
            spans.append((each.provider_id, each.first_day, last))
    return spans


def _agreements_since(
    area: str, known_at: datetime, scope: Scope
) -> Mapping[int, Mapping[str, Mapping[str, Any]]]:
    """Return what was done to agreements after an instant: act → what was before it."""
    statement = (
        sa.select(Agreement.id, AuditRow.act, AuditRow.before)
        .join(AuditRow, _about("agreement", Agreement.id))
        .where(AuditRow.act.in_((_SIGNED, _ENDED)), AuditRow.at > known_at, _in(Agreement, area))
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
        .where(_in(VisitChange, area), VisitChange.at > known_at)
        .order_by(VisitChange.id.desc())
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for visit, name, old in session().execute(scope.narrow(statement, VisitChange)):
        found[visit][name] = old  # the oldest change comes last and holds
    return dict(found)


def suspension_spans(
    area: str, first_day: date, last_day: date, *, known_at: datetime, scope: Scope
) -> tuple[list[OwnerSpan], list[OwnerSpan]]:
    """Return the suspensions of providers, and of single staff, as known at an instant."""
    statement = scope.narrow(sa.select(Suspension), Suspension).where(
        Suspension.area_code.startswith(area, autoescape=True),
        Suspension.recorded_at <= known_at,
        Suspension.first_day <= last_day,
        sa.func.coalesce(Suspension.last_day, FOREVER) >= first_day,
    )
    providers: list[OwnerSpan] = []
    carers: list[OwnerSpan] = []
    for each in session().scalars(statement):
        span = each.first_day, each.last_day
        if each.staff_id is None:
            providers.append((each.provider_id, *span))
        else:
            carers.append((each.staff_id, *span))
    return providers, carers


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
    statement = _certificates(area, scope).where(
        Certificate.first_day <= last_day, Certificate.last_day >= first_day
    )
    later_than = [AuditRow.at > known_at]
    if carer is not None:
        statement = statement.where(Certificate.staff_id == carer)
        later_than += [AuditRow.about_kind == "staff", AuditRow.about_id == str(carer)]
    later = _noted(*later_than)
    return [
        (held.staff_id, held.first_day, held.last_day, kind)
        for held, work in session().execute(statement)
        if _key_of(held) not in later
        for kind in dict.fromkeys((held.kind, work))
    ]


def late_certificates(
    area: str, before: date, *, since: datetime, until: datetime, scope: Scope
) -> list[News]:
    """Return the carers' certificates that were noted after ``since``, up to ``until``."""
    noted = _noted(AuditRow.at > since, AuditRow.at <= until)
    statement = _certificates(area, scope).where(Certificate.first_day < before)
    found = statement.where(Certificate.staff_id.in_({staff for staff, *_ in noted}))
    return [
        News("certificate", "carer", held.staff_id, held.first_day, held.last_day)
        for held, _work in (session().execute(found) if noted else ())
        if _key_of(held) in noted
    ]


def _certificates(area: str, scope: Scope) -> sa.Select[Certificate, str]:
    """Select the certificates of the staff of an area's providers, with what they work as."""
    providers = scope.narrow(sa.select(Agreement.provider_id), Agreement)
    return (
        sa.select(Certificate, Staff.work)
        .join(Staff, Staff.id == Certificate.staff_id)
        .where(Staff.organisation_id.in_(providers.where(_in(Agreement, area))))
        .order_by(Certificate.id)
    )


def _noted(*when: sa.ColumnElement[bool]) -> set[tuple[Any, ...]]:
    """Return which certificates were noted at some time."""
    told = sa.select(AuditRow.about_id, AuditRow.after).where(AuditRow.act == _CERTIFIED, *when)
    return {
        (int(staff), after["kind"], after["number"], after["last_day"])
        for staff, after in session().execute(told)
    }


def _key_of(held: Certificate) -> tuple[Any, ...]:
    return held.staff_id, held.kind, held.number, str(held.last_day)


def late_news(
    area: str, before: date, *, since: datetime, until: datetime, scope: Scope
) -> list[News]:
    """Return what was recorded after ``since``, up to ``until``, about days before ``before``."""
    found: list[News] = []
    for statement, when, model in _sources(area, before):
        narrowed = scope.narrow(statement, model).where(when > since, when <= until)
        found += [News(*row) for row in session().execute(narrowed)]
    return found


def _sources(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Return where late news come from, as rows of ``News``; when each was recorded; of what."""
    return [*_news_of_the_case(area, before), *_news_of_the_care(area, before)]


def _news_of_the_case(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Events of people, their determinations, and how these ended."""
    event = sa.select(
        CaseEvent.kind,
        sa.literal("person"),
        CaseEvent.person_id,
        CaseEvent.first_day,
        sa.case((CaseEvent.kind.in_(CLOSING), None), else_=CaseEvent.last_day),
    ).where(_in(CaseEvent, area), CaseEvent.first_day < before)
    made = sa.select(
        sa.literal("determination"),
        sa.literal("person"),
        Determination.person_id,
        Determination.first_day,
        Determination.last_day,
    ).where(_in(Determination, area), Determination.first_day < before)
    ended = (
        sa.select(
            sa.literal("determination_end"),
            sa.literal("person"),
            DeterminationEnd.person_id,
            DeterminationEnd.last_day,
            Determination.last_day,
        )
        .join(Determination, Determination.id == DeterminationEnd.determination_id)
        .where(_in(DeterminationEnd, area), DeterminationEnd.last_day < before)
    )
    return [
        (event, CaseEvent.recorded_at, CaseEvent),
        (made, Determination.recorded_at, Determination),
        (ended, DeterminationEnd.recorded_at, DeterminationEnd),
        *news_of_family_care(area, before),
    ]


def _news_of_the_care(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Suspensions, visits verified or claimed late, or whose verification was taken back."""
    suspended = sa.select(
        sa.literal("suspension"),
        sa.case((Suspension.staff_id.is_(None), "provider"), else_="carer"),
        sa.func.coalesce(Suspension.staff_id, Suspension.provider_id),
        Suspension.first_day,
        Suspension.last_day,
    ).where(_in(Suspension, area), Suspension.first_day < before)
    verified = sa.select(
        sa.literal("visit"),
        sa.literal("person"),
        LateVisit.person_id,
        LateVisit.day,
        LateVisit.day,
    ).where(_in(LateVisit, area), LateVisit.day < before)
    taken_back = (
        sa.select(AuditRow.act, sa.literal("person"), Visit.person_id, Visit.day, Visit.day)
        .join(AuditRow, _about_visit())
        .where(AuditRow.act.in_(_UNDOING), _in(Visit, area), Visit.day < before)
    )
    # An agreement that was signed or ended with a day in the past.
    from_day = sa.case(
        (AuditRow.act == _ENDED, Agreement.last_day), else_=Agreement.first_day
    ).label("from_day")
    agreed = (
        sa.select(
            sa.literal("agreement"),
            sa.literal("provider"),
            Agreement.provider_id,
            from_day,
            sa.literal(None, sa.Date),
        )
        .join(AuditRow, _about("agreement", Agreement.id))
        .where(AuditRow.act.in_((_SIGNED, _ENDED)), _in(Agreement, area), from_day < before)
    )
    return [
        (_claimed(area, before), ClaimDecision.at, ClaimLine),
        (agreed, AuditRow.at, Agreement),
        (suspended, Suspension.recorded_at, Suspension),
        (verified, LateVisit.recorded_at, LateVisit),
        (taken_back, AuditRow.at, Visit),
    ]


def _claimed(area: str, before: date) -> sa.Select:
    """Lines of claims that were approved."""
    person, day = ClaimLine.person_id, ClaimLine.day
    return (
        sa.select(sa.literal("claim"), sa.literal("person"), person, day, day)
        .join(ClaimDecision, ClaimDecision.claim_line_id == ClaimLine.id)
        .where(ClaimDecision.step == "second", ClaimDecision.outcome == "approved")
        .where(_in(ClaimLine, area), day < before)
    )


def verified_then(
    area: str, first_day: date, last_day: date, *, known_at: datetime | None, scope: Scope
) -> list[int]:
    """Return the visits that counted at an instant (not now) and were reopened or voided since."""
    if known_at is None:
        return []
    undone = (
        sa.select(Visit.id)
        .join(AuditRow, _about_visit())
        .where(AuditRow.act.in_(_UNDOING), AuditRow.at > known_at, _in(Visit, area))
        .where(Visit.day.between(first_day, last_day))
    )
    found = sorted(set(session().scalars(scope.narrow(undone, Visit))))
    acts = (
        sa.select(AuditRow.about_id, AuditRow.act)
        .where(AuditRow.about_kind == "visit", AuditRow.about_id.in_(map(str, found)))
        .where(AuditRow.act.in_((*_UNDOING, "visit.verify")), AuditRow.at <= known_at)
        .order_by(AuditRow.seq)
    )
    last = {int(visit): act for visit, act in session().execute(acts)} if found else {}
    return [visit for visit in found if last.get(visit) == "visit.verify"]


def _about_visit() -> sa.ColumnElement[bool]:
    """Join audit rows to their visits."""
    return _about("visit", Visit.id)


def _about(kind: str, key: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - a column
    """Join audit rows to what they are about; other records' keys are not all numbers."""
    number = sa.cast(AuditRow.about_id, sa.BigInteger)
    return sa.case((AuditRow.about_kind == kind, number)) == key


def _in(model: Any, area: str) -> sa.ColumnElement[bool]:  # noqa: ANN401 - any model with an area
    return model.area_code.startswith(area, autoescape=True)
