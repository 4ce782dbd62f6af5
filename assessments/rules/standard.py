"""What a grade is worth a month, by mode of care, as the letter to the person tells it.  Pure.

Reads the published cells of the area's pack; nothing is reckoned.  Where the pack says nothing for
the day there is no line, and the letter says that the standard is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ltc.policy.lookup import Pack
from ltc.shared.errors import PolicyGap

SHAPE = "benefit.shape"
COST, FUND = "每月护理费用", "每月基金支付"


@dataclass(frozen=True, slots=True)
class Standard:
    """One line: the mode, what is limited to how much, the fund's share of it, and the law."""

    mode: str
    limits: str
    limit_fen: int
    share: Decimal | None
    law: str


def standards(pack: Pack, grade: str, on: date) -> tuple[Standard, ...]:
    """Return the standard of every mode that the pack pays for on the day."""
    try:
        shapes: Mapping[str, str] = pack[SHAPE].on(on)
    except PolicyGap:
        return ()
    found = [_standard(pack, mode, shape, grade, on) for mode, shape in shapes.items()]
    return tuple(each for each in found if each is not None)


def _standard(pack: Pack, mode: str, shape: str, grade: str, on: date) -> Standard | None:
    read = _READ.get(shape)
    try:
        return read(pack, mode, grade, on) if read else None
    except (PolicyGap, KeyError):
        # A cell that was never published is no standard; zero would be a promise of nothing.
        return None


def _capped(pack: Pack, mode: str, grade: str, on: date) -> Standard:
    caps = pack["benefit.monthly_cap"]
    gross = pack["benefit.cap_applies_to"].on(on) == "gross"
    share: Decimal = pack["benefit.ratio"].on(on)[mode]
    name = pack.word("modes", mode).name
    return Standard(name, COST if gross else FUND, caps.on(on)[grade], share, caps.law_on(on))


def _limited(pack: Pack, mode: str, grade: str, on: date) -> Standard:  # noqa: ARG001 - one signature
    limits = pack["benefit.monthly_limit"]
    name = pack.word("modes", mode).name
    return Standard(name, FUND, limits.on(on)[mode], None, limits.law_on(on))


_READ: Mapping[str, Callable[[Pack, str, str, date], Standard]] = {
    "monthly_cap_ratio": _capped,
    "monthly_limit": _limited,
}
