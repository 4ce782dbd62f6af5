"""What people are paid: never below zero, nothing without an account; the rest stays.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[int, str]
"""A person and a fund."""


@dataclass(frozen=True, slots=True)
class PersonShare:
    """One person and fund: due for the month, from before, paid now, left over, into what."""

    person_id: int
    insurance: str
    account_id: int | None
    due_fen: int
    carried_in_fen: int
    paid_fen: int
    carried_out_fen: int


def shares(
    due: Mapping[Key, int], owed: Mapping[Key, int], accounts: Mapping[int, int]
) -> list[PersonShare]:
    """Divide what is owed, this month's part (``due``) included, by who has an account."""
    found = []
    for person, insurance in sorted(set(due) | set(owed)):
        free, month = owed.get((person, insurance), 0), due.get((person, insurance), 0)
        if not free and not month:
            continue
        account = accounts.get(person) if free > 0 else None
        paid = free if account is not None else 0
        rest = (month, free - month, paid, free - paid)
        found.append(PersonShare(person, insurance, account, *rest))
    return found
