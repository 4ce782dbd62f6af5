"""Which visits a provider's dry run is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import sqlalchemy as sa

from billing.columnar import SessionDoor
from billing.rules.questions.days import week_before
from billing.settlement.doors import Part, counts
from ltc.case.models import Person
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit

ENDED = ("ended", "verified")
"""Visits that took place; what was only planned, missed, refused or voided is not claimed."""

COUNTS, SHOWN = "counts", "shown"
_ALL = Scope.everything("a month is tried from all visits that decide on it")


@dataclass(frozen=True)
class Circle:
    """The people whom a provider visited in a month, all their carers, and where that was."""

    people: pl.DataFrame
    carers: Sequence[int]
    areas: Sequence[str]


def circle_of(provider_id: int, month: Month, *, scope: Scope) -> Circle:
    """Return whose visits can decide on a provider's; areas are those of what ``scope`` sees.

    Asked inside the question for the visits, PostgreSQL would read every visit there is.
    """
    own = Visit.provider_id == provider_id, *_took_place(month)
    shown = sa.and_(*own, *scope.conditions(Visit)).label(SHOWN)
    days = week_before(month), month.last_day
    pairs = (
        _ALL.narrow(sa.select(Visit.person_id, Visit.carer_id, Visit.area_code, shown), Visit)
        .where(Visit.person_id.in_(sa.select(Visit.person_id).where(*own)))
        .where(Visit.day.between(*days))
        .distinct()
        .subquery()
    )
    traits = sa.cast(Person.traits, sa.Text).label("traits")
    facts = Person.id.label("person"), Person.name, Person.insurance, Person.category, traits
    lives = Person.area_code.label("lives")
    asked = sa.select(*facts, lives, *pairs.c).join(pairs, pairs.c.person_id == Person.id)
    seen = SessionDoor().read(_ALL.narrow(asked, Person))
    return Circle(
        people=seen.select(*(each.name for each in facts), "lives").unique("person"),
        carers=seen["carer_id"].drop_nulls().unique().to_list(),
        areas=seen.filter(SHOWN)["area_code"].unique().to_list(),
    )


def part_of(
    provider_id: int, month: Month, circle: Circle, *, area: str, known_at: datetime, scope: Scope
) -> Part:
    """Return all visits that can decide on a provider's: its people's, and those of their carers.

    Its own that are not verified yet count as if they were; each is told with what is so now.
    """
    own = sa.and_(Visit.provider_id == provider_id, *_took_place(month))
    whose = circle.people["person"].to_list()
    return Part(
        visits=sa.or_(Visit.person_id.in_(whose), Visit.carer_id.in_(circle.carers)),
        as_verified=own,
        told=(
            sa.case((counts(known_at, ()), sa.true()), else_=sa.false()).label(COUNTS),
            sa.and_(own, *scope.conditions(Visit)).label(SHOWN),
            Visit.state.label("state"),
            Visit.place_ok.label("place_ok"),
        ),
        people=circle.people.filter(pl.col("lives").str.starts_with(area)),
    )


def _took_place(month: Month) -> tuple[sa.ColumnElement[bool], ...]:
    return Visit.state.in_(ENDED), Visit.day.between(*month.days)


def areas_of(provider_id: int, month: Month, *, scope: Scope) -> Sequence[str]:
    """Return where the people live whom a provider visited in a month."""
    statement = scope.narrow(sa.select(Visit.area_code), Visit).where(
        Visit.provider_id == provider_id, *_took_place(month)
    )
    return session().scalars(statement.distinct()).all()
