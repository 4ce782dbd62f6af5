"""Reading what an import finds on record already, and which days of visits still wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

import sqlalchemy as sa

from ltc.case.models import Person
from ltc.db import session
from ltc.directory.models import Organisation
from ltc.exchange.models import ExchangeKey
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from providers.models import Agreement
from providers.visits.models import Visit, VisitException

Row = TypeVar("Row")


def provider(credit_code: str, *, scope: Scope) -> Organisation | None:
    """Return the organisation with a credit code, where the scope reaches it."""
    statement = scope.narrow(sa.select(Organisation), Organisation)
    return session().scalar(statement.where(Organisation.credit_code == credit_code))


def agreement(number: str, *, scope: Scope) -> Agreement | None:
    """Return the agreement with a number, where the scope reaches it."""
    statement = scope.narrow(sa.select(Agreement), Agreement)
    return session().scalar(statement.where(Agreement.number == number))


def people_under(indexes: Collection[str], *, scope: Scope) -> dict[str, Person]:
    """Return the people of many ID numbers by the blind indexes of these."""
    statement = scope.narrow(sa.select(Person), Person).where(Person.id_index.in_(indexes))
    return {each.id_index: each for each in session().scalars(statement)}


def people_of(person_ids: Collection[int], *, scope: Scope) -> dict[int, Person]:
    """Return many people by their numbers; whom the scope does not reach is left out."""
    statement = scope.narrow(sa.select(Person), Person).where(Person.id.in_(person_ids))
    return {each.id: each for each in session().scalars(statement)}


def record(model: type[Row], record_id: int) -> Row:
    """Return a record that an earlier import wrote under its scope."""
    found = session().get(model, record_id)
    if found is None:
        raise NotFound("no such record", "没有该记录")
    return found


def days_to_look_over(source: str) -> list[date]:
    """Return the days on which visits of a source were logged and nobody has judged them yet."""
    judged = sa.exists().where(VisitException.visit_id == Visit.id)
    statement = (
        sa.select(Visit.day)
        .join(ExchangeKey, sa.and_(ExchangeKey.kind == "visits", ExchangeKey.record_id == Visit.id))
        .where(ExchangeKey.source == source, Visit.state == "ended", ~judged)
        .distinct()
        .order_by(Visit.day)
    )
    return list(session().scalars(statement))
