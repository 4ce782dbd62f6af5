"""Shape 4: the actual cost of a day up to a limit a day, of which the fund pays a ratio.

Also shape 11: where the ratio goes by the hospital's tier, each tier is a mode of the pack.  The
lines of one day share the day's limit; a line of several days has as many limits.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.shapes.terms import rate_in
from billing.rules.tables import amount_in

CAP, RATIO = "benefit.daily_cap", "benefit.ratio"
PAYS, NEEDS_BILL = "benefit.unit", True
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (RATIO, CAP),
    "benefit.price": (CAP,),
    "benefit.month_amount": (counting.MONTH_AMOUNT, CAP),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the day's limit and the ratio."""
    cap, ratio = amount_in(law, CAP, cell), rate_in(law, RATIO, cell)
    return counting.unit_terms(law, cell, "day", price_fen=cap, ratio=ratio)


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay the ratio of each day's cost up to the limit."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the day's limit, the ratio and the most that the fund pays a day."""
    return counting.standard(terms, "cap")
