"""How amounts, days and names are written on papers: always in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ltc.shared.clock import SHANGHAI
from ltc.shared.dates import Month
from ltc.shared.ids import mask_id_number
from ltc.shared.money import yuan
from ltc.shared.reasons import Reason

NOTHING = "—"
_SHOWN_OF_ACCOUNT = 4
_METRES_PER_KM = 1000
_MM_PER_M = 1000


def amount(fen: int | None) -> str:
    """Write 分 as ``1,234.50``."""
    if fen is None:
        return NOTHING
    whole, rest = yuan(abs(fen)).split(".")
    sign = "-" if fen < 0 else ""
    return f"{sign}{int(whole):,}.{rest}"


def day(value: date | None) -> str:
    """Write a day as 2023年10月6日."""
    return NOTHING if value is None else f"{value.year}年{value.month}月{value.day}日"


def month(value: str) -> str:
    """Write ``2023-10`` as 2023年10月."""
    found = Month.parse(value)
    return f"{found.year}年{found.number}月"


def instant(value: datetime | None) -> str:
    """Write an instant in Shanghai time, to the minute."""
    if value is None:
        return NOTHING
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def short_day(value: datetime) -> str:
    """Write the day of an instant for a narrow column: 2023-10-06."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d}"


def clock_time(value: datetime | None) -> str:
    """Write only the hour and minute in Shanghai."""
    return NOTHING if value is None else f"{value.astimezone(SHANGHAI):%H:%M}"


def share(value: Decimal | None) -> str:
    """Write a rate as per cent: 0.8 is 80%."""
    return NOTHING if value is None else f"{format((value * 100).normalize(), 'f')}%"


def masked(id_number: str) -> str:
    """Hide most of an ID number."""
    return mask_id_number(id_number)


def account(number: str | None) -> str:
    """Show the last digits of a bank account; the bank's own file has the whole."""
    return f"尾号{number[-_SHOWN_OF_ACCOUNT:]}" if number else "未登记"


def metres(distance_mm: int | None) -> str:
    """Write a distance: 85米 or 1.2公里."""
    if distance_mm is None:
        return NOTHING
    found = distance_mm / _MM_PER_M
    return f"{found:.0f}米" if found < _METRES_PER_KM else f"{found / _METRES_PER_KM:.1f}公里"


def why(reason: Reason | Mapping[str, Any]) -> str:
    """Return the plain sentence of a reason, or of the row it was stored as."""
    found = reason if isinstance(reason, Reason) else Reason.from_row(reason)
    return found.text()


FILTERS = {
    "yuan": amount,
    "day": day,
    "month": month,
    "instant": instant,
    "short_day": short_day,
    "clock_time": clock_time,
    "share": share,
    "masked": masked,
    "account": account,
    "metres": metres,
    "why": why,
}
