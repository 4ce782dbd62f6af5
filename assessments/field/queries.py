"""Reading what a tablet needs before it leaves, and what tablets have sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assessments.field.models import FieldItem
from assessments.models import Assessment, Assessor, ScoreForm
from assessments.queries import ON_SITE_WORKS, OWN
from ltc.case.models import Person
from ltc.db import session
from ltc.scope import Scope

_MOST_TASKS = 60
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One home to go to: the assessment, its person, and what this scorer did there so far."""

    assessment: Assessment
    person: Person
    work: str
    sealed_at: datetime | None


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


def not_taken(*, scope: Scope) -> Sequence[FieldItem]:
    """Return what is held or parked, newest first: a named person looks at each."""
    statement = scope.narrow(sa.select(FieldItem), FieldItem)
    waits = statement.where(FieldItem.state.in_(("held", "parked")))
    newest = waits.order_by(FieldItem.received_at.desc(), FieldItem.seq.desc())
    return session().scalars(newest.limit(_SHOWN)).all()
