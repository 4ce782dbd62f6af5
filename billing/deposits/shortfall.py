"""What was withheld, released and then taken back with its line: the provider owes it again.

A line that is taken back takes its deposit along.  Where that was released meanwhile, nothing of it
is left to take: the deposit would stand below zero, and nobody would ask for it.
"""

from __future__ import annotations

from datetime import date, datetime

from billing.deposits import queries
from billing.deposits.rules import owed_again
from billing.ledger import services as ledger
from billing.ledger.rules.entry import About, Entry
from billing.models import Settlement
from ltc.scope import Scope

KIND = "recovery"


def make_up(row: Settlement, on: date, *, scope: Scope, at: datetime) -> None:
    """Bring deposits that a settlement took below zero back to nothing, off what is payable."""
    for (provider, insurance), there in queries.standings(row.area_code, scope=scope).items():
        if there.deposit_fen < 0:
            entry = Entry(
                key=f"settlement:{row.id}:{insurance}:deposit:{provider}",
                area_code=row.area_code,
                insurance=insurance,
                kind=KIND,
                posted_on=on,
                about=About("settlement", str(row.id)),
                memo="已退还的保证金随明细收回",
                lines=owed_again(-there.deposit_fen, provider),
            )
            ledger.post(entry, scope=scope, at=at)
