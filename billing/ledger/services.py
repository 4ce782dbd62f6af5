"""The only writer of the fund's books.  What is posted stays; it is taken back and redone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from billing.ledger import queries
from billing.ledger.models import ClosedPeriod, LedgerEntry, LedgerLine
from billing.ledger.rules.entry import About, Entry, Income, Line, Unbalanced
from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict, Forbidden


def post(entry: Entry, *, scope: Scope, at: datetime) -> LedgerEntry:
    """Post ``entry`` once: its key again with the same content gives the entry already there.

    Refused: the same key with other content, a closed month, an area outside the scope.
    """
    if not entry.area_code.startswith(scope.area):
        raise Forbidden("these are another area's books", "不能记其他统筹区的账")
    there = queries.entry_with_key(entry.key)
    if there is not None:
        return _same(there, entry)
    if entry.undivided and entry.reverses_id is None:
        raise Unbalanced(f"{entry.undivided} needs provider")
    queries.hold_books(entry.area_code)
    month = Month.of(entry.posted_on)
    if queries.is_closed(entry.area_code, month):
        raise Conflict(
            f"the books of {month} are closed; post in an open month",
            f"{month} 的账已关闭，请记入未关账的月份",
            field="posted_on",
        )
    return _write(entry, scope=scope, at=at)


def _write(entry: Entry, *, scope: Scope, at: datetime) -> LedgerEntry:
    """Insert entry and lines; who loses a race for the key gets the winner's entry."""
    row = LedgerEntry(
        key=entry.key,
        area_code=entry.area_code,
        insurance=entry.insurance,
        kind=entry.kind,
        posted_on=entry.posted_on,
        about_kind=entry.about.kind,
        about_id=entry.about.id,
        document=entry.document,
        memo=entry.memo,
        reverses_id=entry.reverses_id,
        recorded_at=at,
        recorded_by=scope.actor.user_id,
    )
    try:
        with session().begin_nested():
            session().add(row)
            session().flush()
    except sa.exc.IntegrityError:
        there = queries.entry_with_key(entry.key)
        if there is None:
            raise
        return _same(there, entry)
    session().add_all(
        LedgerLine(
            entry_id=row.id,
            account=line.account,
            provider_id=line.provider_id,
            amount_fen=line.amount_fen,
        )
        for line in entry.lines
    )
    session().flush()
    amount = sum(line.amount_fen for line in entry.lines if line.amount_fen > 0)
    after = {"key": entry.key, "kind": entry.kind, "lines": len(entry.lines), "amount_fen": amount}
    record(act="ledger.post", about=row, after=after, actor=scope.actor, at=at, reason=entry.memo)
    return row


def _same(there: LedgerEntry, entry: Entry) -> LedgerEntry:
    """Return the entry already posted if it says the same, refuse it otherwise."""
    stored = stored_entry(there)
    if sorted(stored.lines, key=_order) != sorted(entry.lines, key=_order) or any(
        getattr(stored, name) != getattr(entry, name)
        for name in ("area_code", "insurance", "kind", "posted_on", "about", "document")
    ):
        raise Conflict(
            f"{entry.key} is already posted with other content (entry {there.id})",
            f"同一凭据已记账且内容不同（第 {there.id} 笔）",
            field="key",
        )
    return there


def _order(line: Line) -> tuple[str, int, int]:
    return line.account, line.provider_id or 0, line.amount_fen


def stored_entry(row: LedgerEntry) -> Entry:
    """Return a stored entry as the value it was posted from."""
    lines = queries.lines_of([row.id])[row.id]
    return Entry(
        key=row.key,
        area_code=row.area_code,
        insurance=row.insurance,
        kind=row.kind,
        posted_on=row.posted_on,
        about=About(row.about_kind, row.about_id),
        document=row.document,
        memo=row.memo,
        reverses_id=row.reverses_id,
        lines=tuple(Line(line.account, line.amount_fen, line.provider_id) for line in lines),
    )


def reverse(entry_id: int, *, on: date, why: str, scope: Scope, at: datetime) -> LedgerEntry:
    """Take an entry back by its mirror image, once."""
    row = queries.posting(entry_id, scope=scope).entry
    if row.reverses_id is not None:
        raise Conflict(
            "a reversal is not reversed again; post a new entry",
            "冲销分录不能再冲销，请另记一笔",
        )
    return post(stored_entry(row).reversal(row.id, on=on, why=why), scope=scope, at=at)


def record_income(income: Income, *, scope: Scope, at: datetime) -> LedgerEntry:
    """Post money that came in; what was taken back can be entered again."""
    _not_ahead(income.received_on, at)
    entry = income.entry()
    while (back := queries.reversal_with_key(entry.key)) is not None:
        entry = replace(entry, key=f"{income.entry().key}:{back}")
    return post(entry, scope=scope, at=at)


def _not_ahead(day: date, at: datetime) -> None:
    if day > legal_day(at):
        raise Conflict("this day has not come yet", "到账日期不能晚于今天", field="received_on")


def close_period(area_code: str, month: Month, *, scope: Scope, at: datetime) -> ClosedPeriod:
    """Close a month of an area's books, in their order: it takes no more postings."""
    if not area_code.startswith(scope.area):
        raise Forbidden("these are another area's books", "不能关闭其他统筹区的账")
    if legal_day(at) <= month.last_day:
        raise Conflict(f"{month} is not over yet", f"{month} 尚未结束，不能关账", field="month")
    queries.hold_books(area_code, alone=True)
    if queries.is_closed(area_code, month):
        raise Conflict(f"{month} is closed already", f"{month} 已经关账", field="month")
    earlier = queries.first_open_with_entries(area_code, month)
    if earlier is not None:
        raise Conflict(
            f"{earlier} has entries and is still open; close it first",
            f"{earlier} 有账未关，请先关 {earlier}",
            field="month",
        )
    row = ClosedPeriod(
        area_code=area_code, month=str(month), closed_by=scope.actor.user_id, closed_at=at
    )
    session().add(row)
    session().flush()
    record(act="ledger.close", about=row, actor=scope.actor, at=at, after={"month": str(month)})
    return row
