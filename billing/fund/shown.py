"""The fund's books as the desk shows them: one row an account, one pair of bars a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billing.fund.queries import Movement
from billing.ledger.rules.chart import (
    CASH,
    DEPOSIT,
    EXPENSE,
    INCOME,
    INSURANCES,
    PAYABLE,
    Account,
    account,
    natural_sign,
)

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account with what stands on it by fund, in its natural sign."""

    account: Account
    by_fund: Mapping[str, int]

    @property
    def total_fen(self) -> int:
        """Both funds together."""
        return sum(self.by_fund.values())


@dataclass(frozen=True, slots=True)
class Year:
    """Income and outgo of a year by month, in 分."""

    income: tuple[int, ...]
    outgo: tuple[int, ...]

    @property
    def surplus_fen(self) -> int:
        """Income less outgo."""
        return sum(self.income) - sum(self.outgo)


@dataclass(frozen=True, slots=True)
class Heads:
    """The figures over the board."""

    cash_fen: int
    owed_fen: int
    deposit_fen: int


def accounts(balances: Mapping[tuple[str, str], int], fund: str = "") -> list[AccountRow]:
    """Return the accounts that were ever used, in the order of the chart's kinds."""
    funds = [fund] if fund else list(INSURANCES)
    codes = dict.fromkeys(code for of, code in sorted(balances, key=_place) if of in funds)
    return [
        AccountRow(
            account(code),
            {each: balances.get((each, code), 0) * natural_sign(code) for each in funds},
        )
        for code in codes
    ]


_KINDS = ("asset", "liability", "balance", "income", "expense")


def _place(key: tuple[str, str]) -> tuple[int, str]:
    return _KINDS.index(account(key[1]).kind), key[1]


def heads(rows: Sequence[AccountRow]) -> Heads:
    """Return cash, what is owed to providers, and deposits withheld."""
    on = {row.account.code: row.total_fen for row in rows}
    return Heads(on.get(CASH, 0), on.get(PAYABLE, 0), on.get(DEPOSIT, 0))


def year_of(moved: Sequence[Movement], fund: str = "") -> Year:
    """Return income and outgo by month."""
    mine = [each for each in moved if not fund or each.insurance == fund]
    return Year(_by_month(mine, INCOME), _by_month(mine, EXPENSE))


def _by_month(moved: Sequence[Movement], kind: str) -> tuple[int, ...]:
    return tuple(
        sum(
            each.net_fen * natural_sign(each.account)
            for each in moved
            if each.month == month and account(each.account).kind == kind
        )
        for month in MONTHS
    )
