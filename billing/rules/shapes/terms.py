"""Terms that the shapes with one limit a month share, and how they are read from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from billing.rules.columns import Cell
from billing.rules.exact import Rounding, as_ratio, common_denominator
from ltc.policy.lookup import Pack
from ltc.shared.errors import PolicyGap


@dataclass(frozen=True, slots=True)
class Terms:
    """The fund pays ``numerator/denominator``; ``limit_fen`` a month limits the cost or its part.

    ``limit_fen`` is ``None`` where the table has no cell for the line's words: not covered.
    """

    limit_fen: int | None
    numerator: int
    denominator: int
    limits_cost: bool
    rounding: Rounding


def amount_in(pack: Pack, name: str, cell: Cell) -> int | None:
    """Return the 分 in the table ``name`` for ``cell``; ``None`` where it has no such row."""
    amount = _in_table(pack[name].on(cell.day), cell)
    return None if amount is None else int(str(amount))


def rate_in(pack: Pack, name: str, cell: Cell) -> tuple[int, int]:
    """Return the rate that the table ``name`` gives for ``cell``, as numerator and denominator."""
    rate = _in_table(pack[name].on(cell.day), cell)
    if rate is None:
        words = ", ".join(cell[1:])
        raise PolicyGap(
            f"{pack.id}: {name} has no value for {words} on {cell.day}",
            f"{pack.id}：{name} 在 {cell.day} 没有 {words} 的取值",
            field=name,
        )
    return as_ratio(Decimal(str(rate)))


def _in_table(value: object, cell: Cell) -> object:
    """Find the line's place in a table nested by any of its words."""
    while isinstance(value, Mapping):
        word = next((word for word in cell[1:] if word in value), None)
        value = None if word is None else value[word]
    return value


def rounding_on(pack: Pack, cell: Cell) -> Rounding:
    """Return the pack's rounding on the day of ``cell``."""
    return Rounding.of(pack["settlement.rounding"].on(cell.day))


def table_of(cells: Mapping[int, Terms]) -> pl.DataFrame:
    """Return the terms as columns, all ratios over one denominator."""
    denominator = common_denominator(each.denominator for each in cells.values())
    rows = [_row(number, terms, denominator) for number, terms in cells.items()]
    return pl.DataFrame(rows, schema=_TABLE)


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
