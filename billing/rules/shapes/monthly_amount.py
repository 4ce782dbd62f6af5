"""A fixed amount for each month of care, whatever it cost; no bill is needed.

成都 pays the basic care at home so, by grade, and more where the carer has passed the training.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.tables import amount_in

AMOUNT = "benefit.monthly_amount"
PAYS, NEEDS_BILL = "benefit.fixed", False
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (AMOUNT,),
    "benefit.count": (AMOUNT,),
    "benefit.count_used": (AMOUNT,),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the amount of a month."""
    amount = amount_in(law, AMOUNT, cell)
    return counting.unit_terms(
        law, cell, "month", price_fen=amount, fixed=True, month_most=units.TICKS
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay the month once."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the amount of a month."""
    return counting.standard(terms, "amount")
