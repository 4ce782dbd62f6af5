"""Terms that the shapes with one limit a month share, and how they are read from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from billing.rules.columns import NO_CELL, Cell
from billing.rules.exact import Rounding, as_ratio, common_denominator
from billing.rules.law import Law
from ltc.shared.errors import PolicyGap

PART_MONTH = "benefit.part_month"


@dataclass(frozen=True, slots=True)
class Terms:
    """The fund pays ``numerator/denominator``; ``limit_fen`` limits a month's cost or that part."""

    limit_fen: int
    numerator: int
    denominator: int
    limits_cost: bool
    rounding: Rounding


def amount_in(law: Law, name: str, cell: Cell) -> int:
    """Return the 分 in the table ``name`` for ``cell``."""
    return int(str(_in_table(law, name, cell)))


def rate_in(law: Law, name: str, cell: Cell) -> tuple[int, int]:
    """Return the rate in the table ``name`` for ``cell``, as numerator and denominator."""
    return as_ratio(Decimal(str(_in_table(law, name, cell))))


def _in_table(law: Law, name: str, cell: Cell) -> object:
    """Find the cell's place in a table nested by any of its words."""
    value = law.value(name, cell.day)
    while isinstance(value, Mapping):
        word = next((word for word in cell[1:] if word in value), None)
        if word is None:
            words = ", ".join(cell[1:])
            raise PolicyGap(
                f"{law.pack.id}: {name} has no value for {words} on {cell.day}",
                f"{law.pack.id}：{name} 在 {cell.day} 没有 {words} 的取值",
                field=name,
            )
        value = value[word]
    return value


def rounding_on(law: Law, cell: Cell) -> Rounding:
    """Return the pack's rounding on the day of ``cell``."""
    return Rounding.of(law.value("settlement.rounding", cell.day))


def check_whole_month(law: Law, cell: Cell) -> None:
    """Refuse to rate where the pack wants limits of part months by the day."""
    if law.value(PART_MONTH, cell.day) != "whole_month":
        raise PolicyGap(
            f"{law.pack.id}: limits for part of a month are not modelled for this shape",
            f"{law.pack.id}：本计发办法未包含不足月限额的折算",
            field=PART_MONTH,
        )


def table_of(cells: Mapping[int, Terms]) -> pl.DataFrame:
    """Return the terms as columns, all ratios over one denominator, and a row for ``NO_CELL``."""
    denominator = common_denominator(each.denominator for each in cells.values())
    rows = [_row(number, terms, denominator) for number, terms in cells.items()]
    nothing = Terms(0, 0, 1, limits_cost=True, rounding=Rounding())
    return pl.DataFrame([*rows, _row(NO_CELL, nothing, denominator)], schema=_TABLE)


def _row(number: int, terms: Terms, denominator: int) -> dict[str, int | bool | None]:
    return {
        "_cell": number,
        "_limit": terms.limit_fen,
        "_numerator": terms.numerator * (denominator // terms.denominator),
        "_limits_cost": terms.limits_cost,
        "_stage": _STAGE[terms.rounding.stage],
        **terms.rounding.columns(denominator),
    }


_STAGE = {"line": 0, "day": 1, "month": 2}
_TABLE = {
    "_cell": pl.Int64(),
    "_limit": pl.Int64(),
    "_numerator": pl.Int64(),
    "_limits_cost": pl.Boolean(),
    "_stage": pl.Int8(),
    "_step": pl.Int64(),
    "_bias": pl.Int64(),
    "_unit": pl.Int64(),
    "_even": pl.Boolean(),
}
