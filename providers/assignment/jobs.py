"""Nightly work: proposals that nobody answered go back to the desk; files of the past close."""

from __future__ import annotations

from datetime import date

from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.shared.clock import now
from ltc.shared.errors import Conflict
from providers.assignment import queries, services


def expire_overdue(business_day: date) -> int:
    """Expire every overdue proposal, each in a unit of its own; return how many."""
    scope = Scope.everything("proposals not answered in time")
    with read_only():
        overdue = queries.overdue(business_day, scope=scope)
    return sum(_expire(each, scope) for each in overdue)


def close_files(business_day: date) -> int:
    """Close the cases to providers whose last day with them is over; return how many."""
    scope = Scope.everything("cases whose provider has served its last day")
    with read_only():
        over = queries.files_to_close(business_day, scope=scope)
    for assignment_id, last_day in over:
        with unit_of_work():
            services.close_file(assignment_id, last_day)
    return len(over)


def _expire(assignment_id: int, scope: Scope) -> bool:
    """Expire one; the provider may have answered a moment ago, and that stands."""
    try:
        with unit_of_work():
            services.expire(assignment_id, scope=scope, at=now())
    except Conflict:
        return False
    return True
