"""How old a fix was when it was sent, and how far its clock is off: plain arithmetic on instants.

Apart from ``clock`` so that one fix is judged without loading the library of columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Freshness:
    """Age of a fix (``None``: nobody can say) and the device clock's distance from the server's."""

    age_s: float | None
    offset_s: float


def freshness(
    taken_at: datetime | None, *, server_at: datetime, device_at: datetime | None = None
) -> Freshness:
    """Compare the times of one fix.

    With the device's own time at sending, the age is measured on one clock and the offset is
    known.  Without it the age runs to the server's time.  A fix from the future has age 0, and
    shows that the clocks differ by at least that much.
    """
    ahead = 0.0 if device_at is None else abs((device_at - server_at).total_seconds())
    if taken_at is None:
        return Freshness(None, ahead)
    age = ((device_at or server_at) - taken_at).total_seconds()
    return Freshness(max(0.0, age), max(ahead, -age))
