"""The months of an area as the board shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.board import queries
from billing.board.rules import WHO, Standing, next_act
from billing.models import PaymentOrder, Settlement
from billing.settlement import queries as settlements
from billing.settlement.rules.states import ORDER
from ltc.directory import queries as directory
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import PolicyGap
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


def months(*, scope: Scope, on: date) -> list[MonthRow]:
    """Return the months of the scope, newest first: begun ones, then those that wait."""
    pool = pool_of(scope.area, on)
    begun = settlements.settlements(scope=scope, limit=MOST)
    rows = [*_waiting(pool, begun, scope=scope, on=on), *_begun(begun, scope=scope)]
    return sorted(rows, key=lambda row: (row.month, row.area_code), reverse=True)[:MOST]


def month(area: str, asked: Month, *, scope: Scope, on: date) -> MonthRow:
    """Return one month."""
    there = settlements.settlement_of(area, asked, scope=scope)
    if there is not None:
        return _begun([there], scope=scope)[0]
    name = directory.area(area).name
    return MonthRow(area, name, str(asked), None, Standing("open", over=on > asked.last_day))


def _begun(found: Any, *, scope: Scope) -> list[MonthRow]:  # noqa: ANN401 - a sequence of settlements
    ids = [each.id for each in found]
    names = {code: directory.area(code).name for code in {each.area_code for each in found}}
    counts, disputes = queries.statement_counts(ids), queries.open_disputes(ids)
    orders = queries.orders_of(ids, scope=scope)
    rows = []
    for each in found:
        order = orders.get(each.id)
        standing = Standing(
            each.state,
            True,
            *counts.get(each.id, (0, 0)),
            disputes.get(each.id, 0),
            order.state if order else "",
        )
        rows.append(
            MonthRow(each.area_code, names[each.area_code], each.month, each, standing, order)
        )
    return rows


def _waiting(pool: str, begun: Any, *, scope: Scope, on: date) -> Iterator[MonthRow]:  # noqa: ANN401
    """Yield the months after the last one that was begun, up to the present one."""
    known = [each.month for each in begun if each.area_code == pool]
    if known:
        first = Month.parse(max(known)).next()
    else:
        day = queries.first_day_of_care(pool, scope=scope)
        first = Month.of(day or on)
    name, at, present = directory.area(pool).name, first, Month.of(on)
    for _ in range(MOST_WAITING):
        if at > present:
            return
        yield MonthRow(pool, name, str(at), None, Standing("open", over=at < present))
        at = at.next()


def steps(row: MonthRow) -> list[dict[str, Any]]:
    """Return how far a month has come."""
    done = ORDER.index(row.state)
    return [
        {
            "label": word(state, "settlement_step"),
            "is": "done" if at <= done else "now" if at == done + 1 else "next",
        }
        for at, state in enumerate(ORDER)
        if at
    ]
