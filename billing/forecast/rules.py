"""How far a fund reaches, in sums that anybody can redo.  Pure; whole 分.

Three formulas: what a month costs by the plans is their cost for the days on which they hold times
the part that the fund paid lately; what it costs by the run rate is the mean of the last settled
months; the larger of both is expected.  The reserve is cash less everything owed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from billing.ledger.rules.chart import ASSET, BALANCE, CASH, EXPENSE, INCOME, LIABILITY, account
from ltc.shared.dates import Month, overlaps

_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """What some settled months cost together."""

    total_fen: int
    months: int

    @property
    def per_month_fen(self) -> int:
        """The mean of a month, rounded to the 分; nothing where no month was settled."""
        return part(self.total_fen, 1, self.months)


@dataclass(frozen=True, slots=True)
class Paid:
    """How much of what was asked the fund paid."""

    asked_fen: int = 0
    fund_fen: int = 0

    def __add__(self, other: Paid) -> Paid:
        return Paid(self.asked_fen + other.asked_fen, self.fund_fen + other.fund_fen)


@dataclass(frozen=True, slots=True)
class PlanSum:
    """Confirmed plans of one mode and span of days, added up: cost of a whole month."""

    mode: str
    first_day: date
    last_day: date | None
    plans: int
    planned_fen: int

    def holds(self, first_day: date, last_day: date) -> bool:
        """Whether these plans hold on a day of a span."""
        return overlaps(self.first_day, self.last_day, first_day, last_day)

    def within(self, month: Month) -> PlanSum:
        """Return these plans with the cost of the days of a month on which they hold."""
        first, last = max(self.first_day, month.first_day), month.last_day
        held = (min(self.last_day or last, last) - first).days + 1
        return replace(self, planned_fen=part(self.planned_fen, held, month.last_day.day))


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the outlook is reckoned from."""

    cash_fen: int
    owed_fen: int
    rate: Rate
    paid: Mapping[str, Paid]  # by mode
    plans: Sequence[PlanSum]
    income: Mapping[Month, int]  # what came in, by month of the books

    @property
    def reserve_fen(self) -> int:
        """Cash less everything owed: also what is withheld, since it is not the fund's to spend."""
        return self.cash_fen - self.owed_fen

    @property
    def paid_in_all(self) -> Paid:
        """What was paid of what was asked, all modes together."""
        return sum(self.paid.values(), Paid())


@dataclass(frozen=True, slots=True)
class Ahead:
    """A month that is not settled yet: what it may cost, what is left after it."""

    month: Month
    plans: int
    planned_fen: int
    by_plan_fen: int
    by_rate_fen: int
    income_fen: int  # of the same month a year before
    left_fen: int
    left_with_income_fen: int

    @property
    def expected_fen(self) -> int:
        """The larger of both figures: a warning too early costs less than one too late."""
        return max(self.by_plan_fen, self.by_rate_fen)


def part(fen: int, numerator: int, denominator: int) -> int:
    """Return a part of an amount, half a 分 rounded up; nothing where there is nothing to go by."""
    if denominator <= 0:
        return 0
    return (2 * fen * numerator + denominator) // (2 * denominator)


def outlook(inputs: Inputs, months: Sequence[Month]) -> list[Ahead]:
    """Return the months ahead in their order."""
    found, left, with_income = [], inputs.reserve_fen, inputs.reserve_fen
    for month in months:
        plans = [each.within(month) for each in inputs.plans if each.holds(*month.days)]
        by_plan = sum(_fund_part(each, inputs) for each in plans)
        by_rate = inputs.rate.per_month_fen
        income = inputs.income.get(Month(month.year - 1, month.number), 0)
        left -= max(by_plan, by_rate)
        with_income += income - max(by_plan, by_rate)
        found.append(
            Ahead(
                month=month,
                plans=sum(each.plans for each in plans),
                planned_fen=sum(each.planned_fen for each in plans),
                by_plan_fen=by_plan,
                by_rate_fen=by_rate,
                income_fen=income,
                left_fen=left,
                left_with_income_fen=with_income,
            )
        )
    return found


def _fund_part(plan: PlanSum, inputs: Inputs) -> int:
    """Return what the fund pays of a plan's days: as lately in its mode, else in all modes.

    Where nothing was settled yet the whole cost counts.
    """
    lately = inputs.paid.get(plan.mode) or inputs.paid_in_all
    if lately.asked_fen <= 0:
        return plan.planned_fen
    return part(plan.planned_fen, lately.fund_fen, lately.asked_fen)


def reserve_tenths(reserve_fen: int, per_month_fen: int) -> int | None:
    """Return how many tenths of a month the reserve lasts, cut off; ``None`` where none is paid."""
    if per_month_fen <= 0:
        return None
    return max(reserve_fen, 0) * _TENTHS // per_month_fen


def runs_out(ahead: Sequence[Ahead]) -> Month | None:
    """Return the first month that the reserve does not cover, without any new income."""
    return next((each.month for each in ahead if each.left_fen < 0), None)


@dataclass(frozen=True, slots=True)
class Period:
    """An account before a period and within it, debit positive."""

    account: str
    before_fen: int
    within_fen: int

    @property
    def after_fen(self) -> int:
        """What stands on it at the end."""
        return self.before_fen + self.within_fen


@dataclass(frozen=True, slots=True)
class Report:
    """A fund's half-year or year: amounts in their natural sign."""

    opening_fen: int
    income: Sequence[tuple[str, int]]
    outgo: Sequence[tuple[str, int]]
    assets: Sequence[tuple[str, int]]
    debts: Sequence[tuple[str, int]]

    @property
    def income_fen(self) -> int:
        """All that came in."""
        return sum(fen for _, fen in self.income)

    @property
    def outgo_fen(self) -> int:
        """All that was spent."""
        return sum(fen for _, fen in self.outgo)

    @property
    def closing_fen(self) -> int:
        """What is left at the end, by income and outgo."""
        return self.opening_fen + self.income_fen - self.outgo_fen

    @property
    def net_fen(self) -> int:
        """What is left at the end, by what is there and what is owed: always the same."""
        return sum(fen for _, fen in self.assets) - sum(fen for _, fen in self.debts)


def report(rows: Sequence[Period]) -> Report:
    """Return the report of one fund; an opening balance entered in the period opens it."""
    kinds = {each.account: account(each.account).kind for each in rows}
    brought = sum(-each.after_fen for each in rows if kinds[each.account] == BALANCE)
    earned = sum(-each.before_fen for each in rows if kinds[each.account] in (INCOME, EXPENSE))

    def of(kind: str, name: str, sign: int) -> list[tuple[str, int]]:
        found = [(each.account, sign * getattr(each, name)) for each in rows]
        return [(code, fen) for code, fen in found if kinds[code] == kind and fen]

    return Report(
        opening_fen=brought + earned,
        income=of(INCOME, "within_fen", -1),
        outgo=of(EXPENSE, "within_fen", 1),
        assets=of(ASSET, "after_fen", 1),
        debts=of(LIABILITY, "after_fen", -1),
    )


def cash_and_debts(balances: Mapping[str, int]) -> tuple[int, int]:
    """Return cash, and everything owed, from what stands on the accounts (debit positive)."""
    owed = sum(-fen for code, fen in balances.items() if account(code).kind == LIABILITY)
    return balances.get(CASH, 0), owed
