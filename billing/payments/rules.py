"""What is paid: never below zero, the rest is carried.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

DRAFTED, APPROVED, PAID, WITHDRAWN = "drafted", "approved", "paid", "withdrawn"
UNDER_WAY = (DRAFTED, APPROVED)  # the bank has not carried these out
STANDING = (*UNDER_WAY, PAID)  # what these pay is not paid by another
FIGURES = ("due_fen", "carried_in_fen", "paid_fen", "carried_out_fen")  # of every line


@dataclass(frozen=True, slots=True)
class Share:
    """One payee and fund: due for the month, from before, paid now, left over."""

    provider_id: int
    insurance: str
    due_fen: int
    carried_in_fen: int
    paid_fen: int
    carried_out_fen: int


def share_of(provider_id: int, insurance: str, due_fen: int, free_fen: int) -> Share:
    """Divide what is free to be paid: all of it if above zero, nothing and carried if below.

    ``free_fen`` is what the books owe less what is held; ``due_fen`` the part of this month.
    """
    return Share(
        provider_id=provider_id,
        insurance=insurance,
        due_fen=due_fen,
        carried_in_fen=free_fen - due_fen,
        paid_fen=max(free_fen, 0),
        carried_out_fen=min(free_fen, 0),
    )
