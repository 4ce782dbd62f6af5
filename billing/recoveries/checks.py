"""Checks of recoveries: in step with the lines, and with the books."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.rules.chart import BENEFIT, RECOVERIES
from billing.recoveries import queries
from billing.recoveries.models import Recovery, RecoveryStep
from billing.recoveries.rules import holds
from ltc.db import session
from ltc.scope import Scope

_EVERYTHING = Scope.everything("all recoveries are checked")


def faults() -> Iterator[str]:
    """Yield what is wrong with recoveries; sound ones yield nothing."""
    for each in session().scalars(sa.select(Recovery).order_by(Recovery.id)).all():
        yield from _out_of_step(each)
    yield from _not_in_the_books()
    yield from _owed_elsewhere()


def _out_of_step(found: Recovery) -> Iterator[str]:
    """A recovery takes back what was decided, and no more than stands paid for the visit."""
    there, most = queries.held(found.id), found.wanted_fen
    if found.visit_id is not None:
        paid = queries.standing(found.visit_id, scope=_EVERYTHING)
        most = holds(most, paid.fund_fen if paid else 0)
    if there.fen != most:
        yield f"recovery {found.id} takes back {there.fen} 分 where {most} 分 hold"
    if not 0 <= there.owed_fen <= there.fen:
        yield f"recovery {found.id}: the provider owes {there.owed_fen} 分 of {there.fen} 分"


def _not_in_the_books() -> Iterator[str]:
    """Every step is what its entry says."""
    owed = sa.case((LedgerLine.account == RECOVERIES, LedgerLine.amount_fen), else_=0)
    spared = sa.case((LedgerLine.account.startswith(BENEFIT), -LedgerLine.amount_fen), else_=0)
    statement = (
        sa.select(RecoveryStep.id)
        .outerjoin(LedgerLine, LedgerLine.entry_id == RecoveryStep.entry_id)
        .group_by(RecoveryStep.id, RecoveryStep.fen, RecoveryStep.owed_fen)
        .having(
            sa.or_(
                sa.func.coalesce(sa.func.sum(owed), 0) != RecoveryStep.owed_fen,
                sa.func.coalesce(sa.func.sum(spared), 0) != RecoveryStep.fen,
            )
        )
    )
    for number in session().scalars(statement.order_by(RecoveryStep.id)):
        yield f"recovery step {number} is not what the books say"


def _owed_elsewhere() -> Iterator[str]:
    """The receivable in the books comes from recoveries alone."""
    strangers = (
        sa.select(LedgerEntry.id)
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .outerjoin(RecoveryStep, RecoveryStep.entry_id == LedgerEntry.id)
        .where(LedgerLine.account == RECOVERIES, RecoveryStep.id.is_(None))
    )
    for number in session().scalars(strangers.distinct().order_by(LedgerEntry.id)):
        yield f"ledger entry {number} moves recoveries without one"
