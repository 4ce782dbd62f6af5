"""A mode of care whose amounts are not published, or that is not offered on the day: a gap."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from billing.rules import units
from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes import counting
from ltc.shared.errors import PolicyGap

PAYS, NEEDS_BILL = "benefit.item_excluded", True
LAWS: Mapping[str, tuple[str, ...]] = {}
FIELD = "benefit.unpublished"

table = units.table_of
facts = counting.facts


def terms(law: Law, cell: Cell) -> units.UnitTerms:
    """Say that there is nothing to pay by."""
    raise PolicyGap(
        f"{law.pack.id}: no standard is published for {cell.mode}, {cell.grade} on {cell.day}",
        f"{law.pack.id}：{cell.day} 没有公布 {cell.mode}、{cell.grade} 的待遇标准",
        field=FIELD,
    )


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Pay nothing; no line comes so far."""
    return units.pay(lines, table, pays=PAYS)


def standard(terms: units.UnitTerms) -> Mapping[str, object]:
    """Return that there is none."""
    return {"standard": None, "per": terms.per}
