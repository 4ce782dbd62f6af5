"""Shape 6: hours of care up to a price by the kind of carer, so many a week or a month.

Also shape 13: ``benefit.loyalty_hours`` more a month for care at home without a break.  A visit
counts the minutes delivered, or ``benefit.visit_minutes`` where none are told.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.shapes.loyalty import hours_of_loyalty
from billing.rules.shapes.terms import FREE, rate_in
from billing.rules.tables import amount_in, has_trait, maybe_amount, maybe_number

PRICE, FUND, RATIO = "benefit.hour_price", "benefit.hour_fund", "benefit.ratio"
WEEK, MONTH = "benefit.minutes_week", "benefit.minutes_month"
VISIT, VISIT_MOST = "benefit.visit_minutes", "benefit.visit_most_minutes"
PAYS, NEEDS_BILL = "benefit.unit", False
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (PRICE,),
    "benefit.price": (PRICE,),
    "benefit.fund_price": (FUND,),
    "benefit.count": (WEEK, MONTH),
    "benefit.count_used": (WEEK, MONTH),
    "benefit.loyalty": ("benefit.loyalty_minutes_first",),
    "visit.minutes": (VISIT, PRICE),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the price of an hour, what the fund pays of it, and how many hours it pays."""
    ratio = rate_in(law, RATIO, cell) if law.has(RATIO, cell.day) else (1, 1)
    fund = None if has_trait(law, FREE, cell) else maybe_amount(law, FUND, cell)
    return counting.unit_terms(
        law,
        cell,
        "hour",
        price_fen=amount_in(law, PRICE, cell),
        ratio=ratio,
        fund_fen=fund,
        unit_minutes=maybe_number(law, VISIT, cell) or 0,
        most_minutes=maybe_number(law, VISIT_MOST, cell) or 0,
        week_most=counting.most(law, WEEK, cell, ticks=units.MINUTE),
        month_most=counting.most(law, MONTH, cell, ticks=units.MINUTE),
        extra_most=hours_of_loyalty(law, cell),
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay the hours that fit."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the price of an hour, the fund's part and how many are paid."""
    return counting.standard(terms, "price")
