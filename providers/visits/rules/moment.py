"""When something happened that a device reports, perhaps days later.

Online the server's clock decides, and the device's own may be a little behind.  Offline, work
hangs on the last server time that the device heard (``clock.server_time``).  Without that anchor
the stated time is taken, but the clock cannot be believed: the fix taken then is weak.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from providers.visits.rules.clock import server_time
from providers.visits.rules.thresholds import PlaceRules


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last server time a device heard, with its monotonic seconds then and at the act."""

    server_at: datetime
    then_s: float
    now_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """When it happened, and the server's time that the device's clock is compared with."""

    at: datetime
    compared_with: datetime
    offset_s: float
    offline: bool


def moment(
    received_at: datetime, device_at: datetime | None, anchor: Anchor | None, *, rules: PlaceRules
) -> Moment:
    """Return when an act happened; never later than its report was received."""
    if device_at is None:
        return Moment(received_at, received_at, 0.0, offline=False)
    behind = (received_at - device_at).total_seconds()
    if abs(behind) <= rules.max_clock_offset_s:
        return Moment(min(device_at, received_at), received_at, abs(behind), offline=False)
    told = None if anchor is None else _by_anchor(anchor)
    if told is None or told > received_at:
        return Moment(min(device_at, received_at), received_at, abs(behind), offline=True)
    return Moment(told, told, abs((device_at - told).total_seconds()), offline=True)


def _by_anchor(anchor: Anchor) -> datetime:
    return server_time(anchor.server_at, then_s=anchor.then_s, now_s=anchor.now_s)
