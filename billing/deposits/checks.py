"""What must hold of decisions: two people stand behind each, and the books say what it says."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from billing.deposits.models import FundDecision
from billing.deposits.rules import APPROVED, POSTED, lines
from billing.ledger.models import LedgerEntry
from billing.ledger.queries import lines_of
from ltc.db import session


def faults() -> Iterator[str]:
    """Yield what is wrong with decisions; sound ones yield nothing."""
    for each in session().scalars(sa.select(FundDecision).order_by(FundDecision.id)).all():
        name = f"fund decision {each.id}"
        if each.state in (APPROVED, POSTED) and each.decided_by in (None, each.made_by):
            yield f"{name} was drafted and approved by one person"
        if (each.state == POSTED) != (each.entry_id is not None):
            yield f"{name} is {each.state}, and its entry does not say so"
        if each.entry_id is not None and not _is_in_the_books(each):
            yield f"{name}: the books do not say what was decided"
    yield from _decided_by_nobody()


def _is_in_the_books(row: FundDecision) -> bool:
    """Tell whether the entry of a decision moves its amount between its accounts, in its fund."""
    entry = session().get(LedgerEntry, row.entry_id)
    if entry is None or entry.about_id != str(row.id):
        return False
    facts = entry.area_code, entry.insurance, entry.kind, entry.posted_on
    if facts != (row.area_code, row.insurance, row.kind, row.posted_on):
        return False
    stand = sorted(map(_side, lines_of([entry.id])[entry.id]))
    return stand == sorted(map(_side, lines(row.kind, row.fen, row.provider_id)))


def _side(line: object) -> tuple[str, int, int]:
    """Return a side of an entry, stored or wanted."""
    account, provider, fen = (
        getattr(line, name) for name in ("account", "provider_id", "amount_fen")
    )
    return account, provider or 0, fen


def _decided_by_nobody() -> Iterator[str]:
    """An entry about a decision is the one that the decision names, or takes that back."""
    named = sa.select(FundDecision.entry_id).where(FundDecision.entry_id.is_not(None))
    chosen = sa.select(LedgerEntry.id).where(
        LedgerEntry.about_kind == FundDecision.__tablename__,
        LedgerEntry.reverses_id.is_(None),
        LedgerEntry.id.not_in(named),
    )
    for number in session().scalars(chosen.order_by(LedgerEntry.id)):
        yield f"ledger entry {number} is of a fund decision that does not name it"
