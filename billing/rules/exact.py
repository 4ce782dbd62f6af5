"""Whole 分 as columns: shares and pro rata by integer arithmetic, rounded as the pack says.

Amounts in here are never negative (a correction is the difference of two ratings), so floor
division is exact and means the same in every engine.  No float, and no engine's own rounding:
theirs is half-even.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import lcm
from typing import Any

import polars as pl

from ltc.shared.errors import BadInput, PolicyGap

FINEST_RATE = 10**6
"""Rates have six decimals at most; it bounds every product below."""

LARGEST_FEN = 10**12
"""A line, or what one person may add up in a month: ten billion 元, so that twice its product with
``FINEST_RATE`` stays inside 64 bits."""

MODES = ("half_up", "half_even", "down", "up")
STAGES = ("line", "day", "month")


@dataclass(frozen=True, slots=True)
class Rounding:
    """To what unit a share is rounded, how, and after how much is added up (``stage``)."""

    unit_fen: int = 1
    mode: str = "half_up"
    stage: str = "line"

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Rounding:
        """Read the pack's ``settlement.rounding``; what cannot be done exactly is refused."""
        rounding = cls(
            int(value.get("unit_fen", 1)), value.get("mode", "half_up"), value.get("stage", "line")
        )
        sound = rounding.mode in MODES and rounding.stage in STAGES and rounding.unit_fen > 0
        # A running sum rounded to more than a 分 could give one line more than its own bill.
        if not sound or (rounding.stage != "line" and rounding.unit_fen > 1):
            raise PolicyGap(
                f"settlement.rounding {dict(value)} cannot be applied",
                f"无法按 settlement.rounding {dict(value)} 舍入",
                field="settlement.rounding",
            )
        return rounding

    def columns(self, denominator: int) -> dict[str, int | bool]:
        """Return the numbers that make ``rounded`` round this way."""
        step = denominator * self.unit_fen
        bias = {"half_up": step, "half_even": step, "down": 0, "up": 2 * step - 2}[self.mode]
        return {
            "_step": step,
            "_bias": bias,
            "_unit": self.unit_fen,
            "_even": self.mode == "half_even",
        }


def as_ratio(rate: Decimal | int) -> tuple[int, int]:
    """Return a rate as numerator and denominator: 0.7 is 7/10."""
    numerator, denominator = Decimal(rate).as_integer_ratio()
    if not 0 <= numerator <= denominator <= FINEST_RATE:
        raise PolicyGap(
            f"the rate {rate} is not a share of at most six decimals",
            f"比例 {rate} 不在 0 与 1 之间或超过六位小数",
            field="ratio",
        )
    return numerator, denominator


def common_denominator(denominators: Iterable[int]) -> int:
    """Return one denominator for all rates of a frame, so that shares can be added up exactly."""
    common = lcm(*denominators)
    if common > FINEST_RATE:
        raise PolicyGap(
            f"rates with the denominators up to {common} cannot be added up exactly",
            "各项比例无法精确通分",
            field="ratio",
        )
    return common


def rounded(numerator: pl.Expr, *, ties_to_even: bool = False) -> pl.Expr:
    """Return ``numerator`` over the frame's denominator, rounded by ``Rounding.columns``."""
    step, doubled = pl.col("_step") * 2, numerator * 2 + pl.col("_bias")
    steps = doubled // step
    if ties_to_even:
        tie = pl.col("_even") & (doubled % step == 0) & (steps % 2 == 1)
        steps = steps - tie.cast(pl.Int64)
    return steps * pl.col("_unit")


def half_up(amount: pl.Expr, numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return ``amount × numerator ÷ denominator`` in whole 分, half a 分 upwards."""
    return (amount * numerator * 2 + denominator) // (denominator * 2)


def nearest(numerator: int, denominator: int) -> int:
    """Return the same of plain numbers: the nearest whole one, a half upwards."""
    return (numerator * 2 + denominator) // (denominator * 2)


def check_size(amounts: pl.Series, what: str) -> None:
    """Refuse amounts that could leave 64 bits on the way; never let them wrap around."""
    least, most = amounts.min(), amounts.max()
    if least is not None and (least < 0 or most > LARGEST_FEN):  # type: ignore[operator]
        raise BadInput(
            f"{what}: an amount is negative or above {LARGEST_FEN // 100} 元",
            f"{what}：金额为负或超过 {LARGEST_FEN // 100} 元",
            field=what,
        )
