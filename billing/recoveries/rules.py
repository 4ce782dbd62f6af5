"""How much of a recovery holds, and what follows when that changes.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

from billing.ledger.rules.chart import (
    CASH,
    PAYABLE,
    PERSON_PAYABLE,
    RECOVERIES,
    benefit_account,
)
from billing.ledger.rules.entry import Line

TAKEN, GIVEN_BACK, COLLECTED = "taken", "given_back", "collected"
OFFSET, IN_CASH = "offset", "cash"
BY_PROVIDER, BY_PERSON = "provider", "person"
"""Of a visit that never took place, who repays what the fund paid to the person.

The provider, whose record it was, makes it good for a person who did not know; a person who knew
or took part repays it.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A change: ``fen`` more taken back, ``owed_fen`` more owed by the provider.

    ``person_fen`` is what of it the person is owed less (below zero: more).
    """

    kind: str
    fen: int
    owed_fen: int
    person_fen: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What was taken back so far, how much of it the provider still owes, what is the person's."""

    fen: int
    owed_fen: int
    person_fen: int = 0

    @property
    def provider_fen(self) -> int:
        """What is taken back from the provider."""
        return self.fen - self.person_fen


@dataclass(frozen=True, slots=True)
class Paid:
    """What stands paid for a visit to the provider and to the person, all corrections included."""

    provider_fen: int = 0
    person_fen: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What a recovery should take back from the provider and from the person."""

    provider_fen: int
    person_fen: int = 0

    @property
    def fen(self) -> int:
        """What it takes back in all."""
        return self.provider_fen + self.person_fen


def holds(wanted_fen: int, standing_fen: int) -> int:
    """Return how much a recovery takes back: what was decided, never more than stands paid."""
    return min(wanted_fen, max(standing_fen, 0))


def never_took_place(paid: Paid, repays: str, made_good_fen: int) -> Taken:
    """Return what is taken back of a visit that never took place: it earned nobody anything.

    ``made_good_fen`` is what the provider makes good for a person who did not know.  If the lines
    take the person's part back themselves, since the visit was voided, he gets it again.
    """
    own, theirs = max(paid.provider_fen, 0), max(paid.person_fen, 0)
    if repays == BY_PERSON:
        return Taken(own, theirs)
    return Taken(own + made_good_fen, theirs - made_good_fen)


def step_to(target: Taken, held: Held) -> Step | None:
    """Return the step from what is taken back to what should be; None where they agree.

    What is given back lessens first what the provider still owes; what it has paid or was kept
    from it already is owed to it again.
    """
    change, theirs = target.provider_fen - held.provider_fen, target.person_fen - held.person_fen
    if not change and not theirs:
        return None
    owed = change if change > 0 else -min(-change, held.owed_fen)
    return Step(TAKEN if change + theirs > 0 else GIVEN_BACK, change + theirs, owed, theirs)


def sides(step: Step, *, provider_id: int, mode: str, how: str = OFFSET) -> tuple[Line, ...]:
    """Return the sides of a step's entry: benefit, the person, what the provider owes, gets, pays.

    What it takes from the person is not asked of him: it lessens what the fund owes him.
    """
    rest = step.fen - step.owed_fen - step.person_fen  # collected, or due to the provider again
    found = (
        (RECOVERIES, step.owed_fen, provider_id),
        (PERSON_PAYABLE, step.person_fen, None),
        (CASH, rest, None) if how == IN_CASH else (PAYABLE, rest, provider_id),
        (benefit_account(mode), -step.fen, None),
    )
    return tuple(Line(account, fen, whose) for account, fen, whose in found if fen)
