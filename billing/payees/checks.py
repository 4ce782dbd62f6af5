"""What must hold of payments to providers that came back: two people, and the books."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.rules.chart import PAYABLE
from billing.models import PaymentLine
from billing.payees.models import PayeeReturn
from billing.payees.rules import CONFIRMED, DROPPED
from ltc.db import session

_KIND = "payment_return"


def faults() -> Iterator[str]:
    """Every confirmed notice has two people, its payment and its entry; no entry is without one."""
    paid = sa.and_(
        PaymentLine.order_id == PayeeReturn.order_id,
        PaymentLine.provider_id == PayeeReturn.provider_id,
        PaymentLine.insurance == PayeeReturn.insurance,
    )
    rows = sa.select(PayeeReturn, PaymentLine.paid_fen).outerjoin(PaymentLine, paid)
    for row, fen in session().execute(rows.order_by(PayeeReturn.id)):
        yield from (f"payee return {row.id} {fault}" for fault in _wrong(row, fen))
    named = sa.exists().where(PayeeReturn.entry_id == LedgerEntry.id)
    strangers = sa.select(LedgerEntry.id).where(LedgerEntry.kind == _KIND, ~named)
    for number in session().scalars(strangers.order_by(LedgerEntry.id)):
        yield f"ledger entry {number} gives a payment back without a notice"


def _wrong(row: PayeeReturn, paid_fen: int | None) -> Iterator[str]:
    if row.state != DROPPED and row.fen != paid_fen:
        yield "is not what the order paid"
    if row.state != CONFIRMED:
        return
    if row.decided_by in (None, row.proposed_by):
        yield "was recorded and confirmed by one person"
    owed = -sa.func.coalesce(sa.func.sum(LedgerLine.amount_fen), 0)
    chosen = sa.select(owed).where(
        LedgerLine.entry_id == row.entry_id,
        LedgerLine.account == PAYABLE,
        LedgerLine.provider_id == row.provider_id,
    )
    if session().scalar(chosen) != row.fen:
        yield "is not what the books owe again"
