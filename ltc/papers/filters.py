"""How amounts, days and names are written on papers: always in Chinese."""

from __future__ import annotations

from datetime import date, datetime

from ltc.shared.clock import SHANGHAI
from ltc.shared.money import yuan


def amount(fen: int) -> str:
    """Write 分 as ``1,234.50``."""
    whole, rest = yuan(abs(fen)).split(".")
    sign = "-" if fen < 0 else ""
    return f"{sign}{int(whole):,}.{rest}"


def day(value: date | None) -> str:
    """Write a day as 2023年10月6日."""
    return "—" if value is None else f"{value.year}年{value.month}月{value.day}日"


def instant(value: datetime | None) -> str:
    """Write an instant in Shanghai time, to the minute."""
    if value is None:
        return "—"
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


FILTERS = {"yuan": amount, "day": day, "instant": instant}
