"""The scheduled work of visits; each function opens its own units of work."""

from __future__ import annotations

from datetime import date, timedelta

from ltc.db import unit_of_work
from ltc.scope import Scope
from ltc.shared.clock import now
from ltc.shared.dates import Month
from providers.visits import services

_ONE_DAY = timedelta(days=1)


def go_over_yesterday(business_day: date) -> int:
    """Go over the visits of the day before; return how many were looked at."""
    scope = Scope.everything("the night goes over every visit of the day before")
    with unit_of_work():
        return services.nightly_flags(business_day - _ONE_DAY, scope=scope, at=now()).looked_over


def pay_overdue(business_day: date) -> int:
    """Accept provisionally what waits past its clock through no fault of the carer."""
    scope = Scope.everything("overdue exceptions are paid provisionally")
    with unit_of_work():
        return services.accept_overdue(business_day, scope=scope, at=now())


def plan_next_month(business_day: date) -> int:
    """Plan the month to come for every active assignment; return how many visits."""
    scope = Scope.everything("the month to come is planned for everybody")
    with unit_of_work():
        return services.plan_month(Month.of(business_day).next(), scope=scope, at=now()).count
