"""Reading the fund's books: balances by account and month, the trace of a record, entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from billing.ledger.models import ClosedPeriod, LedgerEntry, LedgerLine
from billing.ledger.rules.chart import account
from billing.ledger.rules.entry import About
from ltc.db import session
from ltc.directory.models import Area
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Balance:
    """What went through one account, and what is left (debit positive)."""

    account: str
    debit_fen: int
    credit_fen: int

    @property
    def balance_fen(self) -> int:
        """Debit less credit."""
        return self.debit_fen - self.credit_fen

    @property
    def name(self) -> str:
        """The account's Chinese name."""
        return account(self.account).name


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry with its lines, for showing."""

    entry: LedgerEntry
    lines: tuple[LedgerLine, ...]


def entry_with_key(key: str) -> LedgerEntry | None:
    """Return the entry posted under ``key``, if any."""
    return session().scalar(sa.select(LedgerEntry).where(LedgerEntry.key == key))


def reversal_with_key(key: str) -> int | None:
    """Return the entry that takes back the one posted under ``key``, if there is one."""
    posted = sa.select(LedgerEntry.id).where(LedgerEntry.key == key).scalar_subquery()
    return session().scalar(sa.select(LedgerEntry.id).where(LedgerEntry.reverses_id == posted))


def lines_of(entry_ids: Sequence[int]) -> dict[int, tuple[LedgerLine, ...]]:
    """Return the lines of entries (which were read under a scope), by entry."""
    found: dict[int, list[LedgerLine]] = {entry_id: [] for entry_id in entry_ids}
    statement = sa.select(LedgerLine).where(LedgerLine.entry_id.in_(entry_ids))
    for line in session().scalars(statement.order_by(LedgerLine.id)):
        found[line.entry_id].append(line)
    return {entry_id: tuple(lines) for entry_id, lines in found.items()}


def posting(entry_id: int, *, scope: Scope) -> Posting:
    """Return one entry with its lines, if ``scope`` may see it."""
    entry = session().scalar(
        scope.narrow(sa.select(LedgerEntry), LedgerEntry).where(LedgerEntry.id == entry_id)
    )
    if entry is None:
        raise NotFound("no such entry", "没有该笔记账")
    return Posting(entry, lines_of([entry.id])[entry.id])


def postings(
    area_code: str, *, scope: Scope, month: Month | None = None, limit: int = 100
) -> list[Posting]:
    """Return an area's newest entries, of one month if given."""
    statement = scope.narrow(sa.select(LedgerEntry), LedgerEntry).where(
        LedgerEntry.area_code.startswith(area_code)
    )
    if month:
        statement = statement.where(LedgerEntry.posted_on.between(*month.days))
    order = (LedgerEntry.posted_on.desc(), LedgerEntry.id.desc())
    return _with_lines(session().scalars(statement.order_by(*order).limit(limit)).all())


def trace(about: About, *, scope: Scope) -> list[Posting]:
    """Return every entry about one record, oldest first."""
    statement = scope.narrow(sa.select(LedgerEntry), LedgerEntry).where(
        LedgerEntry.about_kind == about.kind, LedgerEntry.about_id == about.id
    )
    return _with_lines(session().scalars(statement.order_by(LedgerEntry.id)).all())


def _with_lines(entries: Sequence[LedgerEntry]) -> list[Posting]:
    lines = lines_of([entry.id for entry in entries])
    return [Posting(entry, lines[entry.id]) for entry in entries]


def balances(
    area_code: str,
    *,
    scope: Scope,
    first_day: date = date.min,
    last_day: date = date.max,
    insurance: str = "",
) -> list[Balance]:
    """Return what went through each account in the days given, in the order of the codes."""
    statement = (
        _narrowed(sa.select(LedgerLine.account, _debit(), _credit()), scope)
        .where(LedgerEntry.area_code.startswith(area_code))
        .where(LedgerEntry.posted_on.between(first_day, last_day))
        .group_by(LedgerLine.account)
        .order_by(LedgerLine.account)
    )
    if insurance:
        statement = statement.where(LedgerEntry.insurance == insurance)
    return [Balance(code, int(debit), int(credit)) for code, debit, credit in _rows(statement)]


def by_month(area_code: str, year: int, *, scope: Scope) -> dict[tuple[int, str], int]:
    """Return the net movement (debit positive) of each account in each month of a year."""
    month = sa.extract("month", LedgerEntry.posted_on)
    statement = (
        _narrowed(sa.select(month, LedgerLine.account, _net()), scope)
        .where(LedgerEntry.area_code.startswith(area_code))
        .where(LedgerEntry.posted_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(month, LedgerLine.account)
    )
    return {(int(number), code): int(net) for number, code, net in _rows(statement)}


def funds_told(area_code: str) -> set[str]:
    """Return the funds of which an income was ever recorded: else their cash is kept elsewhere."""
    incomes = LedgerEntry.area_code == area_code, LedgerEntry.kind == "income"
    return set(session().scalars(sa.select(LedgerEntry.insurance).where(*incomes).distinct()))


def is_closed(area_code: str, month: Month) -> bool:
    """Tell whether a month takes no more postings: it or a later one is closed.

    What is posted before a closed month would change what that month began with.
    """
    later = sa.select(ClosedPeriod.month).where(
        ClosedPeriod.area_code == area_code, ClosedPeriod.month >= str(month)
    )
    return session().scalar(later.limit(1)) is not None


def first_open_with_entries(area_code: str, before: Month) -> Month | None:
    """Return the first month before another one that has entries and is not closed."""
    closed = sa.select(sa.func.max(ClosedPeriod.month)).where(ClosedPeriod.area_code == area_code)
    last = session().scalar(closed)
    first = sa.select(sa.func.min(LedgerEntry.posted_on)).where(
        LedgerEntry.area_code == area_code, LedgerEntry.posted_on < before.first_day
    )
    if last is not None:
        first = first.where(LedgerEntry.posted_on > Month.parse(last).last_day)
    day = session().scalar(first)
    return None if day is None else Month.of(day)


def closed_months(area_code: str, *, scope: Scope) -> list[str]:
    """Return the closed months of an area."""
    statement = scope.narrow(sa.select(ClosedPeriod), ClosedPeriod).where(
        ClosedPeriod.area_code == area_code
    )
    return [found.month for found in session().scalars(statement.order_by(ClosedPeriod.month))]


def hold_books(area_code: str, *, alone: bool = False) -> None:
    """Lock an area's books until the unit ends: many may post together, one closes alone."""
    statement = sa.select(Area.code).where(Area.code == area_code)
    if session().scalar(statement.with_for_update(read=not alone, key_share=alone)) is None:
        raise NotFound(f"area {area_code} is not known", f"没有区划 {area_code}", field="area")


def _narrowed(statement: sa.Select, scope: Scope) -> sa.Select:
    joined = statement.select_from(LedgerLine).join(
        LedgerEntry, LedgerEntry.id == LedgerLine.entry_id
    )
    return scope.narrow(joined, LedgerEntry)


def _rows(statement: sa.Select) -> Sequence[sa.Row]:
    return session().execute(statement).all()


def _debit() -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((LedgerLine.amount_fen > 0, LedgerLine.amount_fen), else_=0))


def _credit() -> sa.ColumnElement[int]:
    return -sa.func.sum(sa.case((LedgerLine.amount_fen < 0, LedgerLine.amount_fen), else_=0))


def _net() -> sa.ColumnElement[int]:
    return sa.func.sum(LedgerLine.amount_fen)
