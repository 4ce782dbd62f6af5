"""What a carer's phone shows: the days in order, and how each visit is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ltc.case.models import Person, PlanItem
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit, VisitException

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit with where it is; the home's point lets the phone say how far it is."""

    visit: Visit
    person: str
    address: str
    home_lat: float | None
    home_lon: float | None
    radius_m: int


def day_of(on: date, *, scope: Scope) -> list[Stop]:
    """Return the visits of a carer's day in order; open ones of earlier days come first."""
    return days_from(on, on, scope=scope)


def days_from(first_day: date, last_day: date, *, scope: Scope) -> list[Stop]:
    """Return a carer's visits of a span in order; open ones of earlier days come first."""
    in_span = Visit.day.between(first_day, last_day)
    still_open = sa.and_(Visit.state == "started", Visit.day < first_day)
    statement = _stops(scope).where(sa.or_(in_span, still_open))
    rows = session().execute(statement.order_by(Visit.planned_start, Visit.id))
    return [Stop(*row) for row in rows]


def recent(first_day: date, last_day: date, *, scope: Scope) -> list[Stop]:
    """Return a carer's visits of a span, newest first, for their pay."""
    statement = _stops(scope).where(Visit.day.between(first_day, last_day))
    ordered = statement.order_by(Visit.day.desc(), Visit.planned_start.desc()).limit(_SHOWN)
    return [Stop(*row) for row in session().execute(ordered)]


def waiting_of(visit_ids: Sequence[int], *, scope: Scope) -> dict[int, list[VisitException]]:
    """Return what holds each visit: open, explained or refused exceptions."""
    statement = scope.narrow(sa.select(VisitException), VisitException).where(
        VisitException.visit_id.in_(visit_ids),
        sa.or_(VisitException.accepted.is_(None), VisitException.accepted.is_(False)),
    )
    found: dict[int, list[VisitException]] = {}
    for row in session().scalars(statement.order_by(VisitException.due_on, VisitException.id)):
        found.setdefault(row.visit_id, []).append(row)
    return found


def items_of_plans(visits: Sequence[Visit]) -> dict[int, list[str]]:
    """Return plan id → its services, for the plans of visits that were read under a scope."""
    plans = {each.plan_id for each in visits}
    statement = sa.select(PlanItem.plan_id, PlanItem.item).where(PlanItem.plan_id.in_(plans))
    found: dict[int, list[str]] = {}
    for plan_id, item in session().execute(statement.order_by(PlanItem.id)):
        found.setdefault(plan_id, []).append(item)
    return found


def _stops(scope: Scope) -> sa.Select[Visit, str, str, float | None, float | None, int]:
    return scope.narrow(
        sa.select(
            Visit,
            Person.name,
            Person.address,
            Person.home_lat,
            Person.home_lon,
            Person.home_radius_m,
        ),
        Visit,
    ).join(Person, Person.id == Visit.person_id)
