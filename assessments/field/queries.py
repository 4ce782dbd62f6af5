"""Reading what a tablet needs before it leaves, and what tablets have sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assessments.field.models import FieldItem
from assessments.models import Assessment, Assessor, ScoreForm
from assessments.queries import ON_SITE_WORKS, OWN, PAGE
from assessments.rules.not_taken import OPEN, next_step
from ltc.case.models import Person
from ltc.db import session
from ltc.devices.models import Device
from ltc.directory.models import Staff
from ltc.scope import Scope, Statement

_MOST_TASKS = 60
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One home to go to: the assessment, its person, and what this scorer did there so far."""

    assessment: Assessment
    person: Person
    work: str
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet as the desk sees it: whose, and when it last sent anything."""

    device: Device
    staff_name: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An item without effect: whose, and about which assessment if that one is in reach."""

    item: FieldItem
    staff_name: str
    revoked_at: datetime | None
    assessment_state: str | None
    person_name: str | None

    @property
    def next_step(self) -> str:
        """What a person can do about it."""
        revoked = self.revoked_at is not None
        return next_step(self.item.state, revoked=revoked, assessment_state=self.assessment_state)


def tasks_of(staff_id: int, first: datetime, last: datetime, *, scope: Scope) -> list[Task]:
    """Return the homes that a scorer is appointed to between two instants, in order."""
    own = sa.and_(
        ScoreForm.assessment_id == Assessment.id,
        ScoreForm.staff_id == staff_id,
        ScoreForm.kind == OWN,
    )
    statement = (
        scope.narrow(sa.select(Assessment, Person, Assessor.work, ScoreForm.sealed_at), Assessment)
        .join(Person, Person.id == Assessment.person_id)
        .join(Assessor, Assessor.assessment_id == Assessment.id)
        .outerjoin(ScoreForm, own)
        .where(
            Assessor.staff_id == staff_id,
            Assessor.work.in_(ON_SITE_WORKS),
            Assessment.state.in_(("scheduled", "on_site")),
            Assessment.scheduled_at.between(first, last),
        )
        .order_by(Assessment.scheduled_at, Assessment.id)
        .limit(_MOST_TASKS)
    )
    return [Task(*row) for row in session().execute(statement)]


def known_or_held(device_id: str, item_ids: Sequence[str]) -> dict[str, FieldItem]:
    """Return the items already here under these ids, and what waits for a gap to close."""
    held = sa.and_(FieldItem.device == device_id, FieldItem.state == "held")
    statement = sa.select(FieldItem).where(sa.or_(FieldItem.id.in_(item_ids), held))
    return {item.id: item for item in session().scalars(statement)}


def number_taken(device_id: str, seq: int) -> bool:
    """Tell whether a number of a locked device has an item."""
    found = sa.exists().where(FieldItem.device == device_id, FieldItem.seq == seq)
    return bool(session().scalar(sa.select(found)))


def numbers_waiting(device_id: str) -> Sequence[int]:
    """Return the numbers that a locked tablet has waiting, in order."""
    held = sa.select(FieldItem.seq).where(FieldItem.device == device_id, FieldItem.state == "held")
    return session().scalars(held.order_by(FieldItem.seq)).all()


def tablets(*, scope: Scope) -> list[Tablet]:
    """Return an agency's tablets, those in use first, with the last time that each one sent."""
    last = (
        sa.select(sa.func.max(FieldItem.received_at))
        .where(FieldItem.device == Device.id)
        .scalar_subquery()
    )
    statement = (
        scope.narrow(sa.select(Device, Staff.name, last), Device)
        .join(Staff, Staff.id == Device.staff_id)
        .order_by(Device.revoked_at.is_not(None), Device.registered_at.desc(), Device.id)
        .limit(_SHOWN)
    )
    return [Tablet(*row) for row in session().execute(statement)]


def not_taken(*, scope: Scope, skip: int = 0) -> list[NotTaken]:
    """Return a page of what is held or parked and one row more, newest first, without bodies."""
    columns = (FieldItem, Staff.name, Device.revoked_at, Assessment.state, Person.name)
    statement = (
        _not_taken(sa.select(*columns).select_from(FieldItem), scope)
        .join(Staff, Staff.id == FieldItem.staff_id)
        .outerjoin(Person, Person.id == Assessment.person_id)
        .options(sa.orm.defer(FieldItem.body, raiseload=True))
        .order_by(FieldItem.received_at.desc(), FieldItem.id)
        .offset(skip)
        .limit(PAGE + 1)
    )
    return [NotTaken(*row) for row in session().execute(statement)]


def count_to_settle(*, scope: Scope) -> int:
    """Count what is held or parked and somebody can still do something about."""
    waits = sa.and_(FieldItem.state == "held", Device.revoked_at.is_(None))
    statement = _not_taken(sa.select(sa.func.count()).select_from(FieldItem), scope)
    settled = statement.where(sa.or_(waits, Assessment.state.in_(OPEN)))
    return session().scalar(settled) or 0


def _not_taken(statement: Statement, scope: Scope) -> Statement:
    """Join what is held or parked with its tablet and with an assessment that ``scope`` sees."""
    # By way of the tablets: what waits is found by device and state among all items.
    own = sa.and_(Assessment.id == FieldItem.assessment_id, *scope.conditions(Assessment))
    joined = statement.join(Device, Device.id == FieldItem.device).outerjoin(Assessment, own)
    narrowed = scope.narrow(scope.narrow(joined, FieldItem), Device)
    return narrowed.where(FieldItem.state.in_(("held", "parked")))
