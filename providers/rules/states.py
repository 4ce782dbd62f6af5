"""Which state of an agreement or an assignment may follow which.  Pure."""

from __future__ import annotations

from ltc.shared.errors import Conflict

AGREEMENT = {
    "applied": ("reviewed", "ended"),
    "reviewed": ("published", "ended"),
    "published": ("signed", "ended"),
    "signed": ("in_force",),
    "in_force": ("ended",),
    "ended": (),
}
ASSIGNMENT = {
    "proposed": ("active", "declined", "expired"),
    "active": ("transferred", "ended"),
    "declined": (),
    "expired": (),
    "transferred": (),
    "ended": (),
}


def step(table: dict[str, tuple[str, ...]], now: str, then: str) -> str:
    """Return ``then`` if it may follow ``now``; otherwise say what the record is waiting for."""
    if then not in table[now]:
        allowed = "、".join(table[now]) or "—"
        raise Conflict(
            f"a record that is {now} cannot become {then} (only {allowed})",
            f"当前状态为“{now}”，不能改为“{then}”",
        )
    return then
