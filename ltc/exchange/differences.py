"""Two lists of what was paid, held against each other to the 分.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

PROVIDERS, PEOPLE = "providers", "persons"
ONLY_THEIRS, ONLY_OURS, AMOUNT = "only_theirs", "only_ours", "amount"


class Payee(NamedTuple):
    """Who was paid for which month from which fund; ``kind`` says whose number ``record`` is."""

    month: str
    kind: str
    record: int
    insurance: str


class Difference(NamedTuple):
    """One payee, month and fund of which the two lists say different sums."""

    payee: Payee
    code: str
    theirs_fen: int
    ours_fen: int


def differences(theirs: Mapping[Payee, int], ours: Mapping[Payee, int]) -> Iterator[Difference]:
    """Yield every difference, by month; nothing paid is the same as not listed."""
    for payee in sorted({*theirs, *ours}):
        told, held = theirs.get(payee, 0), ours.get(payee, 0)
        if told != held:
            code = ONLY_THEIRS if not held else ONLY_OURS if not told else AMOUNT
            yield Difference(payee, code, told, held)
