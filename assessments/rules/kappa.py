"""How far two scorers agree beyond chance: Cohen's κ, weighted where the answers have an order.

Weights are quadratic (Fleiss and Cohen 1973): two steps apart weigh four times as much as one.
Where everybody always gives one and the same answer there is no chance to beat, and κ is unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Pair = tuple[Hashable, Hashable]
PLAIN, LINEAR, QUADRATIC = "plain", "linear", "quadratic"
_POWER = {LINEAR: 1, QUADRATIC: 2}
_TWO = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """κ of some pairs with what it was reckoned from; ``same`` counts equal answers."""

    weights: str
    pairs: int
    same: int
    kappa: float | None


def agreement(pairs: Sequence[Pair], categories: Sequence[Hashable], weights: str) -> Agreement:
    """Return κ of pairs over categories in their order."""
    cost = _costs(categories, weights)
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    seen = sum(cost[pair] for pair in pairs) * len(pairs)
    by_chance = sum(
        cost[one, other] * first[one] * second[other] for one in categories for other in categories
    )
    same = sum(one == other for one, other in pairs)
    return Agreement(weights, len(pairs), same, 1 - seen / by_chance if by_chance else None)


def weights_for(categories: Sequence[Hashable]) -> str:
    """Return the weights that fit: two answers have no distance, more stand in an order."""
    return PLAIN if len(categories) <= _TWO else QUADRATIC


def _costs(categories: Sequence[Hashable], weights: str) -> dict[Pair, int]:
    """Return how much each kind of disagreement weighs."""
    places = {category: place for place, category in enumerate(categories)}
    if weights == PLAIN:
        return {(one, other): int(one != other) for one in places for other in places}
    power = _POWER[weights]
    return {
        (one, other): abs(places[one] - places[other]) ** power
        for one in places
        for other in places
    }
