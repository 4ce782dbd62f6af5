"""Reading the fund's books for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.queries import Posting, lines_of
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import Month

PAGE = 40


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What is looked for in the journal; ``after`` is the key of the last entry already seen."""

    area: str
    month: Month | None = None
    insurance: str = ""
    kind: str = ""
    account: str = ""
    after: tuple[date, int] | None = None


class Movement(NamedTuple):
    """What an account of a fund moved in a month of a year, debit positive."""

    insurance: str
    month: int
    account: str
    net_fen: int


def journal(wanted: JournalFilter, *, scope: Scope) -> list[Posting]:
    """Return a page of entries and one more, newest first."""
    statement = scope.narrow(sa.select(LedgerEntry), LedgerEntry).where(
        LedgerEntry.area_code.startswith(wanted.area, autoescape=True)
    )
    if wanted.month is not None:
        statement = statement.where(LedgerEntry.posted_on.between(*wanted.month.days))
    for column, value in (
        (LedgerEntry.insurance, wanted.insurance),
        (LedgerEntry.kind, wanted.kind),
    ):
        if value:
            statement = statement.where(column == value)
    if wanted.account:
        lines = sa.exists().where(
            LedgerLine.entry_id == LedgerEntry.id, LedgerLine.account == wanted.account
        )
        statement = statement.where(lines)
    key = (LedgerEntry.posted_on, LedgerEntry.id)
    if wanted.after is not None:
        statement = statement.where(sa.tuple_(*key) < sa.tuple_(*map(sa.literal, wanted.after)))
    newest_first = [column.desc() for column in key]
    found = session().scalars(statement.order_by(*newest_first).limit(PAGE + 1)).all()
    lines_by_entry = lines_of([entry.id for entry in found])
    return [Posting(entry, lines_by_entry[entry.id]) for entry in found]


def reversal_of(entry_id: int) -> int | None:
    """Return the entry that takes back one that was read under a scope, if there is one."""
    statement = sa.select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry_id)
    return session().scalar(statement)


def movements(area: str, year: int, *, scope: Scope) -> list[Movement]:
    """Return what each account of each fund moved in each month of a year."""
    month = sa.extract("month", LedgerEntry.posted_on)
    days = date(year, 1, 1), date(year, 12, 31)
    statement = (
        _lines(area, scope, LedgerEntry.insurance, month, LedgerLine.account)
        .where(LedgerEntry.posted_on.between(*days))
        .group_by(LedgerEntry.insurance, month, LedgerLine.account)
    )
    rows = session().execute(statement)
    return [Movement(fund, int(number), code, int(net)) for fund, number, code, net in rows]


def balances(area: str, *, scope: Scope) -> dict[tuple[str, str], int]:
    """Return what is on each account of each fund, debit positive."""
    statement = _lines(area, scope, LedgerEntry.insurance, LedgerLine.account).group_by(
        LedgerEntry.insurance, LedgerLine.account
    )
    return {(fund, code): int(net) for fund, code, net in session().execute(statement)}


def years(area: str, *, scope: Scope) -> list[int]:
    """Return the years in which something was posted, newest first."""
    year = sa.extract("year", LedgerEntry.posted_on)
    statement = scope.narrow(sa.select(year), LedgerEntry).where(
        LedgerEntry.area_code.startswith(area, autoescape=True)
    )
    return sorted({int(each) for each in session().scalars(statement.distinct())}, reverse=True)


def _lines(area: str, scope: Scope, *columns: Any) -> sa.Select:
    """Return the columns asked for, and the sum, of an area's lines."""
    statement = (
        sa.select(*columns, sa.func.sum(LedgerLine.amount_fen))
        .select_from(LedgerLine)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.area_code.startswith(area, autoescape=True))
    )
    return scope.narrow(statement, LedgerEntry)
