"""The only place that reads the clock.

Instants are UTC with a zone; legal days are the day in Asia/Shanghai.  Demonstrations and tests
may shift the clock (``LTC_CLOCK``, an ISO instant at which this process began); production
refuses that setting (``ltc.config``).
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_shift = timedelta(0)


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """Return the legal day in Shanghai."""
    return legal_day(now())


def legal_day(instant: datetime) -> date:
    """Return the day in Shanghai on which ``instant`` falls."""
    return instant.astimezone(SHANGHAI).date()


def iso(at: datetime) -> str:
    """Write an instant for a program, to the millisecond."""
    return at.isoformat(timespec="milliseconds")


def monotonic() -> float:
    """Return seconds for measuring how long something takes."""
    return time.perf_counter()


def start_at(instant: datetime | None) -> None:
    """Let the clock run on from ``instant``; ``None`` puts it back."""
    global _shift  # noqa: PLW0603 - the one switch of the one clock
    _shift = timedelta(0) if instant is None else instant - datetime.now(UTC)


def is_shifted() -> bool:
    """Tell whether the clock was moved, so that pages can say so."""
    return _shift != timedelta(0)


def shift() -> timedelta:
    """Return by how much the clock was moved: a demonstration's phone must be moved as far."""
    return _shift
