"""A draw that anybody can redo: by the hashes of a seed that was committed to before.

Inspections and blind re-scoring draw this way; ``ltc.oversight.rules.drawing`` tells it in steps.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from ltc.shared.ids import sha256


def commitment(seed: str) -> str:
    """Return what is published before the draw."""
    return sha256(seed)


def population_text(ids: Iterable[int]) -> str:
    """Write a population in its one form."""
    return "\n".join(map(str, sorted(ids)))


def population_hash(ids: Iterable[int]) -> str:
    """Return the hash under which a population is written down."""
    return sha256(population_text(ids))


def draw(seed: str, kind: str, ids: Sequence[int], size: int, *, fixed: str) -> tuple[int, ...]:
    """Return ``size`` ids in the order of their hashes; ``fixed`` is the population hash."""

    def place(identity: int) -> tuple[str, int]:
        return sha256(f"{seed}:{fixed}:{kind}:{identity}"), identity

    return tuple(heapq.nsmallest(size, ids, key=place))
