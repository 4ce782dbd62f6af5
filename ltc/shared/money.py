"""Money is a whole number of 分.  No float comes near it.

Amounts travel as plain ``int`` 分 (names end in ``_fen``); people and JSON see 元 with two
decimals.  Rates are ``Decimal``; rounding is named by the policy pack.
"""

from __future__ import annotations

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    InvalidOperation,
    Overflow,
)

from ltc.shared.errors import BadInput

FEN_PER_YUAN = 100
_LARGEST_FEN = 10**15
_MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}


def fen(yuan: str | int | Decimal, *, field: str = "amount") -> int:
    """Turn 元 (text, whole number or Decimal; never a float) into 分; refuse part-分."""
    if isinstance(yuan, bool | float):
        raise BadInput(
            f'{field}: {yuan!r} must be text in 元, such as "120.00"',
            f'{field}：金额须写成文本（元），例如 "120.00"',
            field=field,
        )
    try:
        amount = Decimal(str(yuan).strip()) * FEN_PER_YUAN
        # An exponent of a million is quickly read, but never written out.
        whole = int(amount) if abs(amount) <= _LARGEST_FEN else _LARGEST_FEN + 1
    except (InvalidOperation, Overflow, ValueError, OverflowError):
        raise BadInput(
            f"{field}: {yuan!r} is not an amount in 元",
            f"{field}：“{yuan}”不是金额（元）",
            field=field,
        ) from None
    if whole != amount or abs(whole) > _LARGEST_FEN:
        raise BadInput(
            f"{field}: {yuan!r} has parts of a 分 or is too large",
            f"{field}：“{yuan}”超过两位小数或数额过大",
            field=field,
        )
    return whole


def yuan(amount_fen: int) -> str:
    """Write 分 as 元 with two decimals, ``"-0.05"`` included."""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), FEN_PER_YUAN)
    return f"{sign}{whole}.{rest:02d}"


def round_fen(exact: Decimal, mode: str = "half_up", unit_fen: int = 1) -> int:
    """Round an exact amount in 分 to whole ``unit_fen`` by the pack's ``mode``."""
    if mode not in _MODES:
        raise BadInput(
            f"unknown rounding mode {mode!r}", f"未知的舍入方式“{mode}”", field="rounding"
        )
    return int((exact / unit_fen).quantize(Decimal(1), rounding=_MODES[mode])) * unit_fen


def share(amount_fen: int, rate: Decimal, mode: str = "half_up", unit_fen: int = 1) -> int:
    """Return ``rate`` of a bill, rounded by the pack and never more than the bill."""
    return min(round_fen(amount_fen * rate, mode, unit_fen), amount_fen)
