"""Checks of the books: each yields what is wrong in plain words; sound books yield nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from billing.ledger.models import ClosedPeriod, LedgerEntry, LedgerLine
from billing.ledger.rules.chart import account
from ltc.db import session
from ltc.shared.dates import Month
from ltc.shared.errors import Unknown

Check = Callable[[], Iterator[str]]


def entries_balance() -> Iterator[str]:
    """Every entry has two lines or more that add up to nothing."""
    total = sa.func.coalesce(sa.func.sum(LedgerLine.amount_fen), 0)
    lines = sa.func.count(LedgerLine.id)
    statement = (
        sa.select(LedgerEntry.id, total, lines)
        .outerjoin(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.id)
        .having(sa.or_(total != 0, lines < 2))  # noqa: PLR2004 - the fewest an entry can have
        .order_by(LedgerEntry.id)
    )
    for entry_id, off, number in session().execute(statement):
        yield f"ledger entry {entry_id} has {number} lines and is off by {off} 分"


def lines_belong() -> Iterator[str]:
    """Every line belongs to an entry and to an account of the chart."""
    orphans = (
        sa.select(LedgerLine.id)
        .outerjoin(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.id.is_(None))
    )
    for line_id in session().scalars(orphans.order_by(LedgerLine.id)):
        yield f"ledger line {line_id} belongs to no entry"
    for code in session().scalars(sa.select(LedgerLine.account).distinct()):
        try:
            account(code)
        except Unknown as unknown:
            yield f"ledger: {unknown.en}"


def reversals_mirror() -> Iterator[str]:
    """A reversal takes back exactly what it names."""
    reversing, reversed_ = sa.alias(LedgerLine.__table__), sa.alias(LedgerLine.__table__)
    mirrored = sa.and_(
        reversed_.c.entry_id == LedgerEntry.reverses_id,
        reversed_.c.account == reversing.c.account,
        reversed_.c.amount_fen == -reversing.c.amount_fen,
        sa.func.coalesce(reversed_.c.provider_id, 0)
        == sa.func.coalesce(reversing.c.provider_id, 0),
    )
    statement = (
        sa.select(LedgerEntry.id)
        .join(reversing, reversing.c.entry_id == LedgerEntry.id)
        .outerjoin(reversed_, mirrored)
        .where(LedgerEntry.reverses_id.is_not(None), reversed_.c.id.is_(None))
        .distinct()
        .order_by(LedgerEntry.id)
    )
    for entry_id in session().scalars(statement):
        yield f"ledger entry {entry_id} is not the mirror of the one it takes back"


def closed_months_stay_closed() -> Iterator[str]:
    """Nothing was recorded in a month after it was closed."""
    for closed in session().scalars(sa.select(ClosedPeriod)):
        days = Month.parse(closed.month).days
        late = (
            sa.select(LedgerEntry.id)
            .where(LedgerEntry.area_code == closed.area_code)
            .where(LedgerEntry.posted_on.between(*days))
            .where(LedgerEntry.recorded_at > closed.closed_at)
        )
        for entry_id in session().scalars(late.order_by(LedgerEntry.id)):
            yield f"ledger entry {entry_id} was recorded in {closed.month} after it was closed"


CHECKS: tuple[Check, ...] = (
    entries_balance,
    lines_belong,
    reversals_mirror,
    closed_months_stay_closed,
)


def faults() -> Iterator[str]:
    """Run every check of the books."""
    for check in CHECKS:
        yield from check()
