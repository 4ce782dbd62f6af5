"""How a contribution is made up: one small function for each way that packs name.

Each takes the category's facts and the law of a day and returns 分 by source.  Every source's part
is rounded by itself; a sum is the sum of the parts, never a rate of the base once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from billing.rules.exact import Rounding
from billing.rules.law import Law
from ltc.shared.errors import BadInput, PolicyGap
from ltc.shared.money import share, yuan

AMOUNTS, MONTHLY = "contribution.amounts", "contribution.monthly_amounts"
TOTALS, SHARES = "contribution.totals", "contribution.shares"
RATES, RATES_OLDER = "contribution.rates", "contribution.rates_older"
AGE_LIMIT = "contribution.age_limit"
AT_MOST = "contribution.at_most"
ROUNDING, USUAL_ROUNDING = "contribution.rounding", "settlement.rounding"
HALF = "contribution.half_of_resident"
RESIDENT = "resident"
YEAR, BASE = "year", "base"
_MONTHS = 12
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Member:
    """Whose contribution is asked for: category, base in 分 and age where they are known."""

    category: str
    base_fen: int | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What each source pays in 分, for which period, by which table; ``more`` tells details."""

    table: str
    per: str
    amounts: Mapping[str, int]
    more: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""


def flat_per_year(law: Law, member: Member, on: date) -> Parts:
    """Take the published amounts of a year."""
    return Parts(AMOUNTS, YEAR, _row(law, AMOUNTS, member.category, on))


def flat_year_and_month(law: Law, member: Member, on: date) -> Parts:
    """Add twelve of the published amounts of a month to those of a year."""
    monthly = _row(law, MONTHLY, member.category, on)
    yearly = _row(law, AMOUNTS, member.category, on) if AMOUNTS in law.pack else {}
    sources = dict.fromkeys((*yearly, *monthly))
    amounts = {each: yearly.get(each, 0) + _MONTHS * monthly.get(each, 0) for each in sources}
    return Parts(MONTHLY, YEAR, amounts, {"monthly": _in_yuan(monthly)})


def flat_by_shares(law: Law, member: Member, on: date) -> Parts:
    """Divide the published total of a year; the last source pays what the others leave."""
    total = int(_row(law, TOTALS, member.category, on))
    shares = list(_row(law, SHARES, member.category, on).items())
    amounts = _rated(law, total, dict(shares[:-1]), on)
    return Parts(TOTALS, YEAR, {**amounts, shares[-1][0]: total - sum(amounts.values())})


def half_of_resident(law: Law, _member: Member, on: date) -> Parts:
    """Take half of every part of a resident's."""
    whole = _row(law, AMOUNTS, RESIDENT, on)
    halves = {each: _rated(law, fen, {each: _HALF}, on)[each] for each, fen in whole.items()}
    return Parts(AMOUNTS, YEAR, halves, {"half_of": RESIDENT}, HALF)


def rate_of_base(law: Law, member: Member, on: date) -> Parts:
    """Take each source's rate of the base."""
    return _of_base(law, RATES, member, on)


def rate_by_age(law: Law, member: Member, on: date) -> Parts:
    """Take the rates of the younger up to the limit of age, those of the older above it."""
    if member.age is None:
        raise BadInput(
            "age is missing: the rate depends on it",
            "缺少 age（年龄）：费率按年龄分段",
            field="age",
        )
    older = member.age > int(law.value(AGE_LIMIT, on))
    return _of_base(law, RATES_OLDER if older else RATES, member, on)


def rate_and_flat(law: Law, member: Member, on: date) -> Parts:
    """Take rates of the base, and tell the amounts that come once a year beside them."""
    parts = _of_base(law, RATES, member, on)
    yearly = _in_yuan(_row(law, AMOUNTS, member.category, on))
    return Parts(parts.table, parts.per, parts.amounts, {"also_per_year": yearly})


def at_most(law: Law, member: Member, on: date) -> Parts:
    """Tell the most that is published; what is really paid is not, so there are no amounts."""
    most = _in_yuan(_row(law, AT_MOST, member.category, on))
    return Parts(AT_MOST, YEAR, {}, {"at_most": most})


SHAPES: Mapping[str, Callable[[Law, Member, date], Parts]] = {
    "flat_per_year": flat_per_year,
    "flat_year_and_month": flat_year_and_month,
    "flat_by_shares": flat_by_shares,
    "half_of_resident": half_of_resident,
    "rate_of_base": rate_of_base,
    "rate_by_age": rate_by_age,
    "rate_and_flat": rate_and_flat,
    "at_most": at_most,
}


def _of_base(law: Law, table: str, member: Member, on: date) -> Parts:
    if member.base_fen is None:
        raise BadInput(
            "base is missing: this category pays a rate of it",
            "缺少 base（缴费基数）：该类人员按费率缴费",
            field="base",
        )
    rates = _row(law, table, member.category, on)
    return Parts(table, BASE, _rated(law, member.base_fen, rates, on), code=RATES)


def _rated(law: Law, fen: int, rates: Mapping[str, Decimal], on: date) -> dict[str, int]:
    own = ROUNDING in law.pack
    rounding = Rounding.of(law.value(ROUNDING if own else USUAL_ROUNDING, on))
    return {
        source: share(fen, rate, rounding.mode, rounding.unit_fen) for source, rate in rates.items()
    }


def _row(law: Law, table: str, category: str, on: date) -> Any:  # noqa: ANN401 - as its unit says
    """Return what ``table`` says of a category; ``PolicyGap`` where it says nothing."""
    value = law.value(table, on)
    if category not in value:
        raise PolicyGap(
            f"{law.pack.id}: {table} has no value for {category} on {on}",
            f"{law.pack.id}：{table} 在 {on} 没有 {category} 的取值",
            field=table,
        )
    return value[category]


def _in_yuan(amounts: Mapping[str, int]) -> dict[str, str]:
    return {source: yuan(fen) for source, fen in amounts.items()}
