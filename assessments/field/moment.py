"""When something happened that a tablet reports hours or days later.  Pure.

While it is online the server's clock decides.  Offline, the act hangs on the last server time that
the tablet heard and on its monotonic seconds, which nobody can set; without that anchor the stated
time is taken.  No act is later than its report, nor older than a tablet may be away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_AWAY = timedelta(hours=72)
_LITTLE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Heard:
    """The last server time a tablet heard, with its monotonic seconds then and at the act."""

    server_at: datetime
    then_s: float
    now_s: float


def happened_at(received_at: datetime, stated_at: datetime | None, heard: Heard | None) -> datetime:
    """Return when an act happened, as far as it can be believed."""
    told = stated_at or received_at
    if abs(received_at - told) > _LITTLE and heard is not None:
        told = heard.server_at + timedelta(seconds=max(0.0, heard.now_s - heard.then_s))
    return max(min(told, received_at), received_at - LONGEST_AWAY)
