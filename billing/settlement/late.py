"""What came late about settled months: read from cases, providers, visits and claims.

Rating people again of whom nothing changed changes nothing; so where it is in doubt whom news
touch, more are named rather than fewer.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from billing.claims.models import ClaimDecision, ClaimLine
from billing.models import LateVisit, Settlement
from billing.persons.queries import news_of_family_care
from billing.rules.tariff import Tariff
from billing.settlement.queries import (
    AGREED,
    ENDED,
    LIFTED,
    UNDOING,
    about,
    about_visit,
    certificates,
    earlier_months,
    inside,
    key_of,
    noted_certificates,
)
from billing.settlement.rules.history import reach
from billing.settlement.rules.law import law_changed, law_hash
from billing.settlement.rules.news import Affected, News, by_month
from ltc.audit.models import AuditRow
from ltc.case.models import CaseEvent, Determination, DeterminationEnd
from ltc.case.rules.events import CLOSING
from ltc.db import session
from ltc.directory.models import Certificate
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from providers.models import Agreement, Suspension
from providers.visits.models import Visit, VisitChange


def months_touched(
    area: str, month: Month, *, since: datetime | None, until: datetime, scope: Scope
) -> dict[Month, Affected]:
    """Return the settled months before ``month``, each with what came late for it."""
    months = earlier_months(area, month, scope=scope)
    if since is None or not months:
        return {}
    packs = {each.id: _pack(area, each) for each in months}
    news = late_news(area, month.first_day, since=since, until=until, scope=scope)
    if any(Tariff(pack).detailed for pack in packs.values()):
        days = {"since": since, "until": until}
        news += late_certificates(area, month.first_day, **days, scope=scope)
    reached = {
        Month.parse(each.month): reach(Tariff(packs[each.id]).law, Month.parse(each.month))
        for each in months
    }
    found = by_month(news, reached)
    for each in months:
        pack, of = packs[each.id], Month.parse(each.month)
        # A pack that the last run had already was looked at by it.
        put_in = months[-1].fingerprint != pack.fingerprint and _says_more(pack, each)
        found[of].everybody = put_in or law_changed(pack, of, legal_day(since), legal_day(until))
    return found


def _pack(area: str, settled: Settlement) -> Pack:
    return pack_for_area(area, Month.parse(settled.month).last_day)


def _says_more(pack: Pack, settled: Settlement) -> bool:
    """Tell whether a pack says of a month's law what it did not say when the month was frozen."""
    if settled.law_hash is None or settled.as_known_at is None:
        return False
    now = law_hash(pack, Month.parse(settled.month), legal_day(settled.as_known_at))
    return now != settled.law_hash


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
    sources = _news_of_the_case, _news_of_providers, _news_of_visits
    return [source for of in sources for source in of(area, before)]


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


def _news_of_providers(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Suspensions, also lifted ones; agreements that were signed or ended with a past day."""
    whose = (
        sa.literal("suspension"),
        sa.case((Suspension.staff_id.is_(None), "provider"), else_="carer"),
        sa.func.coalesce(Suspension.staff_id, Suspension.provider_id),
        Suspension.first_day,
    )
    begun = inside(Suspension, area), Suspension.first_day < before
    suspended = sa.select(*whose, Suspension.last_day).where(*begun)
    # One that was lifted ends earlier than was known: all of its days are looked at again.
    no_end = sa.literal(None, sa.Date)
    lifted = sa.select(*whose, no_end).join(AuditRow, about("suspension", Suspension.id))
    from_day = sa.case(
        (AuditRow.act == ENDED, Agreement.last_day), else_=Agreement.first_day
    ).label("from_day")
    provider = sa.literal("agreement"), sa.literal("provider"), Agreement.provider_id
    agreed = (
        sa.select(*provider, from_day, no_end)
        .join(AuditRow, about("agreement", Agreement.id))
        .where(AuditRow.act.in_((AGREED, ENDED)), inside(Agreement, area), from_day < before)
    )
    return [
        (agreed, AuditRow.at, Agreement),
        (suspended, Suspension.recorded_at, Suspension),
        (lifted.where(AuditRow.act == LIFTED, *begun), AuditRow.at, Suspension),
    ]


def _news_of_visits(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Visits verified or claimed late, changed by hand, or whose verification was taken back."""
    late = LateVisit.person_id, LateVisit.day, LateVisit.day
    verified = sa.select(sa.literal("visit"), sa.literal("person"), *late).where(
        inside(LateVisit, area), LateVisit.day < before
    )
    whose = sa.literal("person"), Visit.person_id, Visit.day, Visit.day
    here = inside(Visit, area), Visit.day < before
    undone = sa.select(AuditRow.act, *whose).join(AuditRow, about_visit())
    changed = sa.select(sa.literal("visit"), *whose).join(
        VisitChange, VisitChange.visit_id == Visit.id
    )
    return [
        (_claimed(area, before), ClaimDecision.at, ClaimLine),
        (verified, LateVisit.recorded_at, LateVisit),
        (changed.where(*here), VisitChange.at, Visit),
        (undone.where(AuditRow.act.in_(UNDOING), *here), AuditRow.at, Visit),
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
