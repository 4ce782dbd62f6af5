"""How long a name must wait after failed sign-ins.

Five free tries in a quarter of an hour, then a growing delay.  Nobody is locked out for good, so
a stranger cannot keep the owner out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(minutes=10)


def wait_until(failures: Sequence[datetime]) -> datetime | None:
    """Return when the next try is taken, given the failures of the window; None is at once."""
    beyond = len(failures) - FREE_TRIES
    if beyond < 0:
        return None
    delay = min(_FIRST_DELAY * 2 ** min(beyond, 10), _LONGEST_DELAY)
    return failures[-1] + delay
