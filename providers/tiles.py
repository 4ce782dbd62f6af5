"""What waits on the desks of providers, operators and carers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ltc.addon import Tile
from ltc.scope import Scope
from providers.assignment import queries as assignments
from providers.visits.queries import desk, phone

_DONE = frozenset({"ended", "verified", "settled", "missed", "refused", "voided"})


def to_assign(scope: Scope, on: date) -> Iterator[Tile]:
    """Confirmed plans without a provider."""
    yield Tile("待派单的护理计划", "/desk/assignments/", assignments.count_waiting(on, scope=scope))


def to_choose(scope: Scope, on: date) -> Iterator[Tile]:
    """One's own confirmed plan without a provider."""
    waits = assignments.count_waiting(on, scope=scope)
    if waits:
        yield Tile("待您选择护理机构", "/my/provider/", waits)


def to_answer(scope: Scope, on: date) -> Iterator[Tile]:
    """Assignments that wait for the provider's answer."""
    proposed = assignments.count_by_state(("proposed",), scope=scope).get("proposed", 0)
    late = len(assignments.overdue(on, scope=scope))
    yield Tile("待答复的派单", "/desk/assignments/", proposed, late)


def exceptions(scope: Scope, on: date) -> Iterator[Tile]:
    """Exceptions by the role whose act they wait for; each role sees its own."""
    for role, (count, late) in desk.waiting_by_owner(on, scope=scope).items():
        if role in scope.actor.roles:
            yield Tile("待处理的异常", "/desk/exceptions/", count, late)


def today(scope: Scope, on: date) -> Iterator[Tile]:
    """The carer's visits of today that are still to be done."""
    stops = phone.day_of(on, scope=scope)
    yield Tile("今天还要上门", "/pwa/", sum(stop.visit.state not in _DONE for stop in stops))
