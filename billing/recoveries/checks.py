"""Checks of recoveries: in step with the lines, and with the books."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.rules.chart import BENEFIT, PERSON_PAYABLE, RECOVERIES
from billing.recoveries import queries
from billing.recoveries.models import Recovery, RecoveryStep
from billing.recoveries.services import aim_of
from ltc.db import session


def faults() -> Iterator[str]:
    """Yield what is wrong with recoveries; sound ones yield nothing."""
    for each in session().scalars(sa.select(Recovery).order_by(Recovery.id)).all():
        yield from _out_of_step(each)
    yield from _not_in_the_books()
    yield from _owed_elsewhere()


def _out_of_step(found: Recovery) -> Iterator[str]:
    """A recovery takes back what was decided, and no more than stands paid for the visit."""
    there, (aim, _made_good) = queries.held(found.id), aim_of(found)
    if there.fen != aim.fen:
        yield f"recovery {found.id} takes back {there.fen} 分 where {aim.fen} 分 hold"
    if there.person_fen != aim.person_fen:
        told = f"takes {there.person_fen} 分 back from the person"
        yield f"recovery {found.id} {told} where {aim.person_fen} 分 hold"
    if not 0 <= there.owed_fen <= max(there.provider_fen, 0):
        told = f"owes {there.owed_fen} 分 of {there.provider_fen} 分"
        yield f"recovery {found.id}: the provider {told}"


def _not_in_the_books() -> Iterator[str]:
    """Every step is what its entry says."""
    said = (
        (LedgerLine.account == RECOVERIES, LedgerLine.amount_fen, RecoveryStep.owed_fen),
        (
            LedgerLine.account == PERSON_PAYABLE,
            LedgerLine.amount_fen,
            sa.func.coalesce(RecoveryStep.person_fen, 0),
        ),
        (LedgerLine.account.startswith(BENEFIT), -LedgerLine.amount_fen, RecoveryStep.fen),
    )
    posted = (
        sa.func.coalesce(sa.func.sum(sa.case((where, fen), else_=0)), 0) != told
        for where, fen, told in said
    )
    columns = RecoveryStep.fen, RecoveryStep.owed_fen, RecoveryStep.person_fen
    statement = (
        sa.select(RecoveryStep.id)
        .outerjoin(LedgerLine, LedgerLine.entry_id == RecoveryStep.entry_id)
        .group_by(RecoveryStep.id, *columns)
        .having(sa.or_(*posted))
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
