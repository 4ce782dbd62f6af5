"""The scheduled work of visits; each function opens its own units of work."""

from __future__ import annotations

from datetime import date, timedelta

from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.shared.clock import now
from ltc.shared.dates import Month
from providers.visits import services
from providers.visits.acts import nightly
from providers.visits.queries import desk

_ONE_DAY = timedelta(days=1)
_PART = 200


def go_over_yesterday(business_day: date) -> int:
    """Go over the visits of the day before; return how many were looked at."""
    scope = Scope.everything("the night goes over every visit of the day before")
    day = business_day - _ONE_DAY
    with unit_of_work():
        nightly.begin_night(day, scope=scope, at=now())
    with read_only():
        flags = nightly.flags_of_day(day, scope=scope)
        parts = list(nightly.parts_of_day(day, scope=scope))
    for part in parts:
        with unit_of_work():
            nightly.look_over_part(part, flags, scope=scope, at=now())
    return sum(map(len, parts))


def pay_overdue(business_day: date) -> int:
    """Accept provisionally what waits past its clock through no fault of the carer."""
    scope = Scope.everything("overdue exceptions are paid provisionally")
    count = 0
    with read_only():
        waiting = list(desk.overdue(business_day, scope=scope))
    for begin in range(0, len(waiting), _PART):
        with unit_of_work():
            part = waiting[begin : begin + _PART]
            count += services.accept_overdue(business_day, scope=scope, at=now(), only=part)
    return count


def plan_next_month(business_day: date) -> int:
    """Plan the month to come for every active assignment; return how many visits."""
    scope = Scope.everything("the month to come is planned for everybody")
    with unit_of_work():
        return services.plan_month(Month.of(business_day).next(), scope=scope, at=now()).count
