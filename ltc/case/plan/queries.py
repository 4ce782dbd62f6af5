"""Reading care plans, narrowed by scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import sqlalchemy as sa

from ltc.case.models import Person, Plan, PlanItem
from ltc.case.plan.rules import Line
from ltc.case.queries import hold
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.errors import NotFound

PAGE = 25
Row = TypeVar("Row")


def plan(plan_id: int, *, scope: Scope) -> Plan:
    """Return one plan that ``scope`` may see."""
    return _there(session().scalar(scope.narrow(sa.select(Plan), Plan).where(Plan.id == plan_id)))


def plan_to_change(plan_id: int, *, scope: Scope) -> Plan:
    """Lock one plan."""
    found = plan(plan_id, scope=scope)
    hold(found.person_id)
    session().refresh(found, with_for_update=True)
    return found


def items_of(plan_ids: Sequence[int]) -> Sequence[PlanItem]:
    """Return the items of plans that were read under a scope, in the order they were written."""
    statement = sa.select(PlanItem).where(PlanItem.plan_id.in_(plan_ids))
    return session().scalars(statement.order_by(PlanItem.plan_id, PlanItem.id)).all()


def lines_of(plan_id: int) -> list[Line]:
    """Return a plan's items as the rules take them."""
    return [
        Line(each.item, each.times_per_month, each.minutes, each.qualification, each.price_fen)
        for each in items_of([plan_id])
    ]


def plans_of(person_id: int, *, scope: Scope) -> Sequence[Plan]:
    """Return a person's plans, newest version first."""
    statement = scope.narrow(sa.select(Plan), Plan).where(Plan.person_id == person_id)
    return session().scalars(statement.order_by(Plan.version.desc())).all()


def plan_in_force(person_id: int, on: date, *, scope: Scope) -> Plan | None:
    """Return the confirmed plan that holds on a day."""
    statement = scope.narrow(sa.select(Plan), Plan).where(
        Plan.person_id == person_id,
        Plan.confirmed_at.is_not(None),
        Plan.first_day <= on,
        sa.or_(Plan.last_day.is_(None), Plan.last_day >= on),
    )
    return session().scalar(statement.order_by(Plan.version.desc()).limit(1))


def plans(state: str, *, scope: Scope, after: int | None = None) -> Sequence[tuple[Plan, str]]:
    """Return a page of plans in a state with the person's name, newest first, and one row more."""
    statement = (
        scope.narrow(sa.select(Plan, Person.name), Plan)
        .join(Person, Person.id == Plan.person_id)
        .where(Plan.state == state)
        .order_by(Plan.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        statement = statement.where(Plan.id < after)
    return session().execute(statement).all()


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotFound("no such care plan", "没有该护理计划")
    return found
