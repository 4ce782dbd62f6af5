"""Shape 2: one published standard a month, of which the fund pays a ratio by mode.

The standard is shared by ratio and limits the cost: what is used of it counts, nothing is carried
over.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes.monthly_cap_ratio import facts
from billing.rules.shapes.terms import Terms, limit_terms, rate_in, table_of
from billing.rules.staircase import climb, spread
from ltc.shared.money import share, yuan

STANDARD, RATIO = "benefit.monthly_standard", "benefit.ratio"
PAYS, NEEDS_BILL = "benefit.ratio", True
LAWS: Mapping[str, tuple[str, ...]] = {"benefit.cap": (STANDARD,), "benefit.cap_used": (STANDARD,)}

table = table_of
__all__ = ["LAWS", "NEEDS_BILL", "PAYS", "facts", "rate", "standard", "table", "terms"]


def terms(law: Law, cell: Cell) -> Terms:
    """Read the standard and the ratio."""
    return limit_terms(law, STANDARD, cell, ratio=rate_in(law, RATIO, cell), limits_cost=True)


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Let every line climb: the standard, the ratio, reasons."""
    return climb(spread(lines, table), pays=PAYS)


def standard(terms: Terms) -> Mapping[str, object]:
    """Return the standard of a month, the ratio and the fund's part of it."""
    ratio = Decimal(terms.numerator) / terms.denominator
    fund = share(terms.limit_fen, ratio, terms.rounding.mode, terms.rounding.unit_fen)
    return {
        "standard": yuan(terms.limit_fen),
        "kind": "standard",
        "per": "month",
        "ratio": f"{ratio:f}",
        "fund_at_most": yuan(fund),
        "person": yuan(terms.limit_fen - fund),
    }
