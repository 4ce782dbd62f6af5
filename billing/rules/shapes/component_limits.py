"""Shape 5: a bill is the sum of its parts; each has its own limit a day, ratio, or none at all.

``benefit.coverage`` tells for each item whether it is paid up to ``benefit.daily_cap``
(``capped``), as billed (``open``) or not at all (``excluded``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from billing.rules.shapes.terms import rate_in
from billing.rules.tables import amount_in, item_word, value_in
from ltc.shared.errors import PolicyGap

COVERAGE, CAP, RATIO = "benefit.coverage", "benefit.daily_cap", "benefit.ratio"
PAYS, NEEDS_BILL = "benefit.unit", True
LAWS: Mapping[str, tuple[str, ...]] = {
    PAYS: (RATIO, CAP),
    "benefit.price": (CAP,),
    "benefit.item_excluded": (COVERAGE,),
    "benefit.month_amount": (counting.MONTH_AMOUNT, CAP),
}
CAPPED, OPEN, EXCLUDED = "capped", "open", "excluded"
_NOT_COVERED = "benefit.item_excluded"

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Read how the item is covered, its limit and its ratio."""
    covered = str(value_in(law, COVERAGE, cell))
    if covered not in (CAPPED, OPEN, EXCLUDED):
        raise PolicyGap(f"{COVERAGE}: {covered!r} is no way of covering", field=COVERAGE)
    if covered == EXCLUDED:
        return counting.unit_terms(law, cell, "day", ratio=(0, 1), notes=(_NOT_COVERED,))
    cap = amount_in(law, CAP, cell) if covered == CAPPED else None
    made = counting.unit_terms(law, cell, "day", price_fen=cap, ratio=rate_in(law, RATIO, cell))
    return replace(made, pool=made.pool or item_word(law, COVERAGE, cell))


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay each part by itself."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return the part's limit a day and its ratio; nothing where it is not covered."""
    if _NOT_COVERED in terms.notes:
        return {"standard": None, "kind": "excluded"}
    return counting.standard(terms, "cap")
