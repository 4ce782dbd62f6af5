"""Prove that no row of the house was changed, added or removed behind the system's back."""

from __future__ import annotations

import hmac
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.orm import Mapper

from ltc.audit import seals
from ltc.audit.chain import FIRST_HASH, HEAD_ID, Head
from ltc.audit.models import AuditHead, RowSeal
from ltc.db import session

_Key = tuple[Any, ...]
_PAGE = 1000
A_NIGHT = 1_000_000  # rows compared in a night, a few minutes' work
_ZERO = "0" * 64


@dataclass(frozen=True, slots=True)
class Share:
    """Which rows are compared one by one: those of ``night`` among so many ``nights``."""

    night: int = 0
    nights: int = 1

    @classmethod
    def of(cls, day: date, rows: int) -> Share:
        """Return the share of a day: all nights together are every row, none is too long."""
        nights = 1
        while rows > nights * A_NIGHT:
            nights *= 2  # so that a row keeps its night when the house has grown
        return cls(day.toordinal() % nights, nights)

    def takes(self, key: _Key) -> bool:
        """Tell whether a row's turn is tonight."""
        return zlib.crc32("/".join(map(str, key)).encode()) % self.nights == self.night


WHOLE = Share()


def sealed_rows() -> int:
    """Return how many rows have a seal, as the head of the chain says."""
    head = session().get(AuditHead, HEAD_ID)
    return head.sealed if head else 0


def seal_faults(progress: Callable[[str], object] = str, *, share: Share = WHOLE) -> Iterator[str]:
    """Yield every row that does not fit its seal, and whether rows and seals are all there.

    Of a share only its rows are compared; that none is missing or too many is proved for all.
    """
    total, number = 0, 0
    for mapper in seals.sealed_mappers():
        table = seals.table_of(mapper)
        progress(table)
        rows, wrong = 0, 0
        for page in _pages(mapper):
            rows += len(page)
            tonight = [key for key in page if share.takes(key)] if share.nights > 1 else page
            for fault in _page_faults(mapper, tonight):
                wrong += 1
                yield fault
        kept, summed = _sealed_in(table)
        total, number = (total + summed) % seals.BITS, number + kept
        if kept != rows or wrong:
            yield from _not_paired(mapper, added=share.nights > 1)
    yield from _unknown_tables()
    yield from _head_faults(number, total)


def _pages(mapper: Mapper[Any]) -> Iterator[Sequence[_Key]]:
    """Walk the keys of a table in order."""
    keys = list(mapper.primary_key)
    statement = sa.select(*keys).order_by(*keys).limit(_PAGE)
    after: tuple[sa.ColumnElement[bool], ...] = ()
    while True:
        page = [tuple(row) for row in session().execute(statement.where(*after))]
        yield page
        if len(page) < _PAGE:
            return
        last = [
            sa.literal(value, column.type) for column, value in zip(keys, page[-1], strict=True)
        ]
        after = (sa.tuple_(*keys) > sa.tuple_(*last),)


def _page_faults(mapper: Mapper[Any], page: Sequence[_Key]) -> Iterator[str]:
    """Compare the rows of a page with their seals."""
    if not page:
        return
    using, table, stored = seals.secret(), seals.table_of(mapper), _seals_of(mapper, page)
    for identity, row in _rows(mapper, page).items():
        name = "/".join(map(str, identity))
        if name not in stored:
            yield f"{table} {name} was added by hand"
        elif row is None or not hmac.compare_digest(
            stored[name], seals.digest(session(), mapper, row, using)
        ):
            yield f"{table} {name} was changed by hand"


def _rows(mapper: Mapper[Any], page: Sequence[_Key]) -> dict[_Key, Any]:
    """Read rows by key; one that cannot be read any more is None."""
    session().expunge_all()
    try:
        found = session().scalars(_of(mapper, page)).all()
    except (InvalidTag, ValueError):
        if len(page) == 1:
            return {page[0]: None}
        return {key: row for each in page for key, row in _rows(mapper, [each]).items()}
    return {tuple(mapper.primary_key_from_instance(row)): row for row in found}


def _of(mapper: Mapper[Any], page: Sequence[_Key]) -> sa.Select[tuple[Any]]:
    keys = mapper.primary_key
    if len(keys) == 1:
        return sa.select(mapper.class_).where(keys[0].in_([key for (key,) in page]))
    return sa.select(mapper.class_).where(sa.tuple_(*keys).in_(page))


def _seals_of(mapper: Mapper[Any], page: Sequence[_Key]) -> dict[str, bytes]:
    names = ["/".join(map(str, identity)) for identity in page]
    statement = sa.select(RowSeal.row_id, RowSeal.digest).where(
        RowSeal.table_name == seals.table_of(mapper), RowSeal.row_id.in_(names)
    )
    return {row.row_id: row.digest for row in session().execute(statement)}


def _sealed_in(table: str) -> tuple[int, int]:
    """Return number and sum of a table's seals."""
    number = total = 0
    statement = sa.select(RowSeal.digest).where(RowSeal.table_name == table)
    for value in session().scalars(statement.execution_options(yield_per=_PAGE)):
        number += 1
        total += int.from_bytes(value, "big")
    return number, total % seals.BITS


def _not_paired(mapper: Mapper[Any], *, added: bool) -> Iterator[str]:
    """Yield the seals whose row is gone and, if asked, the rows that nobody sealed."""
    table = seals.table_of(mapper)
    there = {
        "/".join(map(str, identity))
        for identity in session().execute(sa.select(*mapper.primary_key))
    }
    statement = sa.select(RowSeal.row_id).where(RowSeal.table_name == table)
    sealed = set(session().scalars(statement))
    for name in sorted(sealed - there):
        yield f"{table} {name} was deleted by hand"
    for name in sorted(there - sealed) if added else ():
        yield f"{table} {name} was added by hand"


def _unknown_tables() -> Iterator[str]:
    known = [seals.table_of(mapper) for mapper in seals.sealed_mappers()]
    statement = sa.select(RowSeal.table_name).where(RowSeal.table_name.not_in(known)).distinct()
    for table in session().scalars(statement):
        yield f"seals of an unknown table {table}"


def _head_faults(number: int, total: int) -> Iterator[str]:
    """Compare number and sum of all seals with what the head of the chain says."""
    head = session().get(AuditHead, HEAD_ID)
    if head is None:
        yield "the head of the audit chain is missing"
        return
    stated = Head(head.seq, head.hash, head.sealed, head.seal_sum)
    untouched = stated == Head(0, FIRST_HASH, 0, _ZERO)
    if not untouched and not hmac.compare_digest(head.mac, stated.mac()):
        yield "the head of the audit chain was changed by hand"
    if session().scalar(sa.select(sa.func.count()).select_from(AuditHead)) != 1:
        yield "the audit chain has more than one head"
    if number != head.sealed:
        yield f"{head.sealed} rows were sealed, {number} seals are there"
    elif f"{total:064x}" != head.seal_sum:
        yield "seals were changed by hand"
