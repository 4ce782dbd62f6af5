"""Reading one visit with its evidence, for the acts that change it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from ltc.case.models import HomePoint, Person, PlanItem
from ltc.db import session, table_of
from ltc.scope import Scope
from ltc.security.models import Account
from ltc.shared.errors import NotFound
from ltc.shared.geo import Point
from providers.visits.models import (
    Fix,
    RecipientKey,
    Visit,
    VisitChange,
    VisitException,
    VisitProof,
)

Row = TypeVar("Row")
_IN_HAND = "visits_in_hand"

_other = sa.orm.aliased(Visit)


def open_one(visit: sa.Table) -> sa.ScalarSelect[int]:
    """Return the visit that the carer of a row of ``visit`` has begun and not ended."""
    mine = sa.select(_other.id).where(_other.carer_id == visit.c.carer_id)
    return mine.where(_other.state == "started").limit(1).scalar_subquery()


# Built once: this is what every check-out begins with.
_AT_HOME = (
    sa.select(
        Visit,
        Person.home_lat,
        Person.home_lon,
        Person.home_radius_m,
        open_one(table_of(Visit)),
    )
    .join(Person, Person.id == Visit.person_id)
    .order_by(Visit.id)
    .with_for_update(of=Visit)
    # What the act has changed so far is written along with what it changes next.
    .execution_options(autoflush=False)
)


@dataclass(frozen=True, slots=True)
class AtHome:
    """A locked visit with the home it is to happen at; ``home`` is None where no point is known."""

    visit: Visit
    home: Point | None
    radius_m: int
    open_id: int | None  # the visit that the same carer has begun and not ended


@dataclass(slots=True)
class _InHand:
    """Visits that this unit has locked and read with their homes, and their plans' services."""

    scope: Scope
    there: dict[int, AtHome]
    items: dict[int, frozenset[str]] | None = None  # by plan; read when the first is asked for


@contextmanager
def in_hand(visit_ids: Sequence[int], *, scope: Scope) -> Iterator[None]:
    """Lock visits and read their homes at once; until the end nobody asks for one of them again."""
    there = {each.visit.id: each for each in visits_at_home(visit_ids, scope=scope)}
    info = session().info
    info[_IN_HAND] = _InHand(scope, there)
    try:
        yield
    finally:
        del info[_IN_HAND]


def _found_in_hand(visit_id: int, scope: Scope) -> AtHome | None:
    """Return a visit as it stands now, the changes of this unit included."""
    held: _InHand | None = session().info.get(_IN_HAND)
    if held is None or held.scope != scope or visit_id not in held.there:
        return None
    found = held.there[visit_id]
    mine = (each.visit for each in held.there.values())
    begun = (v.id for v in mine if v.carer_id == found.visit.carer_id and v.state == "started")
    elsewhere = None if found.open_id in held.there else found.open_id
    return replace(found, open_id=next(begun, elsewhere))


def visit(visit_id: int, *, scope: Scope) -> Visit:
    """Return one visit that ``scope`` may see."""
    statement = scope.narrow(sa.select(Visit), Visit).where(Visit.id == visit_id)
    return _there(session().scalar(statement))


def visit_to_change(visit_id: int, *, scope: Scope) -> Visit:
    """Lock one visit."""
    if (found := _found_in_hand(visit_id, scope)) is not None:
        return found.visit
    statement = scope.narrow(sa.select(Visit), Visit).where(Visit.id == visit_id)
    return _there(session().scalar(statement.with_for_update(of=Visit)))


def visit_at_home(visit_id: int, *, scope: Scope) -> AtHome:
    """Lock one visit and read the home's point and radius with it."""
    if (found := _found_in_hand(visit_id, scope)) is not None:
        return found
    read = visits_at_home([visit_id], scope=scope)
    return _there(read[0] if read else None)


def visits_at_home(visit_ids: Sequence[int], *, scope: Scope) -> list[AtHome]:
    """Lock visits and read the homes with them, by id."""
    given = scope.values
    rows = session().execute(_at_home(tuple(given)), {"ids": list(visit_ids), **given})
    return [
        AtHome(found, None if lat is None or lon is None else Point(lat, lon), radius, open_id)
        for found, lat, lon, radius, open_id in rows
    ]


@cache
def _at_home(limits: tuple[str, ...]) -> sa.Select[*tuple[Any, ...]]:
    """Build the statement once for each set of limits that scopes have."""
    narrowed = Scope.with_places(limits).narrow(_AT_HOME, Visit)
    return narrowed.where(Visit.id.in_(sa.bindparam("ids", expanding=True)))


def fixes_of(visit_ids: Sequence[int], *, scope: Scope) -> Sequence[Fix]:
    """Return the fixes of visits, check-in before check-out."""
    statement = scope.narrow(sa.select(Fix), Fix).where(Fix.visit_id.in_(visit_ids))
    return session().scalars(statement.order_by(Fix.visit_id, Fix.kind)).all()


def proofs_of(visit_ids: Sequence[int], *, scope: Scope) -> Sequence[VisitProof]:
    """Return the independent proofs of visits, oldest first."""
    statement = scope.narrow(sa.select(VisitProof), VisitProof)
    return (
        session()
        .scalars(statement.where(VisitProof.visit_id.in_(visit_ids)).order_by(VisitProof.id))
        .all()
    )


def exceptions_of(visit_ids: Sequence[int], *, scope: Scope) -> Sequence[VisitException]:
    """Return the exceptions of visits, oldest first."""
    statement = scope.narrow(sa.select(VisitException), VisitException)
    return (
        session()
        .scalars(
            statement.where(VisitException.visit_id.in_(visit_ids)).order_by(VisitException.id)
        )
        .all()
    )


def exception_with_visit(exception_id: int, *, scope: Scope) -> tuple[VisitException, Visit]:
    """Lock an exception after its visit: everybody takes the two in this order."""
    statement = scope.narrow(sa.select(VisitException.visit_id), VisitException)
    visit_id = session().scalar(statement.where(VisitException.id == exception_id))
    if visit_id is None:
        raise NotFound("no such exception", "没有该异常")
    found = visit_to_change(visit_id, scope=scope)
    return exception_to_change(exception_id, scope=scope), found


def exception_to_change(exception_id: int, *, scope: Scope) -> VisitException:
    """Lock one exception."""
    statement = scope.narrow(sa.select(VisitException), VisitException)
    found = session().scalar(
        statement.where(VisitException.id == exception_id).with_for_update(of=VisitException)
    )
    if found is None:
        raise NotFound("no such exception", "没有该异常")
    return found


def changes_of(visit_id: int, *, scope: Scope) -> Sequence[VisitChange]:
    """Return what was changed of a visit by hand, oldest first."""
    statement = scope.narrow(sa.select(VisitChange), VisitChange)
    return (
        session()
        .scalars(statement.where(VisitChange.visit_id == visit_id).order_by(VisitChange.id))
        .all()
    )


def changed_by(visit_id: int) -> frozenset[int]:
    """Return the users who changed a visit (read under a scope) by hand."""
    statement = sa.select(VisitChange.changed_by).where(VisitChange.visit_id == visit_id)
    return frozenset(session().scalars(statement.distinct()))


def called_back_by(visit_id: int) -> frozenset[int]:
    """Return the users who called the home about a visit (read under a scope)."""
    statement = sa.select(VisitProof.recorded_by).where(
        VisitProof.visit_id == visit_id, VisitProof.kind == "call_back"
    )
    return frozenset(session().scalars(statement))


def planned_items(plan_id: int | None) -> frozenset[str]:
    """Return the services of a plan whose visit was read under a scope."""
    if plan_id is None:
        return frozenset()
    held: _InHand | None = session().info.get(_IN_HAND)
    if held is not None:
        if held.items is None:
            held.items = _items_of({each.visit.plan_id for each in held.there.values()})
        if plan_id in held.items:
            return held.items[plan_id]
    return _items_of([plan_id]).get(plan_id, frozenset())


def _items_of(plan_ids: Collection[int | None]) -> dict[int, frozenset[str]]:
    """Return the services of some plans, by plan."""
    statement = sa.select(PlanItem.plan_id, PlanItem.item).where(PlanItem.plan_id.in_(plan_ids))
    found: dict[int, frozenset[str]] = {}
    for plan_id, item in session().execute(statement):
        found[plan_id] = found.get(plan_id, frozenset()) | {item}
    return found


def home_points(person_id: int, *, scope: Scope) -> Sequence[HomePoint]:
    """Return every source for where a home is, oldest first."""
    statement = scope.narrow(sa.select(HomePoint), HomePoint)
    return (
        session()
        .scalars(statement.where(HomePoint.person_id == person_id).order_by(HomePoint.id))
        .all()
    )


def recipient_key(person_id: int, *, scope: Scope) -> RecipientKey | None:
    """Return what only the recipient's home knows."""
    statement = scope.narrow(sa.select(RecipientKey), RecipientKey)
    return session().scalar(statement.where(RecipientKey.person_id == person_id))


def same_content(digest: str, visit_id: int) -> int | None:
    """Return another visit whose proof has the very same content, wherever it is."""
    return session().scalar(
        sa.select(VisitProof.visit_id)
        .where(VisitProof.digest == digest, VisitProof.visit_id != visit_id)
        .limit(1)
    )


def staff_behind(user_ids: Sequence[int]) -> dict[int, int | None]:
    """Return user → staff member, so that four eyes are counted by person."""
    statement = sa.select(Account.user_id, Account.staff_id).where(Account.user_id.in_(user_ids))
    return dict(session().execute(statement).all())


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotFound("no such visit", "没有该服务记录")
    return found
