"""Shape 7: visits up to a price by the kind of carer, so many a week or a month.

The fund pays a ratio of it, at most ``benefit.visit_fund``, or what a fixed co-payment leaves; a
pack that names no price pays by the bill;
visits shorter than ``benefit.visit_least_minutes`` are not paid.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.shapes.terms import FREE, rate_in
from billing.rules.tables import amount_in, has_trait, maybe_amount, maybe_in, maybe_number

PRICE, FUND, COPAY = "benefit.visit_price", "benefit.visit_fund", "benefit.visit_copay"
RATIO, LEAST = "benefit.ratio", "benefit.visit_least_minutes"
WEEK, MONTH = "benefit.visits_week", "benefit.visits_month"
PAYS, NEEDS_BILL = "benefit.unit", False
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (PRICE, FUND, COPAY),
    "benefit.price": (PRICE,),
    "benefit.fund_price": (FUND,),
    "benefit.copay": (COPAY,),
    "benefit.count": (WEEK, MONTH),
    "benefit.count_used": (WEEK, MONTH),
    "visit.minutes": (LEAST,),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read what a visit may cost, what the fund pays of it, and how many visits it pays."""
    free = has_trait(law, FREE, cell)
    ratio = rate_in(law, RATIO, cell) if maybe_in(law, RATIO, cell) is not None else (1, 1)
    return counting.unit_terms(
        law,
        cell,
        "visit",
        price_fen=amount_in(law, PRICE, cell) if PRICE in law.pack else None,
        ratio=ratio,
        fund_fen=None if free else maybe_amount(law, FUND, cell),
        copay_fen=0 if free or not law.has(COPAY, cell.day) else amount_in(law, COPAY, cell),
        least_minutes=maybe_number(law, LEAST, cell) or 0,
        week_most=counting.most(law, WEEK, cell, ticks=units.TICKS),
        month_most=counting.most(law, MONTH, cell, ticks=units.TICKS),
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay the visits that fit."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the price of a visit, the fund's part and how many are paid."""
    return counting.standard(terms, "price")
