"""Shape 3: a fixed amount for each day of care, whatever it cost; no bill is needed.

Several lines of one day are one day.  Where an institution and a carer share the amount,
``benefit.daily_to_person`` is the person's part of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.tables import amount_in, maybe_amount

AMOUNT, TO_PERSON = "benefit.daily_amount", "benefit.daily_to_person"
PAYS, NEEDS_BILL = "benefit.fixed", False
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (AMOUNT,),
    "benefit.count": (AMOUNT,),
    "benefit.count_used": (AMOUNT,),
    "benefit.month_amount": (counting.MONTH_AMOUNT, AMOUNT),
}

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read the amount of a day."""
    amount = amount_in(law, AMOUNT, cell)
    to_person = maybe_amount(law, TO_PERSON, cell) or 0
    return counting.unit_terms(
        law, cell, "day", price_fen=amount, fixed=True, to_person_fen=to_person
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay each day once."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the amount of a day."""
    return counting.standard(terms, "amount")
