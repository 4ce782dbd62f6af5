"""When a message that could not be sent is tried again, and when to give up."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_TRIES = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when to try again after ``tries`` failures, each wait twice the last; None: never."""
    if tries >= MOST_TRIES:
        return None
    wait: timedelta = _FIRST_WAIT * (1 << (tries - 1))
    return at + min(wait, _LONGEST_WAIT)
