"""The random draw of an inspection 双随机, so plain that anybody can redo it with a pocket tool.

1. Before the draw the SHA-256 of a secret seed is published (the commitment).
2. At the draw the population is written down: its ids in ascending order, one a line, no line
   end after the last; the SHA-256 of that text is the population hash.
3. Every id gets the SHA-256 of the text ``seed:population hash:kind:id``.
4. The ids with the smallest hashes, in the order of their hashes, are drawn.
5. The seed is published.  Inspectors are drawn the same way, kind ``inspector``.

Nobody can choose the seed after seeing the population, and nobody can change either afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ltc.shared.drawing import commitment, draw, population_hash
from ltc.shared.errors import BadInput

ALGORITHM = "ltc-draw-1"
VISITS, PROVIDERS, INSPECTOR = "visits", "providers", "inspector"
POPULATIONS = (VISITS, PROVIDERS)
_SEED_LETTERS = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """All that a stranger needs to redo a draw."""

    seed: str
    seed_hash: str
    kind: str
    ids: tuple[int, ...]
    population_hash: str
    drawn: tuple[int, ...]
    inspector_pool: tuple[int, ...]
    inspectors: tuple[int, ...]
    algorithm: str = ALGORITHM

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Proof:
        """Read a published proof; a file that is none is refused by its first bad part."""
        if not isinstance(row, Mapping):
            raise BadInput("a proof is a JSON object", "抽取证明应为 JSON 对象")
        return cls(
            seed=_text(row, "seed"),
            seed_hash=_text(row, "seed_hash"),
            kind=_text(row, "kind"),
            ids=_numbers(row, "ids"),
            population_hash=_text(row, "population_hash"),
            drawn=_numbers(row, "drawn"),
            inspector_pool=_numbers(row, "inspector_pool"),
            inspectors=_numbers(row, "inspectors"),
            algorithm=_text(row, "algorithm"),
        )

    def as_row(self) -> dict[str, Any]:
        """Return the proof as it is published."""
        return {
            "algorithm": self.algorithm,
            "seed": self.seed,
            "seed_hash": self.seed_hash,
            "kind": self.kind,
            "population_hash": self.population_hash,
            "drawn": list(self.drawn),
            "inspectors": list(self.inspectors),
            "inspector_pool": list(self.inspector_pool),
            "ids": list(self.ids),
        }


def faults(proof: Proof) -> list[str]:
    """Redo a draw and return what does not fit; a sound proof returns nothing."""
    if proof.algorithm != ALGORITHM:
        return [f"unknown algorithm {proof.algorithm}"]
    found = []
    if commitment(proof.seed) != proof.seed_hash or len(proof.seed) != _SEED_LETTERS:
        found.append("the seed does not fit the hash published before the draw")
    if population_hash(proof.ids) != proof.population_hash:
        found.append("the population does not fit its hash")
    if len(set(proof.ids)) != len(proof.ids):
        found.append("an id stands twice in the population")
    fixed = proof.population_hash
    if draw(proof.seed, proof.kind, proof.ids, len(proof.drawn), fixed=fixed) != proof.drawn:
        found.append("another sample comes out of this seed and population")
    pool, people = proof.inspector_pool, proof.inspectors
    if draw(proof.seed, INSPECTOR, pool, len(people), fixed=fixed) != people:
        found.append("other inspectors come out of this seed and population")
    return found


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise BadInput(f"{name}: a text is needed", f"{name}：应为文字", field=name)
    return value


def _numbers(row: Mapping[str, Any], name: str) -> tuple[int, ...]:
    value = row.get(name)
    if not isinstance(value, list) or any(type(each) is not int for each in value):
        raise BadInput(f"{name}: a list of numbers is needed", f"{name}：应为整数列表", field=name)
    return tuple(value)
