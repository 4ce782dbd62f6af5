"""Which visits a provider's dry run is about."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from billing.rules.questions.days import week_before
from billing.settlement.doors import Part
from ltc.case.models import Person
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit

ENDED = ("ended", "verified")
"""Visits that took place; what was only planned, missed, refused or voided is not claimed."""

VisitRow = tuple[Visit, str]


def part_of(provider_id: int, month: Month, *, as_verified: bool) -> Part:
    """Return all visits that can decide on a provider's: its people's, and those of their carers.

    ``as_verified`` counts its own visits that are not verified yet as if they were.
    """
    own = sa.and_(Visit.provider_id == provider_id, *_took_place(month))
    people = sa.select(Visit.person_id).where(own)
    in_month = Visit.day.between(week_before(month), month.last_day)
    carers = sa.select(Visit.carer_id).where(Visit.person_id.in_(people), in_month)
    return Part(
        visits=sa.or_(Visit.person_id.in_(people), Visit.carer_id.in_(carers)),
        people=Person.id.in_(people),
        as_verified=own if as_verified else sa.false(),
    )


def _took_place(month: Month) -> tuple[sa.ColumnElement[bool], ...]:
    return Visit.state.in_(ENDED), Visit.day.between(*month.days)


def areas_of(provider_id: int, month: Month, *, scope: Scope) -> Sequence[str]:
    """Return where the people live whom a provider visited in a month."""
    statement = scope.narrow(sa.select(Visit.area_code), Visit).where(
        Visit.provider_id == provider_id, *_took_place(month)
    )
    return session().scalars(statement.distinct()).all()


def visits_of(provider_id: int, month: Month, *, scope: Scope) -> Sequence[VisitRow]:
    """Return a provider's visits of a month that took place, with the person's name, by day."""
    statement = (
        scope.narrow(sa.select(Visit, Person.name), Visit)
        .join(Person, Person.id == Visit.person_id)
        .where(Visit.provider_id == provider_id, *_took_place(month))
        .order_by(Visit.day, Visit.id)
    )
    return [(visit, name) for visit, name in session().execute(statement)]
