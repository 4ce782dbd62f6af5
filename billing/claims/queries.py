"""Which visits a provider's dry run is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Circle:
    """The people whom a provider visited in a month, and every carer of theirs."""

    people: Sequence[int]
    carers: Sequence[int]


def circle_of(provider_id: int, month: Month, *, scope: Scope) -> Circle:
    """Return by number whose visits can decide on a provider's.

    Asked inside the question for the visits, PostgreSQL would read every visit there is.
    """
    own = Visit.provider_id == provider_id, *_took_place(month)
    asked = scope.narrow(sa.select(Visit.person_id), Visit).where(*own).distinct()
    people = session().scalars(asked).all()
    theirs = Visit.person_id.in_(people), Visit.day.between(week_before(month), month.last_day)
    carers = scope.narrow(sa.select(Visit.carer_id), Visit).where(
        *theirs, Visit.carer_id.is_not(None)
    )
    return Circle(people, session().scalars(carers.distinct()).all())


def part_of(provider_id: int, month: Month, circle: Circle, *, as_verified: bool) -> Part:
    """Return all visits that can decide on a provider's: its people's, and those of their carers.

    ``as_verified`` counts its own visits that are not verified yet as if they were.
    """
    own = sa.and_(Visit.provider_id == provider_id, *_took_place(month))
    return Part(
        visits=sa.or_(Visit.person_id.in_(circle.people), Visit.carer_id.in_(circle.carers)),
        people=Person.id.in_(circle.people),
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
