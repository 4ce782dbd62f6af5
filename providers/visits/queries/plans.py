"""Reading what a month of visits is planned from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ltc.case.models import Plan, PlanItem
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month
from providers.models import AgreedPrice, Agreement, Assignment
from providers.rules.states import HELD, OVER
from providers.visits.models import Visit
from providers.visits.queries.facts import chunks


@dataclass(frozen=True, slots=True)
class Source:
    """An assignment with its confirmed plan and its agreement."""

    assignment: Assignment
    plan: Plan
    agreement: Agreement

    def span(self, month: Month) -> tuple[date, date]:
        """Return the days of the month on which plan, assignment and agreement all hold."""
        first, last = month.days
        firsts = (first, self.plan.first_day, self.agreement.first_day, self.assignment.first_day)
        lasts = (last, self.plan.last_day, self.agreement.last_day, self.assignment.last_day)
        return max(each or date.min for each in firsts), min(each or FOREVER for each in lasts)


def sources(
    month: Month, on: date, *, scope: Scope, assignment_ids: Collection[int] | None = None
) -> list[Source]:
    """Return the assignments of confirmed plans that serve in a month, by their ids.

    Those that were ended or transferred serve until their last day, if it is still to come.
    """
    first_day, last_day = month.days
    still = sa.and_(Assignment.state.in_(OVER), Assignment.last_day >= max(first_day, on))
    statement = (
        scope.narrow(sa.select(Assignment, Plan, Agreement), Assignment)
        .join(Plan, Plan.id == Assignment.plan_id)
        .join(Agreement, Agreement.id == Assignment.agreement_id)
        .where(
            sa.or_(Assignment.state == "active", still),
            Agreement.state.in_(HELD),
            Plan.confirmed_at.is_not(None),
            Plan.first_day <= last_day,
            sa.or_(Plan.last_day.is_(None), Plan.last_day >= first_day),
        )
        .order_by(Assignment.id)
        # A price that is agreed on meanwhile waits, and then finds these visits planned.
        .with_for_update(read=True, of=Agreement)
    )
    if assignment_ids is not None:
        statement = statement.where(Assignment.id.in_(assignment_ids))
    return [Source(*row) for row in session().execute(statement)]


def sources_of(assignment_ids: Collection[int], *, scope: Scope) -> dict[int, Source]:
    """Return the named assignments, over or not, with their plans and agreements."""
    found: dict[int, Source] = {}
    for chunk in chunks(assignment_ids):
        statement = (
            scope.narrow(sa.select(Assignment, Plan, Agreement), Assignment)
            .join(Plan, Plan.id == Assignment.plan_id)
            .join(Agreement, Agreement.id == Assignment.agreement_id)
            .where(Assignment.id.in_(chunk), Assignment.first_day.is_not(None))
        )
        for row in session().execute(statement):
            found[row[0].id] = Source(*row)
    return found


def items_by_plan(plan_ids: Collection[int]) -> dict[int, list[PlanItem]]:
    """Return the items of plans that were read under a scope, in the order they were written."""
    found: dict[int, list[PlanItem]] = {}
    for chunk in chunks(plan_ids):
        statement = sa.select(PlanItem).where(PlanItem.plan_id.in_(chunk)).order_by(PlanItem.id)
        for item in session().scalars(statement):
            found.setdefault(item.plan_id, []).append(item)
    return found


def prices_by_agreement(
    agreement_ids: Collection[int], month: Month
) -> dict[tuple[int, str], list[AgreedPrice]]:
    """Return the agreed prices that touch a month, by agreement and service."""
    first_day, last_day = month.days
    statement = sa.select(AgreedPrice).where(
        AgreedPrice.agreement_id.in_(agreement_ids),
        AgreedPrice.first_day <= last_day,
        AgreedPrice.last_day >= first_day,
    )
    found: dict[tuple[int, str], list[AgreedPrice]] = {}
    for price in session().scalars(statement.order_by(AgreedPrice.first_day)):
        found.setdefault((price.agreement_id, price.item), []).append(price)
    return found


def planned_already(assignment_ids: Collection[int], month: Month) -> set[str]:
    """Return the keys of the visits that were planned for a month before."""
    found: set[str] = set()
    for chunk in chunks(assignment_ids):
        statement = sa.select(Visit.client_id).where(
            Visit.assignment_id.in_(chunk),
            Visit.day.between(*month.days),
            Visit.client_id.is_not(None),
        )
        found |= {key for key in session().scalars(statement) if key}
    return found


def busy_times(
    carer_ids: Collection[int], person_ids: Collection[int], month: Month
) -> set[tuple[int, int, int, date, datetime, int]]:
    """Return id, carer, person, day, planned start and minutes of what is planned already."""
    found: set[tuple[int, int, int, date, datetime, int]] = set()
    for column, ids in ((Visit.carer_id, carer_ids), (Visit.person_id, person_ids)):
        for chunk in chunks(ids):
            statement = sa.select(
                Visit.id,
                Visit.carer_id,
                Visit.person_id,
                Visit.day,
                Visit.planned_start,
                Visit.planned_minutes,
            ).where(
                column.in_(chunk),
                Visit.day.between(*month.days),
                Visit.state.not_in(("voided", "refused", "missed")),
            )
            found |= set(session().execute(statement))
    return found


def planned_after(
    day: date, *, scope: Scope, person_id: int | None = None, assignment_id: int | None = None
) -> Sequence[Visit]:
    """Return the planned visits after a day of a person or of an assignment, locked."""
    statement = scope.narrow(sa.select(Visit), Visit).where(
        Visit.day > day,
        Visit.state == "planned",
        Visit.person_id == person_id if person_id else Visit.assignment_id == assignment_id,
    )
    return session().scalars(statement.order_by(Visit.id).with_for_update(of=Visit)).all()


def planned_under(
    agreement_id: int, *, item: str, first_day: date, last_day: date, scope: Scope
) -> Sequence[Visit]:
    """Return the planned visits for an item under an agreement from day to day, locked."""
    under = sa.select(Assignment.id).where(Assignment.agreement_id == agreement_id)
    statement = scope.narrow(sa.select(Visit), Visit).where(
        Visit.assignment_id.in_(under),
        Visit.item == item,
        Visit.state == "planned",
        Visit.day.between(first_day, last_day),
    )
    return session().scalars(statement.order_by(Visit.id).with_for_update(of=Visit)).all()
