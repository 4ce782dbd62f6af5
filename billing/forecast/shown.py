"""The outlook of a fund and its reports, put together for a page or a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from billing.forecast import queries
from billing.forecast.models import ReserveLine
from billing.forecast.rules import (
    Ahead,
    Inputs,
    Rate,
    Report,
    cash_and_debts,
    outlook,
    report,
    reserve_tenths,
    runs_out,
)
from billing.ledger.rules.chart import EXPENSE, INCOME, INSURANCES, account, natural_sign
from billing.models import Settlement
from ltc.scope import Scope
from ltc.shared.dates import Month

WINDOWS = (3, 6, 12)
"""How many settled months the run rate may be taken from; the reader chooses, nothing is law."""

AHEAD = 6


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a fund stands and what lies ahead."""

    insurance: str
    inputs: Inputs
    window: Sequence[str]
    ahead: Sequence[Ahead]
    tenths: int | None
    line: ReserveLine | None

    @property
    def runs_out(self) -> Month | None:
        """The first month that the reserve does not cover without new income."""
        return runs_out(self.ahead)

    @property
    def is_low(self) -> bool:
        """Whether the reserve lasts less than the bureau's own line; never without one."""
        return self.line is not None and self.tenths is not None and self.tenths < self._line

    @property
    def _line(self) -> int:
        return self.line.months * 10 if self.line else 0

    @property
    def warns(self) -> bool:
        """Whether somebody should look."""
        return self.is_low or self.runs_out is not None


def outlook_of(area: str, insurance: str, window: int, on: date, *, scope: Scope) -> Outlook:
    """Return how a fund stands on a day and what lies ahead."""
    settled = queries.settled_months(area, window, scope=scope)
    months = months_ahead(settled, on)
    inputs = _inputs(area, insurance, settled, months, on, scope=scope)
    return Outlook(
        insurance=insurance,
        inputs=inputs,
        window=sorted(each.month for each in settled),
        ahead=outlook(inputs, months),
        tenths=reserve_tenths(inputs.reserve_fen, inputs.rate.per_month_fen),
        line=queries.reserve_line(area, insurance, scope=scope),
    )


def months_ahead(settled: Sequence[Settlement], on: date) -> list[Month]:
    """Return the months from the first that is not settled to some months ahead of a day."""
    month = Month.parse(settled[0].month).next() if settled else Month.of(on)
    last = Month.of(on)
    for _number in range(AHEAD):
        last = last.next()
    found = []
    while month <= last:
        found.append(month)
        month = month.next()
    return found


def _inputs(
    area: str,
    insurance: str,
    settled: Sequence[Settlement],
    months: Sequence[Month],
    on: date,
    *,
    scope: Scope,
) -> Inputs:
    rows = queries.periods(area, insurance, on, on, scope=scope)
    cash, owed = cash_and_debts({each.account: each.after_fen for each in rows})
    window = [Month.parse(each.month) for each in settled]
    first = min([*window, Month(months[0].year - 1, months[0].number)])
    moved = queries.by_month(area, insurance, first, Month.of(on), scope=scope)
    return Inputs(
        cash_fen=cash,
        owed_fen=owed,
        rate=Rate(sum(_of_kind(moved, EXPENSE, each) for each in window), len(window)),
        paid=queries.paid_by_mode(settled, insurance),
        plans=queries.plan_sums(area, insurance, months[0].first_day, scope=scope),
        income={month: _of_kind(moved, INCOME, month) for month in {each for each, _ in moved}},
    )


def _of_kind(moved: dict[tuple[Month, str], int], kind: str, month: Month) -> int:
    return sum(
        fen * natural_sign(code)
        for (of, code), fen in moved.items()
        if of == month and account(code).kind == kind
    )


def warnings(area: str, on: date, *, scope: Scope) -> list[str]:
    """Return the funds of an area that somebody should look at."""
    found = [outlook_of(area, each, WINDOWS[0], on, scope=scope) for each in INSURANCES]
    return [each.insurance for each in found if each.warns]


def period_of(year: int, half: int) -> tuple[date, date]:
    """Return the first and last day of a half-year (1 or 2), or of the whole year (0)."""
    first = Month(year, 7 if half == 2 else 1)  # noqa: PLR2004 - January and July
    last = Month(year, 6 if half == 1 else 12)
    return first.first_day, last.last_day


def reports(area: str, first_day: date, last_day: date, *, scope: Scope) -> dict[str, Report]:
    """Return the report of each fund of an area over some days."""
    return {
        each: report(queries.periods(area, each, first_day, last_day, scope=scope))
        for each in INSURANCES
    }
