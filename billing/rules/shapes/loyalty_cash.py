"""Shape 13 in money: a month's cash for care at home without a break, paid to the person."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.shapes.loyalty import CASH, cash_of_loyalty

PAYS, NEEDS_BILL = "benefit.fixed", False
LAWS: Mapping[str, tuple[str, ...]] = {PAYS: (f"{CASH}_first",)}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the amount of the band that the person's months at home reach; below it, nothing."""
    amount = cash_of_loyalty(law, cell)
    return counting.unit_terms(
        law, cell, "month", price_fen=amount, fixed=True, month_most=units.TICKS
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay the month once."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the cash of a month."""
    return counting.standard(terms, "amount")
