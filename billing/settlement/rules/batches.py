"""Batches of whole people: fixed ranges of person ids, each made of whole buckets.

A bucket is what is hashed together; it never changes.  How many buckets a batch has is chosen for
each run, so the result's hash does not depend on the split.
"""

from __future__ import annotations

from dataclasses import dataclass

BUCKET = 512
LINES_PER_BATCH = 120_000


@dataclass(frozen=True, slots=True)
class Batch:
    """One range of people, both ends included."""

    number: int
    first_person: int
    last_person: int


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """All batches of a run; the adjustments of earlier months come last, in one of their own."""

    first_person: int
    last_person: int
    persons: int

    @classmethod
    def of(cls, first_person: int, last_person: int, lines: int) -> BatchPlan:
        """Choose a width so that a batch has about ``LINES_PER_BATCH`` lines."""
        ids = last_person - first_person + 1
        batches = max(1, -(-lines // LINES_PER_BATCH))
        width = -(-ids // batches)
        return cls(first_person, last_person, -(-width // BUCKET) * BUCKET)

    def batches(self) -> list[Batch]:
        """Return the batches in order, the last one for adjustments."""
        start = self.first_person // BUCKET * BUCKET
        edges = range(start, self.last_person + 1, self.persons)
        found = [Batch(at, edge, edge + self.persons - 1) for at, edge in enumerate(edges)]
        return [*found, self.adjustments()]

    def adjustments(self) -> Batch:
        """Return the batch that holds the adjustments of earlier months."""
        start = self.first_person // BUCKET * BUCKET
        count = len(range(start, self.last_person + 1, self.persons))
        return Batch(count, 0, 0)
