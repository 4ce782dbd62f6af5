"""What can be done about an item of a tablet that had no effect.  Pure."""

from __future__ import annotations

OPEN = ("scheduled", "on_site")


def next_step(item_state: str, *, revoked: bool, assessment_state: str | None) -> str:
    """Return the step for an item that is held or parked.

    ``assessment_state`` is empty where the item names no assessment that the reader may see.
    """
    if item_state == "held" and not revoked:
        return "wait"
    if assessment_state is None:
        return "ask"
    if assessment_state not in OPEN:
        return "kept"
    return "send_anew" if revoked else "correct"
