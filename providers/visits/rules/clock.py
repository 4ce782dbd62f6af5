"""What can be believed of the times a device states.

Online the server's clock decides.  Offline, work hangs on the last server time the device heard
and on its monotonic clock, which nobody can set; the wall clock is only compared.  A clock set
back is a flag, never a crash.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from ltc.shared.reasons import register_texts
from providers.visits.rules.thresholds import PlaceRules

# A wall clock may be put right by a second or so without anybody having touched it.
_LITTLE = timedelta(seconds=2)


def server_time(last_server_at: datetime, *, then_s: float, now_s: float) -> datetime:
    """Return the server's time now on a device that last heard it ``then_s`` monotonic seconds in.

    A monotonic clock that ran backwards means the device was restarted: the anchor is returned,
    and the wall clock's difference from it becomes visible as an offset.
    """
    return last_server_at + timedelta(seconds=max(0.0, now_s - then_s))


def with_clock_flags(items: pl.DataFrame, rules: PlaceRules) -> pl.DataFrame:
    """Add ``offset_s``, ``clock_offset`` and ``clock_set_back`` to what devices sent.

    Reads ``device``, ``seq``, ``device_at`` (wall clock) and ``server_at`` (the server's own time,
    or ``server_time`` when offline; null when the device has never heard it).
    """
    offset = (pl.col("device_at") - pl.col("server_at")).dt.total_microseconds() / 1_000_000
    before = pl.col("device_at").shift(1).over("device", order_by="seq")
    return items.with_columns(offset.alias("offset_s")).with_columns(
        (pl.col("offset_s").abs() > rules.max_clock_offset_s)
        .fill_null(value=False)
        .alias("clock_offset"),
        (pl.col("device_at") < before - _LITTLE).fill_null(value=False).alias("clock_set_back"),
    )


register_texts(
    {
        "clock.offset": (
            "设备时间与服务器时间相差 {offset_s} 秒",
            "The device's clock is {offset_s} s away from the server's",
        ),
        "clock.set_back": (
            "设备时间被往回调过",
            "The device's clock was set back",
        ),
    }
)
