"""Finding settled lines: a page at a time by key, added up, and all lines of one visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import sqlalchemy as sa

from billing.models import SettledLine, SettledPerson, Settlement
from billing.rules.reasons import BIT
from billing.settlement.rules.lines import OWN
from billing.settlement.rules.states import VISIBLE
from billing.statements.queries import LEADS_TO_LINE, visible_lines, visible_people
from ltc.case.models import Person
from ltc.db import session
from ltc.directory.models import Organisation
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from providers.visits.models import Visit

PAGE = 50
_MONTHS = 24
_KEY = (SettledLine.person_id, SettledLine.visit_id, SettledLine.kind)


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What is looked for in a settlement; ``after`` is the key of the last line already seen."""

    settlement_id: int
    provider_id: int | None = None
    person_id: int | None = None
    reason: str = ""
    refused: bool = False
    adjusted: bool = False
    after: tuple[int, int, int] | None = None


class LineRow(NamedTuple):
    """One line with the names on it."""

    line: SettledLine
    person: str
    category: str
    provider: str
    visit: Visit
    traits: Sequence[str]


class PersonMonth(NamedTuple):
    """What one settlement has for a person, in 分."""

    settlement_id: int
    month: str
    state: str
    lines: int
    asked_fen: int
    fund_fen: int
    person_fen: int


class PartMonth(NamedTuple):
    """What one settlement has for the people of a part of its pool, in 分."""

    settlement_id: int
    month: str
    state: str
    persons: int
    lines: int
    asked_fen: int
    fund_fen: int
    person_fen: int


_AMOUNTS = ("asked_fen", "fund_fen", "person_fen", "withheld_fen", "to_person_fen")


class LineSums(NamedTuple):
    """What lines add up to, in 分."""

    lines: int
    asked_fen: int
    fund_fen: int
    person_fen: int
    withheld_fen: int
    to_person_fen: int | None


def lines(wanted: LineFilter, *, scope: Scope) -> list[LineRow]:
    """Return a page of lines and one line more, in the order of their key."""
    statement = _wanted(wanted, scope)
    if wanted.after is not None:
        key = sa.tuple_(*_KEY)
        statement = statement.where(key > sa.tuple_(*map(sa.literal, wanted.after)))
    named = _named(statement).order_by(*_KEY).limit(PAGE + 1)
    return [LineRow(*row) for row in session().execute(named)]


def sums(wanted: LineFilter, *, scope: Scope) -> LineSums:
    """Return what all lines that are looked for add up to."""
    whole = _of_whole_month(wanted, scope)
    if whole is not None:
        return whole
    totals = [sa.func.coalesce(sa.func.sum(getattr(SettledLine, name)), 0) for name in _AMOUNTS]
    statement = _wanted(wanted, scope).with_only_columns(sa.func.count(), *totals)
    return LineSums(*map(int, session().execute(statement).one()))


def _of_whole_month(wanted: LineFilter, scope: Scope) -> LineSums | None:
    """Return the sums that a settlement keeps, to whoever sees all of it and seeks nothing less."""
    less = replace(wanted, after=None) != LineFilter(wanted.settlement_id)
    if less or replace(scope, area="").conditions(SettledLine):
        return None
    kept = Settlement.lines, *(getattr(Settlement, name) for name in _AMOUNTS)
    of_month = Settlement.id == wanted.settlement_id, Settlement.state.in_(VISIBLE)
    row = session().execute(scope.narrow(sa.select(*kept), Settlement).where(*of_month)).first()
    return None if row is None else LineSums(*row)


def of_visit(visit_id: int, *, scope: Scope) -> list[LineRow]:
    """Return every line that was ever written for a visit, oldest first."""
    whose = sa.select(Visit.person_id).where(Visit.id == visit_id).scalar_subquery()
    statement = visible_lines(scope).where(
        SettledLine.person_id == whose, SettledLine.visit_id == visit_id
    )
    named = _named(statement).order_by(SettledLine.settlement_id, SettledLine.kind)
    found = [LineRow(*row) for row in session().execute(named)]
    if not found:
        raise NotFound("no settled line for this visit", "该服务没有结算明细")
    return found


def months_of_person(person_id: int, *, scope: Scope) -> list[PersonMonth]:
    """Return what each computed month has for a person, newest first."""
    amounts = (SettledLine.asked_fen, SettledLine.fund_fen, SettledLine.person_fen)
    statement = (
        visible_lines(scope)
        .where(SettledLine.person_id == person_id)
        .with_only_columns(
            Settlement.id,
            Settlement.month,
            Settlement.state,
            sa.func.count(),
            *(sa.func.sum(amount) for amount in amounts),
        )
        .group_by(Settlement.id, Settlement.month, Settlement.state)
        .order_by(Settlement.month.desc())
        .limit(_MONTHS)
    )
    return [PersonMonth._make(row) for row in session().execute(statement)]


def months_of_part(*, scope: Scope) -> list[PartMonth]:
    """Return what each month of the pool has for the people of an office's part, newest first."""
    amounts = (SettledLine.asked_fen, SettledLine.fund_fen, SettledLine.person_fen)
    statement = (
        visible_lines(scope)
        .with_only_columns(
            Settlement.id,
            Settlement.month,
            Settlement.state,
            sa.func.count(SettledLine.person_id.distinct()),
            sa.func.count(),
            *(sa.func.sum(amount) for amount in amounts),
        )
        .group_by(Settlement.id, Settlement.month, Settlement.state)
        .order_by(Settlement.month.desc())
        .limit(_MONTHS)
    )
    return [PartMonth._make(row) for row in session().execute(statement)]


def settlements_seen(*, scope: Scope) -> Sequence[Settlement]:
    """Return the computed months in which ``scope`` has lines, newest first."""
    seen = sa.select(Settlement).where(Settlement.state.in_(VISIBLE))
    limits = replace(scope, area="").conditions(SettledLine)
    if limits:
        line = SettledLine.settlement_id == Settlement.id
        own = sa.exists().where(line, LEADS_TO_LINE, *limits)
        seen = seen.where(own)
    else:
        mine = visible_people(scope).where(
            ~Settlement.area_code.startswith(scope.area, autoescape=True)
        )
        of_my_part = mine.with_only_columns(SettledPerson.settlement_id)
        whole = sa.and_(sa.true(), *scope.conditions(Settlement))
        seen = seen.where(whole | Settlement.id.in_(of_my_part)) if scope.area else seen
    order = (Settlement.month.desc(), Settlement.area_code)
    return session().scalars(seen.order_by(*order).limit(36)).all()


def providers_in(settlement_id: int, *, scope: Scope) -> Sequence[Organisation]:
    """Return the providers that have lines in a settlement, by name."""
    mine = visible_people(scope).where(SettledPerson.settlement_id == settlement_id)
    ids = mine.with_only_columns(SettledPerson.provider_id).distinct()
    statement = sa.select(Organisation).where(Organisation.id.in_(ids))
    return session().scalars(statement.order_by(Organisation.name, Organisation.id)).all()


def settlements_of(ids: Sequence[int]) -> dict[int, Settlement]:
    """Return the settlements of lines that were read under a scope."""
    statement = sa.select(Settlement).where(Settlement.id.in_(ids))
    return {each.id: each for each in session().scalars(statement)}


def _wanted(wanted: LineFilter, scope: Scope) -> sa.Select[SettledLine]:
    of_month = SettledLine.settlement_id == wanted.settlement_id
    statement = visible_lines(scope, wanted.provider_id).where(of_month)
    if wanted.person_id is not None:
        statement = statement.where(SettledLine.person_id == wanted.person_id)
    if wanted.reason in BIT:
        statement = statement.where(SettledLine.reasons.bitwise_and(BIT[wanted.reason]) != 0)
    if wanted.refused:
        statement = statement.where(SettledLine.fund_fen == 0)
    if wanted.adjusted:
        statement = statement.where(SettledLine.kind > OWN)
    return statement


def _named(statement: sa.Select[SettledLine]) -> sa.Select:
    """Add the names on lines; whoever may see a line may see whose it is."""
    return (
        statement.add_columns(Person.name, Person.category, Organisation.name, Visit, Person.traits)
        .join(Visit, Visit.id == SettledLine.visit_id)
        .join(Person, Person.id == SettledLine.person_id)
        .join(Organisation, Organisation.id == SettledLine.provider_id)
    )
