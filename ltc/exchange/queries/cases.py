"""The case files of an area and month, as rows of the exchange files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from ltc.case.models import (
    CaseEvent,
    Determination,
    DeterminationEnd,
    Person,
    Plan,
    PlanItem,
)
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month
from providers.visits.models import Visit

Row = Mapping[str, Any]
_PAGE = 500


def persons(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the people of the month."""
    statement = scope.narrow(sa.select(Person), Person).where(Person.id.in_(people(area, month)))
    for each in stream(statement.order_by(Person.id)):
        yield {
            **columns(each, "id name id_number category insured_from phone address"),
            **columns(each, "home_lat home_lon guardian_name guardian_phone health_note"),
            **columns(each, "sex born_on insurance"),
            "area": each.area_code,
            "traits": tuple(each.traits),
        }


def determinations(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield everything decided about these people until the month's end, in order of its days."""
    statement = (
        scope.narrow(sa.select(Determination, DeterminationEnd), Determination)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Determination.id)
        .where(
            Determination.person_id.in_(people(area, month)),
            Determination.first_day <= month.last_day,
        )
        .order_by(Determination.person_id, Determination.first_day, Determination.id)
    )
    for made, end in session().execute(statement.execution_options(yield_per=_PAGE)):
        yield {
            **columns(made, "id entitled national_grade grade first_day last_day decided_on"),
            "person": made.person_id,
            "ended_on": end.last_day if end else None,
            "end_reason": end.why if end else None,
        }


def plans(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the confirmed plans that touch the month, in the order of their versions."""
    statement = (
        scope.narrow(sa.select(Plan, _entitled_until()), Plan)
        .join(Determination, Determination.id == Plan.determination_id)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Plan.determination_id)
        .where(Plan.id.in_(plans_of(area, month)))
        .order_by(Plan.person_id, Plan.version)
    )
    for plan, until in session().execute(statement.execution_options(yield_per=_PAGE)):
        yield {
            **columns(plan, "id mode first_day confirmed_by confirmed_how"),
            "person": plan.person_id,
            "last_day": min(plan.last_day or FOREVER, until),
            "planned": plan.planned_fen,
            "quota": plan.quota_fen,
        }


def plan_items(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the services of these plans."""
    statement = (
        scope.narrow(sa.select(PlanItem), Plan)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(Plan.id.in_(plans_of(area, month)))
        .order_by(Plan.person_id, Plan.version, PlanItem.id)
    )
    for each in stream(statement):
        yield {
            **columns(each, "id item minutes qualification"),
            "plan": each.plan_id,
            "times": each.times_per_month,
            "price": each.price_fen,
        }


def stays(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield what happened to these people until the month's end; what was taken back is marked."""
    later = sa.orm.aliased(CaseEvent)
    taken_back = sa.exists().where(later.reverses_id == CaseEvent.id)
    statement = (
        scope.narrow(sa.select(CaseEvent, taken_back), CaseEvent)
        .where(
            CaseEvent.person_id.in_(people(area, month)),
            CaseEvent.reverses_id.is_(None),
            CaseEvent.first_day <= month.last_day,
        )
        .order_by(CaseEvent.id)
    )
    for event, gone in session().execute(statement.execution_options(yield_per=_PAGE)):
        yield {
            **columns(event, "id kind first_day last_day source note"),
            "person": event.person_id,
            "taken_back": bool(gone),
        }


def people(area: str, month: Month) -> sa.CompoundSelect:
    """Return the ids of whoever has an entitlement, a plan, a visit or an event in the month."""
    return sa.union(
        sa.select(Determination.person_id)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Determination.id)
        .where(
            Determination.area_code.startswith(area),
            Determination.first_day <= month.last_day,
            _entitled_until() >= month.first_day,
        ),
        sa.select(Plan.person_id).where(*_touches(area, month)),
        sa.select(Visit.person_id).where(
            Visit.area_code.startswith(area), Visit.day.between(*month.days)
        ),
        sa.select(CaseEvent.person_id).where(
            CaseEvent.area_code.startswith(area),
            CaseEvent.first_day <= month.last_day,
            sa.func.coalesce(CaseEvent.last_day, CaseEvent.first_day) >= month.first_day,
        ),
    )


def plans_of(area: str, month: Month) -> sa.Select:
    """Return the ids of the confirmed plans that touch the month, or that a visit of it names."""
    delivered = sa.select(Visit.plan_id).where(
        Visit.area_code.startswith(area), Visit.day.between(*month.days)
    )
    return sa.select(Plan.id).where(
        sa.or_(sa.and_(*_touches(area, month)), Plan.id.in_(delivered)),
        Plan.confirmed_at.is_not(None),
    )


def stream(statement: sa.Select) -> Iterator[Any]:
    """Yield the records of a statement, a page in memory at a time."""
    yield from session().scalars(statement.execution_options(yield_per=_PAGE))


def columns(record: object, names: str) -> dict[str, Any]:
    """Return some columns of a record; an empty text is nothing."""
    found = {name: getattr(record, name) for name in names.split()}
    return {name: None if value == "" else value for name, value in found.items()}


def _touches(area: str, month: Month) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Plan.area_code.startswith(area),
        Plan.confirmed_at.is_not(None),
        Plan.first_day <= month.last_day,
        sa.or_(Plan.last_day.is_(None), Plan.last_day >= month.first_day),
        # One that ended before it began was never delivered.
        sa.or_(Plan.last_day.is_(None), Plan.last_day >= Plan.first_day),
    )


def _entitled_until() -> sa.ColumnElement[Any]:
    return sa.func.coalesce(DeterminationEnd.last_day, Determination.last_day)
