"""Shape 8: a package of services a month at a published price, paid as far as it is delivered.

A line in the unit ``month`` without a bill is the whole package.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.tables import amount_in

PACKAGE = "benefit.package"
PAYS, NEEDS_BILL = "benefit.unit", False
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (PACKAGE,),
    "benefit.price": (PACKAGE,),
    "benefit.month_amount": (PACKAGE,),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the price of the package; all lines of the month share it."""
    price = amount_in(law, PACKAGE, cell)
    return counting.limited(counting.unit_terms(law, cell, "month", price_fen=price), price)


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay what was delivered, up to the package."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the price of a month's package."""
    return counting.standard(terms, "package")
