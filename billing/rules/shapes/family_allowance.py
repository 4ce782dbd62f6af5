"""Shape 9: an allowance for care by the family, by the day or by the month; no bill is needed.

A carer or person with a trait, such as one trained, gets the table ``…_by_trait`` where it is more.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.tables import amount_in, maybe_amount

DAY, MONTH = "benefit.allowance_day", "benefit.allowance_month"
PAYS, NEEDS_BILL = "benefit.fixed", False
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (DAY, MONTH),
    "benefit.count": (DAY, MONTH),
    "benefit.count_used": (DAY, MONTH),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the allowance of a day, or where none is published, of a month."""
    a_day = maybe_amount(law, DAY, cell) if law.has(DAY, cell.day) else None
    if a_day is not None:
        return counting.unit_terms(law, cell, "day", price_fen=a_day, fixed=True)
    name = MONTH if law.has(MONTH, cell.day) else DAY
    amount = amount_in(law, name, cell)
    return counting.unit_terms(
        law, cell, "month", price_fen=amount, fixed=True, month_most=units.TICKS
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay each day, or the month, once."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the allowance."""
    return counting.standard(terms, "allowance")
