"""Reading what a visit is judged by besides its own evidence, for many visits at a time.

These run after the visits themselves were read under a scope: a clash with another provider's
visit must be seen although that visit is nobody's here to open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ltc.case.models import Plan
from ltc.db import session
from ltc.directory.models import Certificate, Staff
from ltc.scope import Scope
from providers.models import Suspension
from providers.visits.models import Fix, SyncItem, Visit

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Worker:
    """A carer's standing: state, work, certificates with their days."""

    state: str
    work: str
    certificates: tuple[tuple[str, date, date], ...]


@dataclass(frozen=True, slots=True)
class PlanDays:
    """From when to when a confirmed plan holds."""

    first_day: date
    last_day: date | None


def workers(staff_ids: Collection[int]) -> dict[int, Worker]:
    """Return the standing of carers whose visits were read under a scope."""
    held: dict[int, list[tuple[str, date, date]]] = {}
    found: dict[int, Worker] = {}
    for chunk in chunks(staff_ids):
        papers = sa.select(
            Certificate.staff_id, Certificate.kind, Certificate.first_day, Certificate.last_day
        ).where(Certificate.staff_id.in_(chunk))
        for staff_id, kind, first_day, last_day in session().execute(papers):
            held.setdefault(staff_id, []).append((kind, first_day, last_day))
        people = sa.select(Staff.id, Staff.state, Staff.work).where(Staff.id.in_(chunk))
        for staff_id, state, work in session().execute(people):
            found[staff_id] = Worker(state, work, tuple(held.get(staff_id, ())))
    return found


def employers(staff_ids: Collection[int]) -> dict[int, int]:
    """Return whom carers work for, by their ids."""
    found: dict[int, int] = {}
    for chunk in chunks(staff_ids):
        rows = session().execute(
            sa.select(Staff.id, Staff.organisation_id).where(Staff.id.in_(chunk))
        )
        found.update(dict(rows.all()))
    return found


def confirmed_plans(plan_ids: Collection[int]) -> dict[int, PlanDays]:
    """Return the days of the confirmed plans among these."""
    found = {}
    for chunk in chunks(plan_ids):
        statement = sa.select(Plan.id, Plan.first_day, Plan.last_day).where(
            Plan.id.in_(chunk), Plan.confirmed_at.is_not(None)
        )
        for plan_id, first_day, last_day in session().execute(statement):
            found[plan_id] = PlanDays(first_day, last_day)
    return found


def suspensions(
    provider_ids: Collection[int], first_day: date, last_day: date
) -> Sequence[Suspension]:
    """Return the suspensions of providers and their staff that touch a span."""
    return (
        session()
        .scalars(
            sa.select(Suspension).where(
                Suspension.provider_id.in_(provider_ids),
                Suspension.first_day <= last_day,
                sa.or_(Suspension.last_day.is_(None), Suspension.last_day >= first_day),
            )
        )
        .all()
    )


def times_around(
    column: str, ids: Collection[int], first_day: date, last_day: date
) -> list[tuple[Any, ...]]:
    """Return visit, carer, person, start, end and two-person mark of whoever's visits in a span.

    ``column`` is ``carer_id`` or ``person_id``.
    """
    whose = {"carer_id": Visit.carer_id, "person_id": Visit.person_id}[column]
    found: list[tuple[Any, ...]] = []
    for chunk in chunks(ids):
        statement = sa.select(
            Visit.id,
            Visit.carer_id,
            Visit.person_id,
            Visit.started_at,
            Visit.ended_at,
            Visit.two_person,
        ).where(
            whose.in_(chunk),
            Visit.day.between(first_day, last_day),
            Visit.started_at.is_not(None),
            Visit.ended_at.is_not(None),
            Visit.state.not_in(("voided", "refused", "missed")),
        )
        found += session().execute(statement)
    return found


def fixes_since(carer_ids: Collection[int], since: date) -> list[tuple[Any, ...]]:
    """Return the measured fixes of carers since a day, for travel and frozen values."""
    found: list[tuple[Any, ...]] = []
    for chunk in chunks(carer_ids):
        statement = (
            sa.select(
                Fix.id,
                Fix.visit_id,
                Fix.carer_id,
                Fix.lat,
                Fix.lon,
                Fix.accuracy_m,
                Fix.taken_at,
                sa.case((Fix.kind == "in", Visit.started_at), else_=Visit.ended_at),
                Visit.day,
            )
            .join(Visit, Visit.id == Fix.visit_id)
            .where(Visit.carer_id.in_(chunk), Visit.day >= since, Fix.lat.is_not(None))
        )
        found += session().execute(statement)
    return found


def visits_on(day: date, *, scope: Scope, states: Sequence[str]) -> Sequence[Visit]:
    """Return a day's visits in some states, in the order of their ids."""
    statement = scope.narrow(sa.select(Visit), Visit).where(
        Visit.day == day, Visit.state.in_(states)
    )
    return session().scalars(statement.order_by(Visit.id)).all()


def ids_of_person(
    person_id: int, first_day: date, last_day: date, *, scope: Scope, states: Sequence[str]
) -> Sequence[int]:
    """Return the ids of a person's visits of a span in some states, in order."""
    statement = scope.narrow(sa.select(Visit.id), Visit).where(
        Visit.person_id == person_id,
        Visit.day.between(first_day, last_day),
        Visit.state.in_(states),
    )
    return session().scalars(statement.order_by(Visit.id)).all()


def locked(visit_ids: Collection[int], *, scope: Scope) -> Sequence[Visit]:
    """Return visits as they are now, locked in the order of their ids."""
    statement = scope.narrow(sa.select(Visit), Visit).where(Visit.id.in_(sorted(visit_ids)))
    ordered = statement.order_by(Visit.id).with_for_update(of=Visit)
    return session().scalars(ordered.execution_options(populate_existing=True)).all()


def ids_between(
    first_day: date, last_day: date, *, scope: Scope, states: Sequence[str], after_id: int = 0
) -> Sequence[int]:
    """Return the ids of a span's visits in some states, in order, a chunk at a time."""
    statement = scope.narrow(sa.select(Visit.id), Visit).where(
        Visit.day.between(first_day, last_day), Visit.state.in_(states), Visit.id > after_id
    )
    return session().scalars(statement.order_by(Visit.id).limit(_CHUNK)).all()


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    """Cut many ids into lists that a statement can hold."""
    ordered = sorted(set(ids))
    for at in range(0, len(ordered), _CHUNK):
        yield ordered[at : at + _CHUNK]


def clock_readings(visit_ids: Collection[int]) -> list[tuple[int, str, int, datetime, datetime]]:
    """Return visit, device, number, the device's clock and the server's of what was reported."""
    found: list[tuple[int, str, int, datetime, datetime]] = []
    for chunk in chunks(visit_ids):
        statement = sa.select(
            SyncItem.visit_id,
            SyncItem.device,
            SyncItem.seq,
            SyncItem.device_time,
            SyncItem.received_at,
        ).where(SyncItem.visit_id.in_(chunk), SyncItem.device_time.is_not(None))
        found += session().execute(statement)
    return found
