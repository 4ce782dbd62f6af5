"""Checks of visits that count: nobody in two places at once, and nothing open that holds one.

A clash that stands open, or that a person has decided with a reason, is known and no fault; one
that only the system closed, or that nobody was asked about, is.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ltc.db import session
from providers.visits.acts.opening import SYSTEM
from providers.visits.models import Visit, VisitException
from providers.visits.rules.payable import OF_A_PERSON
from providers.visits.rules.states import PASSED

_later, _earlier = aliased(Visit), aliased(Visit)


def faults() -> Iterator[str]:
    """Yield what is wrong with visits that count; sound ones yield nothing."""
    yield from _two_places()
    yield from _two_carers()
    yield from _held()


def _two_places() -> Iterator[str]:
    """A carer gives one visit at a time."""
    for later, earlier in session().execute(_clashes("carer_id", "carer_overlap")):
        yield f"visit {later} overlaps visit {earlier} of the same carer"


def _two_carers() -> Iterator[str]:
    """A person has one carer at a time, unless both visits are marked as care by two."""
    statement = _clashes("person_id", "person_overlap").where(
        _later.carer_id != _earlier.carer_id,
        ~sa.and_(_later.two_person, _earlier.two_person),
    )
    for later, earlier in session().execute(statement):
        yield f"visit {later} overlaps visit {earlier} of the same person"


def _held() -> Iterator[str]:
    """A verified visit has no exception that nobody accepted, but for late news of the person."""
    statement = (
        sa.select(Visit.id, VisitException.code)
        .join(VisitException, VisitException.visit_id == Visit.id)
        .where(
            Visit.state == "verified",
            VisitException.accepted.is_not(True),
            VisitException.code.not_in(OF_A_PERSON),
        )
    )
    for number, code in session().execute(statement.order_by(Visit.id, VisitException.id)):
        yield f"visit {number} is verified although {code} was not accepted"


def _clashes(column: str, code: str) -> sa.Select[int, int]:
    """Return pairs of visits of one carer or person that share time and that nobody decided on.

    One pass in order of time finds the few that begin before an earlier one has ended.
    """
    late = _begun_too_early(getattr(Visit, column))
    asked = sa.exists().where(
        VisitException.visit_id.in_((_later.id, _earlier.id)),
        VisitException.code == code,
        sa.or_(VisitException.state != "decided", VisitException.decided_by != SYSTEM),
    )
    before = sa.or_(
        _earlier.started_at < _later.started_at,
        sa.and_(_earlier.started_at == _later.started_at, _earlier.id < _later.id),
    )
    return (
        sa.select(_later.id, _earlier.id)
        .join(_earlier, getattr(_earlier, column) == getattr(_later, column))
        .where(_later.id.in_(late), before, _earlier.ended_at > _later.started_at)
        .where(_earlier.state.in_(PASSED), ~asked)
        .order_by(_later.id, _earlier.id)
    )


def _begun_too_early(whose: InstrumentedAttribute[int]) -> sa.Select[tuple[int]]:
    order = (Visit.started_at, Visit.id)
    ends = sa.func.max(Visit.ended_at)
    end_before = ends.over(partition_by=whose, order_by=order, rows=(None, -1)).label("end_before")
    timed = (
        sa.select(Visit.id, Visit.started_at, end_before)
        .where(Visit.state.in_(PASSED), Visit.ended_at > Visit.started_at)
        .subquery()
    )
    return sa.select(timed.c.id).where(timed.c.started_at < timed.c.end_before)
