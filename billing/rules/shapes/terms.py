"""Terms that the shapes with one limit a month share, and how they are read from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from billing.rules.columns import NO_CELL, Cell
from billing.rules.exact import Rounding, as_ratio, common_denominator
from billing.rules.law import Law
from billing.rules.tables import (
    amount_in,
    has_trait,
    maybe_in,
    traits_of,
    value_in,
)
from ltc.shared.errors import PolicyGap

PART_MONTH, DAY_LIMIT = "benefit.part_month", "benefit.part_month_daily"
POOL, FREE, BONUS = "benefit.pool", "benefit.free_traits", "benefit.ratio_bonus"
WHOLE_MONTH = "whole_month"
PART_MONTHS = {WHOLE_MONTH: 0, "by_day": 1, "daily_table": 2}
"""What becomes of a month's limit when only some days of it are covered."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The fund pays ``numerator/denominator``; ``limit_fen`` limits a month's cost or that part.

    In a month covered in part the limit is ``part``: whole, by its days, or ``day_fen`` a day.
    Lines of one ``pool`` share the limit.
    """

    limit_fen: int
    numerator: int
    denominator: int
    limits_cost: bool
    rounding: Rounding
    pool: str = ""
    part: int = 0
    day_fen: int = 0
    to_person_fen: int = 0  # of ``limit_fen``, what goes to the person instead of the provider


def limit_terms(
    law: Law, name: str, cell: Cell, *, ratio: tuple[int, int], limits_cost: bool
) -> Terms:
    """Return the terms of the month's limit ``name``, with the pack's rule for part months."""
    part, day_fen = part_month(law, cell)
    limit, rounding = amount_in(law, name, cell), rounding_on(law, cell)
    return Terms(limit, *ratio, limits_cost, rounding, pool_of(law, cell), part, day_fen)


def rate_in(law: Law, name: str, cell: Cell) -> tuple[int, int]:
    """Return the rate in the table ``name`` for ``cell``, as numerator and denominator.

    A person of ``benefit.free_traits`` bears nothing; of the points that ``benefit.ratio_bonus``
    adds for traits, the most count, once.
    """
    rate = Decimal(str(value_in(law, name, cell)))
    if has_trait(law, FREE, cell):
        return 1, 1
    return as_ratio(min(rate + bonus_of(law, cell), Decimal(1)))


def bonus_of(law: Law, cell: Cell) -> Decimal:
    """Return the most points that one of the person's traits adds."""
    found = [Decimal(0)]
    for trait in traits_of(cell):
        alone = cell._replace(about=cell.about._replace(traits=(trait,), carer=""))
        points = maybe_in(law, BONUS, alone)
        found += [] if points is None else [Decimal(str(points))]
    return max(found)


def rounding_on(law: Law, cell: Cell) -> Rounding:
    """Return the pack's rounding on the day of ``cell``."""
    return Rounding.of(law.value("settlement.rounding", cell.day))


def pool_of(law: Law, cell: Cell) -> str:
    """Return the name of the limit that lines share; without one, all lines of the shape do."""
    return str(maybe_in(law, POOL, cell) or "")


def part_month(law: Law, cell: Cell) -> tuple[int, int]:
    """Return the rule for months covered in part, and the published limit of one day."""
    rule = str(law.value(PART_MONTH, cell.day))
    if rule not in PART_MONTHS:
        raise PolicyGap(f"{PART_MONTH}: unknown rule {rule!r}", field=PART_MONTH)
    return PART_MONTHS[rule], amount_in(law, DAY_LIMIT, cell) if rule == "daily_table" else 0


def table_of(cells: Mapping[int, Terms]) -> pl.DataFrame:
    """Return the terms as columns, all ratios over one denominator, and a row for ``NO_CELL``."""
    denominator = common_denominator(each.denominator for each in cells.values())
    pools = sorted({terms.pool for terms in cells.values()})
    nothing = Terms(0, 0, 1, limits_cost=True, rounding=Rounding(), pool=next(iter(pools), ""))
    rows = [_row(number, terms, denominator, pools) for number, terms in cells.items()]
    return pl.DataFrame([*rows, _row(NO_CELL, nothing, denominator, pools or [""])], schema=_TABLE)


def _row(
    number: int, terms: Terms, denominator: int, pools: list[str]
) -> dict[str, int | bool | None]:
    return {
        "_cell": number,
        "_limit": terms.limit_fen,
        "_pool": pools.index(terms.pool),
        "_part": terms.part,
        "_day_limit": terms.day_fen,
        "_limits_cost": terms.limits_cost,
        **shared_columns(terms.numerator, terms.denominator, terms.rounding, denominator),
    }


def shared_columns(
    numerator: int, of: int, rounding: Rounding, denominator: int
) -> dict[str, int | bool]:
    """Return what ``with_shares`` wants: a ratio over the common denominator, and the rounding."""
    return {
        "_whole": numerator == of,
        "_numerator": numerator * (denominator // of),
        "_stage": _STAGE[rounding.stage],
        **rounding.columns(denominator),
    }


_STAGE = {"line": 0, "day": 1, "month": 2}
SHARED = {
    "_whole": pl.Boolean(),
    "_numerator": pl.Int64(),
    "_stage": pl.Int8(),
    "_step": pl.Int64(),
    "_bias": pl.Int64(),
    "_unit": pl.Int64(),
    "_even": pl.Boolean(),
}
_TABLE = {
    "_cell": pl.Int64(),
    "_limit": pl.Int64(),
    "_pool": pl.Int64(),
    "_part": pl.Int8(),
    "_day_limit": pl.Int64(),
    "_limits_cost": pl.Boolean(),
    **SHARED,
}
