"""Lists and queues of the desks, a page at a time, by key: page 1,000 costs what page 1 does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ltc.case.models import Person
from ltc.db import session
from ltc.directory.models import Organisation, Staff
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from providers.visits.models import Visit, VisitException
from providers.visits.rules.states import PASSED

PAGE = 50
_UNDECIDED = ("open", "explained")


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What is looked for among visits; ``after`` is the last row already seen."""

    first_day: date
    last_day: date
    state: str = ""
    provider_id: int | None = None
    carer_id: int | None = None
    person_id: int | None = None
    after: tuple[date, int] | None = None


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is looked for among exceptions; ``after`` is the last row already seen."""

    states: tuple[str, ...] = _UNDECIDED
    owner_role: str = ""
    code: str = ""
    provider_id: int | None = None
    after: tuple[date, int] | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One line of the list of visits."""

    visit: Visit
    person: str
    carer: str
    provider: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the exception desk."""

    exception: VisitException
    visit: Visit
    person: str
    carer: str
    provider: str


def visits(wanted: VisitFilter, *, scope: Scope) -> list[VisitRow]:
    """Return a page of visits and one row more, newest day first."""
    statement = (
        scope.narrow(sa.select(Visit, Person.name, Staff.name, Organisation.name), Visit)
        .join(Person, Person.id == Visit.person_id)
        .join(Staff, Staff.id == Visit.carer_id)
        .join(Organisation, Organisation.id == Visit.provider_id)
        .where(Visit.day.between(wanted.first_day, wanted.last_day))
        .order_by(Visit.day.desc(), Visit.id.desc())
        .limit(PAGE + 1)
    )
    for column, value in (
        (Visit.state, wanted.state or None),
        (Visit.provider_id, wanted.provider_id),
        (Visit.carer_id, wanted.carer_id),
        (Visit.person_id, wanted.person_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.after is not None:
        key = sa.tuple_(Visit.day, Visit.id)
        statement = statement.where(key < sa.tuple_(*map(sa.literal, wanted.after)))
    return [VisitRow(*row) for row in session().execute(statement)]


def visit_row(visit_id: int, *, scope: Scope) -> VisitRow:
    """Return one visit with the names on it."""
    statement = (
        scope.narrow(sa.select(Visit, Person.name, Staff.name, Organisation.name), Visit)
        .join(Person, Person.id == Visit.person_id)
        .join(Staff, Staff.id == Visit.carer_id)
        .join(Organisation, Organisation.id == Visit.provider_id)
        .where(Visit.id == visit_id)
    )
    row = session().execute(statement).first()
    if row is None:
        raise NotFound("no such visit", "没有该服务记录")
    return VisitRow(*row)


def exception(exception_id: int, *, scope: Scope) -> VisitException:
    """Return one exception that ``scope`` may see."""
    statement = scope.narrow(sa.select(VisitException), VisitException)
    found = session().scalar(statement.where(VisitException.id == exception_id))
    if found is None:
        raise NotFound("no such exception", "没有该异常")
    return found


def queue(wanted: QueueFilter, *, scope: Scope) -> list[QueueRow]:
    """Return a page of the exception desk and one row more: what is due first comes first."""
    order = VisitException.due_on, VisitException.id
    statement = scope.narrow(sa.select(VisitException.id), VisitException).where(
        VisitException.state.in_(wanted.states)
    )
    for column, value in (
        (VisitException.owner_role, wanted.owner_role or None),
        (VisitException.code, wanted.code or None),
        (VisitException.provider_id, wanted.provider_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.after is not None:
        key = sa.tuple_(*order)
        statement = statement.where(key > sa.tuple_(*map(sa.literal, wanted.after)))
    # The page is cut first: in an area thousands wait, and their visits are wide.
    page = statement.order_by(*order).limit(PAGE + 1).subquery()
    rows = (
        sa.select(VisitException, Visit, Person.name, Staff.name, Organisation.name)
        .join(page, page.c.id == VisitException.id)
        .join(Visit, Visit.id == VisitException.visit_id)
        .join(Person, Person.id == VisitException.person_id)
        .join(Staff, Staff.id == VisitException.carer_id)
        .join(Organisation, Organisation.id == VisitException.provider_id)
        .order_by(*order)
    )
    return [QueueRow(*row) for row in session().execute(rows)]


def waiting_by_owner(on: date, *, scope: Scope) -> dict[str, tuple[int, int]]:
    """Return for each owner's role how many exceptions wait, and how many of them are overdue."""
    late = sa.func.sum(sa.case((VisitException.due_on < on, 1), else_=0))
    statement = scope.narrow(
        sa.select(VisitException.owner_role, sa.func.count(), late), VisitException
    ).where(VisitException.state.in_(_UNDECIDED))
    rows = session().execute(statement.group_by(VisitException.owner_role))
    return {role: (count, int(overdue or 0)) for role, count, overdue in rows}


def overdue(on: date, *, scope: Scope) -> Sequence[int]:
    """Return the explained exceptions whose clock has run out, oldest first."""
    statement = scope.narrow(sa.select(VisitException.id), VisitException).where(
        VisitException.state == "explained", VisitException.due_on < on
    )
    return session().scalars(statement.order_by(VisitException.due_on, VisitException.id)).all()


def carers_of(*, scope: Scope, organisation_id: int | None = None) -> Sequence[tuple[int, str]]:
    """Return id and name of the carers in scope, by name, for a filter."""
    statement = scope.narrow(sa.select(Staff.id, Staff.name), Staff).where(
        Staff.work.in_(("care_worker", "medical_care_worker", "nurse"))
    )
    if organisation_id is not None:
        statement = statement.where(Staff.organisation_id == organisation_id)
    return session().execute(statement.order_by(Staff.name, Staff.id).limit(500)).all()


def names_of_users(user_ids: Sequence[int]) -> dict[int, str]:
    """Return the shown names of accounts, for a record that its reader may see."""
    from flask_appbuilder.security.sqla.models import User

    statement = sa.select(User.id, User.first_name).where(User.id.in_(user_ids))
    return dict(session().execute(statement).all())


def manual_counts(
    column: str, identity: int, first_day: date, last_day: date
) -> tuple[int, int, int, int]:
    """Return accepted, manual among them, put before a judge, and rejected, of a span.

    ``column`` is ``provider_id`` or ``carer_id``; counted for the budget of entries by hand.
    """
    whose = {"provider_id": Visit.provider_id, "carer_id": Visit.carer_id}[column]
    accepted = Visit.state.in_(PASSED)
    refused = sa.exists().where(
        VisitException.visit_id == Visit.id, VisitException.accepted.is_(False)
    )
    statement = sa.select(
        _count(accepted),
        _count(accepted & Visit.manual),
        _count(accepted | refused),
        _count(refused),
    ).where(
        whose == identity,
        Visit.day.between(first_day, last_day),
        Visit.state.in_(("ended", *PASSED, "voided")),
    )
    row = session().execute(statement).one()
    return row[0] or 0, row[1] or 0, row[2] or 0, row[3] or 0


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
