"""What became of visits in the settlements: asked of the room above, which cannot be imported.

Whoever shows visits to carers and families says with them whether they were settled and paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ltc.events import emit
from providers.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Settled:
    """What the fund and the person pay for a visit, in 分, and whether the month was paid."""

    fund_fen: int
    person_fen: int
    is_paid: bool


def settled(visits: Sequence[Visit]) -> dict[int, Settled]:
    """Return visit id → what became of it, for visits that were read under a scope already."""
    found: dict[int, Settled] = {}
    if visits:
        emit("visits.money_asked", visits=visits, into=found)
    return found
