"""What came late about settled months: read from cases, providers, visits and claims.

Rating people again of whom nothing changed changes nothing; so where it is in doubt whom news
touch, more are named rather than fewer.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from billing.claims.models import ClaimDecision, ClaimLine
from billing.models import LateVisit
from billing.persons.queries import news_of_family_care
from billing.settlement.queries import (
    AGREED,
    ENDED,
    LIFTED,
    UNDOING,
    about,
    about_visit,
    certificates,
    inside,
    key_of,
    noted_certificates,
)
from billing.settlement.rules.news import News
from ltc.audit.models import AuditRow
from ltc.case.models import CaseEvent, Determination, DeterminationEnd
from ltc.case.rules.events import CLOSING
from ltc.db import session
from ltc.directory.models import Certificate
from ltc.scope import Scope
from providers.models import Agreement, Suspension
from providers.visits.models import Visit, VisitChange


def late_news(
    area: str, before: date, *, since: datetime, until: datetime, scope: Scope
) -> list[News]:
    """Return what was recorded after ``since``, up to ``until``, about days before ``before``."""
    found: list[News] = []
    for statement, when, model in _sources(area, before):
        narrowed = scope.narrow(statement, model).where(when > since, when <= until)
        found += [News(*row) for row in session().execute(narrowed)]
    return found + _moved(area, before, since, scope)


def _moved(area: str, before: date, since: datetime, scope: Scope) -> list[News]:
    """Return the days that visits were moved away from by hand, whenever after ``since``.

    All other news of a visit are of the day that it has by now.
    """
    statement = sa.select(VisitChange.person_id, VisitChange.old).where(
        VisitChange.field == "day", VisitChange.at > since, inside(VisitChange, area)
    )
    moved = [
        (person, date.fromisoformat(old))
        for person, old in session().execute(scope.narrow(statement, VisitChange))
    ]
    return [News("visit", "person", person, day, day) for person, day in moved if day < before]


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
    ).where(inside(CaseEvent, area), CaseEvent.first_day < before)
    made = sa.select(
        sa.literal("determination"),
        sa.literal("person"),
        Determination.person_id,
        Determination.first_day,
        Determination.last_day,
    ).where(inside(Determination, area), Determination.first_day < before)
    ended = (
        sa.select(
            sa.literal("determination_end"),
            sa.literal("person"),
            DeterminationEnd.person_id,
            DeterminationEnd.last_day,
            Determination.last_day,
        )
        .join(Determination, Determination.id == DeterminationEnd.determination_id)
        .where(inside(DeterminationEnd, area), DeterminationEnd.last_day < before)
    )
    return [
        (event, CaseEvent.recorded_at, CaseEvent),
        (made, Determination.recorded_at, Determination),
        (ended, DeterminationEnd.recorded_at, DeterminationEnd),
        *news_of_family_care(area, before),
    ]


def _news_of_the_care(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Suspensions, visits verified, changed or claimed late, or whose verification was undone."""
    whose = (
        sa.literal("suspension"),
        sa.case((Suspension.staff_id.is_(None), "provider"), else_="carer"),
        sa.func.coalesce(Suspension.staff_id, Suspension.provider_id),
        Suspension.first_day,
    )
    begun = inside(Suspension, area), Suspension.first_day < before
    suspended = sa.select(*whose, Suspension.last_day).where(*begun)
    # One that was lifted ends earlier than was known: all of its days are looked at again.
    lifted = (
        sa.select(*whose, sa.literal(None, sa.Date))
        .join(AuditRow, about("suspension", Suspension.id))
        .where(AuditRow.act == LIFTED, *begun)
    )
    verified = sa.select(
        sa.literal("visit"),
        sa.literal("person"),
        LateVisit.person_id,
        LateVisit.day,
        LateVisit.day,
    ).where(inside(LateVisit, area), LateVisit.day < before)
    taken_back = (
        sa.select(AuditRow.act, sa.literal("person"), Visit.person_id, Visit.day, Visit.day)
        .join(AuditRow, about_visit())
        .where(AuditRow.act.in_(UNDOING), inside(Visit, area), Visit.day < before)
    )
    changed = (
        sa.select(sa.literal("visit"), sa.literal("person"), Visit.person_id, Visit.day, Visit.day)
        .join(VisitChange, VisitChange.visit_id == Visit.id)
        .where(inside(Visit, area), Visit.day < before)
    )
    # An agreement that was signed or ended with a day in the past.
    from_day = sa.case(
        (AuditRow.act == ENDED, Agreement.last_day), else_=Agreement.first_day
    ).label("from_day")
    agreed = (
        sa.select(
            sa.literal("agreement"),
            sa.literal("provider"),
            Agreement.provider_id,
            from_day,
            sa.literal(None, sa.Date),
        )
        .join(AuditRow, about("agreement", Agreement.id))
        .where(AuditRow.act.in_((AGREED, ENDED)), inside(Agreement, area), from_day < before)
    )
    return [
        (_claimed(area, before), ClaimDecision.at, ClaimLine),
        (agreed, AuditRow.at, Agreement),
        (suspended, Suspension.recorded_at, Suspension),
        (lifted, AuditRow.at, Suspension),
        (changed, VisitChange.at, Visit),
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
        .where(inside(ClaimLine, area), day < before)
    )


def late_certificates(
    area: str, before: date, *, since: datetime, until: datetime, scope: Scope
) -> list[News]:
    """Return the carers' certificates that were noted after ``since``, up to ``until``."""
    noted = noted_certificates(AuditRow.at > since, AuditRow.at <= until)
    statement = certificates(area, scope).where(Certificate.first_day < before)
    found = statement.where(Certificate.staff_id.in_({staff for staff, *_ in noted}))
    return [
        News("certificate", "carer", held.staff_id, held.first_day, held.last_day)
        for held, _work in (session().execute(found) if noted else ())
        if key_of(held) in noted
    ]
