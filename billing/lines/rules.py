"""How a line's staircase is told: its steps, and which reason stands at which step.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from billing.rules.reasons import codes_of
from ltc.shared.reasons import Reason

# How a line is paid in the usual way; everything else is worth a word in a list.
_USUAL = ("benefit.ratio", "benefit.limit", "benefit.fixed", "benefit.unit")
# Where a reason shows; all others decide what is allowed.
_STEP_OF = {
    "benefit.cap": "within_cap",
    "benefit.cap_used": "within_cap",
    "benefit.ratio": "fund",
    "benefit.limit": "fund",
    "benefit.fixed": "fund",
    "benefit.to_person": "to_person",
}
REFUSING = "allowed"


def notable(mask: int) -> list[str]:
    """Return the codes in a mask that say more than that a line was paid in the usual way."""
    return [code for code in codes_of(mask) if code not in _USUAL]


class Amounts(Protocol):
    """The amounts of a settled line, in 分."""

    asked_fen: int
    allowed_fen: int
    within_cap_fen: int
    fund_fen: int
    person_fen: int
    withheld_fen: int
    to_person_fen: int | None

    @property
    def payable_fen(self) -> int: ...  # noqa: D102 - named as the line's own


class Step(NamedTuple):
    """One step of the staircase: its amount, what it took off the one before, and why."""

    code: str
    fen: int
    less_fen: int
    reasons: tuple[Reason, ...]


def staircase(line: Amounts, reasons: Sequence[Reason], deposit: Sequence[Reason]) -> list[Step]:
    """Return asked → allowed → within the cap → fund and person → withheld → payable.

    Where a part of the fund's goes to the person, that is a step of its own.
    """
    at: dict[str, list[Reason]] = {"withheld": list(deposit)}
    for reason in reasons:
        at.setdefault(_STEP_OF.get(reason.code, REFUSING), []).append(reason)
    to_person = ("to_person", line.to_person_fen or 0, 0)
    told = (
        ("asked", line.asked_fen, 0),
        ("allowed", line.allowed_fen, line.asked_fen - line.allowed_fen),
        ("within_cap", line.within_cap_fen, line.allowed_fen - line.within_cap_fen),
        ("fund", line.fund_fen, 0),
        ("person", line.person_fen, 0),
        *([to_person] if line.to_person_fen else []),
        ("withheld", line.withheld_fen, 0),
        ("payable", line.payable_fen, 0),
    )
    return [Step(code, fen, less, tuple(at.get(code, ()))) for code, fen, less in told]
