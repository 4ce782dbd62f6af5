"""How much of a recovery holds, and what follows when that changes.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

from billing.ledger.rules.chart import CASH, PAYABLE, RECOVERIES, benefit_account
from billing.ledger.rules.entry import Line

TAKEN, GIVEN_BACK, COLLECTED = "taken", "given_back", "collected"
OFFSET, IN_CASH = "offset", "cash"


@dataclass(frozen=True, slots=True)
class Step:
    """A change: ``fen`` more taken back, ``owed_fen`` more owed by the provider."""

    kind: str
    fen: int
    owed_fen: int


@dataclass(frozen=True, slots=True)
class Held:
    """What was taken back so far, and how much of it the provider still owes."""

    fen: int
    owed_fen: int


def holds(wanted_fen: int, standing_fen: int) -> int:
    """Return how much a recovery takes back: what was decided, never more than stands paid."""
    return min(wanted_fen, max(standing_fen, 0))


def step_to(target_fen: int, held: Held) -> Step | None:
    """Return the step from what is taken back to what should be; None where they agree.

    What is given back lessens first what the provider still owes; what it has paid or was kept
    from it already is owed to it again.
    """
    change = target_fen - held.fen
    if change > 0:
        return Step(TAKEN, change, change)
    return Step(GIVEN_BACK, change, -min(-change, held.owed_fen)) if change else None


def sides(step: Step, *, provider_id: int, mode: str, how: str = OFFSET) -> tuple[Line, ...]:
    """Return the sides of a step's entry: benefit, what the provider owes, what it gets or pays."""
    rest = step.fen - step.owed_fen  # collected, or due to the provider again
    found = (
        (RECOVERIES, step.owed_fen, provider_id),
        (CASH, rest, None) if how == IN_CASH else (PAYABLE, rest, provider_id),
        (benefit_account(mode), -step.fen, None),
    )
    return tuple(Line(account, fen, whose) for account, fen, whose in found if fen)
