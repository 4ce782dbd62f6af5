"""The months of an area as the board shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.board import queries
from billing.board.queries import Counts
from billing.board.rules import WHO, Standing, next_act
from billing.models import PaymentOrder, Settlement
from billing.persons.queries import first_day_of_care
from billing.settlement import queries as settlements
from billing.settlement.rules.states import ORDER, ORDER_EMPTY
from ltc.directory import queries as directory
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import NotFound, PolicyGap
from ltc.web.words import word

MOST = 36
MOST_WAITING = 12  # the ones to be settled first, however far behind a pool is


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: settled or still to be."""

    area_code: str
    area: str
    month: str
    settlement: Settlement | None
    standing: Standing
    order: PaymentOrder | None = None

    @property
    def state(self) -> str:
        """The settlement's state; ``open`` before there is one."""
        return self.standing.state

    @property
    def act(self) -> str:
        """What comes next."""
        return next_act(self.standing)

    @property
    def who(self) -> tuple[str, ...]:
        """The roles that may do it."""
        return WHO[self.act]


def pool_of(area: str, on: date) -> str:
    """Return the pool that an area's months are settled for."""
    try:
        return pack_for_area(area, on).area_code
    except PolicyGap:
        return area


def is_part(area: str, on: date) -> bool:
    """Tell whether an area is a part of its pool: its office reads and settles nothing."""
    pool = pool_of(area, on)
    return bool(pool) and area != pool and area.startswith(pool)


def months(*, scope: Scope, on: date) -> list[MonthRow]:
    """Return the months of the scope, newest first: begun ones, then those that wait.

    None for an office of a part of the pool: these months are the pool's.
    """
    if is_part(scope.area, on):
        return []
    pool = pool_of(scope.area, on)
    begun = settlements.settlements(scope=scope, limit=MOST)
    names = queries.area_names([pool, *(each.area_code for each in begun)])
    waiting = _waiting(pool, begun, scope=scope, on=on) if pool in names else ()
    rows = [
        *(MonthRow(pool, names[pool], *each) for each in waiting),
        *_begun(begun, names, scope=scope),
    ]
    return sorted(rows, key=lambda row: (row.month, row.area_code), reverse=True)[:MOST]


def month(area: str, asked: Month, *, scope: Scope, on: date) -> MonthRow:
    """Return one month of the scope's area, or of the pool that it belongs to."""
    if not area.startswith(scope.area) and not scope.area.startswith(area):
        raise NotFound("no such month", "没有该统筹区的结算月份")
    there = settlements.settlement_of(area, asked, scope=scope)
    name = directory.area(area).name
    if there is not None:
        return _begun([there], {area: name}, scope=scope)[0]
    return MonthRow(area, name, str(asked), None, Standing("open", over=on > asked.last_day))


def _begun(
    found: Sequence[Settlement], names: Mapping[str, str], *, scope: Scope
) -> list[MonthRow]:
    """Return settlements with what hangs on them."""
    ids = [each.id for each in found]
    counts, orders = queries.statement_counts(ids), queries.orders_of(ids, scope=scope)
    return [
        _row(each, names[each.area_code], counts.get(each.id, Counts()), orders.get(each.id))
        for each in found
    ]


def _row(found: Settlement, area: str, counts: Counts, order: PaymentOrder | None) -> MonthRow:
    empty = found.computed_at is not None and not found.lines and not found.people_lines
    state = order.state if order else ""
    standing = Standing(found.state, True, *counts, order=state, empty=empty)
    return MonthRow(found.area_code, area, found.month, found, standing, order)


def _waiting(
    pool: str, begun: Sequence[Settlement], *, scope: Scope, on: date
) -> Iterator[tuple[str, None, Standing]]:
    """Yield the months after the last one that was begun, up to the present one."""
    known = [each.month for each in begun if each.area_code == pool]
    if known:
        first = Month.parse(max(known)).next()
    else:
        days = queries.first_day_of_care(pool, scope=scope), first_day_of_care(pool, scope=scope)
        first = Month.of(min(filter(None, days), default=on))
    at, present = first, Month.of(on)
    for _ in range(MOST_WAITING):
        if at > present:
            return
        yield str(at), None, Standing("open", over=at < present)
        at = at.next()


def steps(row: MonthRow) -> list[dict[str, Any]]:
    """Return how far a month has come."""
    order = ORDER_EMPTY if row.standing.empty else ORDER
    done = order.index(row.state)
    return [
        {
            "label": word(state, "settlement_step"),
            "is": "done" if at <= done else "now" if at == done + 1 else "next",
        }
        for at, state in enumerate(order)
        if at
    ]
