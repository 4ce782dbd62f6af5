"""What the fund does not pay for in a mode of care, such as meals: the line stays, unpaid."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting

PAYS, NEEDS_BILL = "benefit.item_excluded", True
LAWS: Mapping[str, tuple[str, ...]] = {PAYS: ("benefit.shape",)}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Return terms that pay nothing."""
    return counting.unit_terms(law, cell, "day", ratio=(0, 1), notes=(PAYS,))


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay nothing."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return that there is none."""
    return {"standard": None, "kind": "excluded", "per": terms.per}
