"""Statutory clocks: started with the act that the law counts from, met by the act it waits for.

How many days, and whether working days, is the pack's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ltc.case import queries
from ltc.case.models import Clock
from ltc.db import session
from ltc.policy.calendar import work_calendar
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Dated
from ltc.scope import Scope

_WORKING = "working_days"


@dataclass(frozen=True, slots=True)
class ClockKind:
    """A kind of clock: the parameter that gives its days, and the role that must act."""

    code: str
    parameter: str
    owner_role: str


ACCEPTANCE = ClockKind("acceptance", "process.acceptance_days", "operator")
DELIVERY = ClockKind("delivery", "process.delivery_days", "operator")
PUBLICATION = ClockKind("publication", "process.publication_days", "operator")
OBJECTION = ClockKind("objection", "process.objection_days", "bureau_officer")
REVIEW_FILING = ClockKind("review_filing", "process.review_filing_days", "family")
REVIEW = ClockKind("review", "process.delivery_days", "operator")
EXPIRY = ClockKind("expiry", "process.expiry_lead_days", "operator")


def start_clock(
    kind: ClockKind,
    about: Any,  # noqa: ANN401 - any record of a case
    *,
    on: date,
    organisation_id: int | None = None,
) -> Clock:
    """Start a clock about a record (with ``person_id`` and ``area_code``); day one is the next."""
    clause = pack_for_area(about.area_code, on)[kind.parameter]
    session().flush()
    clock = Clock(
        kind=kind.code,
        about_kind=about.__tablename__,
        about_id=about.id,
        person_id=about.person_id,
        area_code=about.area_code,
        organisation_id=organisation_id,
        owner_role=kind.owner_role,
        started_on=on,
        days=clause.on(on),
        working_days=clause.unit == _WORKING,
        due_on=due_day(about.area_code, on, clause),
    )
    session().add(clock)
    return clock


def due_day(area_code: str, start: date, clause: Dated) -> date:
    """Return the last day of a clock that begins to count on the day after ``start``."""
    days: int = clause.on(start)
    if clause.unit == _WORKING:
        return work_calendar(area_code, start.year).after(start, days)
    return start + timedelta(days=days)


def meet_clock(kind: ClockKind, about: Any, *, on: date) -> Clock | None:  # noqa: ANN401 - as above
    """Stop the running clock of a kind about a record; without one there is nothing to stop."""
    scope = Scope.everything("a clock of a record that was read under the actor's scope")
    clock = queries.running_clock(kind.code, about.__tablename__, about.id, scope=scope)
    if clock is not None:
        clock.met_on = on
    return clock


def days_late(clock: Clock, on: date) -> int:
    """Return by how many days a clock is or was late; zero while it is in time."""
    return max(((clock.met_on or on) - clock.due_on).days, 0)
