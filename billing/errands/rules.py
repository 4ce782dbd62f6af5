"""The states of an errand and when one is given up.  Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

WAITING, RUNNING, DONE, REFUSED, BROKEN = "waiting", "running", "done", "refused", "broken"
UNDER_WAY = (WAITING, RUNNING)
PREVIEW, SETTLE, WHAT_IF = "preview", "settle", "what_if"
ACTS = (PREVIEW, SETTLE)  # what may be asked for about one month
# A run of three million visits takes a minute; one that says nothing for this long is gone, and a
# new one goes on from its finished batches.
GIVEN_UP_AFTER = timedelta(minutes=15)


def is_under_way(state: str, asked_at: datetime, at: datetime) -> bool:
    """Tell whether an errand is still to be waited for."""
    return state in UNDER_WAY and at - asked_at < GIVEN_UP_AFTER
