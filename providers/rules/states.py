"""Which state of an agreement or an assignment may follow which, and how states look on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

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
# An agreement that has ended held until its last day: earlier months are still settled under it.
HELD = ("in_force", "ended")
OPEN = ("proposed", "active")
OVER = ("ended", "transferred")
SERVED = ("active", *OVER)
# The last step before care begins, and the three before it, in the order of the procedure.
STEPS = ("applied", "reviewed", "published", "signed", "in_force")
NAMES: Mapping[str, tuple[str, str]] = {
    "applied": ("待审核", "applied for"),
    "reviewed": ("已审核", "reviewed"),
    "published": ("公示中", "published"),
    "signed": ("已签订", "signed"),
    "in_force": ("生效中", "in force"),
    "ended": ("已终止", "ended"),
    "proposed": ("待接单", "waiting for an answer"),
    "active": ("服务中", "active"),
    "declined": ("已谢绝", "declined"),
    "expired": ("逾期未答复", "not answered in time"),
    "transferred": ("已转出", "transferred"),
}
# How long before the last day of an agreement or a certificate the desks are warned.
LEAD = timedelta(days=60)


def step(table: Mapping[str, tuple[str, ...]], now: str, then: str) -> str:
    """Return ``then`` if it may follow ``now``; otherwise say what the record is waiting for."""
    if then in table[now]:
        return then
    (now_zh, now_en), (then_zh, then_en) = NAMES[now], NAMES[then]
    raise Conflict(
        f"this record is {now_en}; it cannot become {then_en}",
        f"当前状态为“{now_zh}”，不能改为“{then_zh}”，请刷新后查看",
    )


def agreement_on(state: str, first_day: date, last_day: date, on: date) -> str:
    """Return how an agreement stands on a day: its state, or what its days make of it."""
    if state != "in_force":
        return state
    if on < first_day:
        return "waiting"
    if on > last_day:
        return "lapsed"
    return "expiring" if last_day - on <= LEAD else state


def provider_on(agreement: str | None, *, suspended: bool) -> str:
    """Return how a provider stands: suspended, as its agreement stands, or without one."""
    if suspended:
        return "suspended"
    return agreement if agreement in ("in_force", "expiring") else "without"


def certificate_on(first_day: date, last_day: date, on: date) -> str:
    """Return how a certificate stands on a day: not_yet, valid, expiring or lapsed."""
    if on < first_day:
        return "not_yet"
    if on > last_day:
        return "lapsed"
    return "expiring" if last_day - on <= LEAD else "valid"


def member_on(state: str, last_day: date | None, on: date, *, suspended: bool) -> str:
    """Return how a member of staff stands whose best certificate ends on ``last_day``.

    One of: left, suspended, uncertified, expiring, active.
    """
    if state != "active":
        return state
    if suspended:
        return "suspended"
    if last_day is None or last_day < on:
        return "uncertified"
    return "expiring" if last_day - on <= LEAD else "active"


def suspension_on(first_day: date, last_day: date | None, on: date) -> str:
    """Return how a suspension stands on a day: coming, holding, or over (also before it began)."""
    if last_day is not None and (on > last_day or last_day < first_day):
        return "over"
    return "coming" if on < first_day else "holding"
