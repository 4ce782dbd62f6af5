"""The states of a claim, the kinds of its lines, and why a payer may reject one.  Pure."""

from __future__ import annotations

from typing import Final

from ltc.shared.errors import Conflict

DRAFT, SUBMITTED, REVIEWED, DECIDED = "draft", "submitted", "reviewed", "decided"
DROPPED = "dropped"
UNSENT: Final = (DRAFT, DROPPED)
NEW, REPLACE, CANCEL = "new", "replace", "cancel"
KINDS: Final = (NEW, REPLACE, CANCEL)
FIRST, SECOND = "first", "second"
APPROVED, REJECTED = "approved", "rejected"
OUTCOMES: Final = (APPROVED, REJECTED)

CHANGED = "claim.changed"
"""The visit is no longer what was declared: nobody's judgement, seen from the two."""
DISCRETION: Final = ("denied", "evidence", "price", "duplicate", "other")
"""Why a payer may reject what the rules would pay; each wants evidence, and a person behind it."""

_ZH = {DRAFT: "草稿", SUBMITTED: "待初审", REVIEWED: "待复核", DECIDED: "已审定", DROPPED: "已放弃"}
_NEXT = {FIRST: (SUBMITTED, REVIEWED), SECOND: (REVIEWED, DECIDED)}


def waits_for(step: str) -> str:
    """Return the state in which a claim waits for a review."""
    return _NEXT[step][0]


def after(step: str) -> str:
    """Return the state of a claim whose lines are all reviewed."""
    return _NEXT[step][1]


def require(state: str, wanted: str) -> None:
    """Refuse an act on a claim that is not in the state for it."""
    if state != wanted:
        raise Conflict(
            f"the claim is {state!r}; this act wants one that is {wanted!r}",
            f"申报状态为“{_ZH[state]}”，只有“{_ZH[wanted]}”的可以办理，请刷新后查看",
            field="state",
        )
