"""Prove that no row of the house was changed, added or removed behind the system's back."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
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
_ZERO = "0" * 64


def seal_faults(progress: Callable[[str], object] = str) -> Iterator[str]:
    """Yield every row that does not fit its seal, and whether rows and seals are all there."""
    total, number = 0, 0
    for mapper in seals.sealed_mappers():
        table = seals.table_of(mapper)
        progress(table)
        rows, wrong = 0, 0
        for page in _pages(mapper):
            rows += len(page)
            for fault in _page_faults(mapper, page):
                wrong += 1
                yield fault
        kept, summed = _sealed_in(table)
        total, number = (total + summed) % seals.BITS, number + kept
        if kept != rows or wrong:
            yield from _missing(mapper)
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


def _missing(mapper: Mapper[Any]) -> Iterator[str]:
    """Yield the seals whose row is gone."""
    table = seals.table_of(mapper)
    there = {
        "/".join(map(str, identity))
        for identity in session().execute(sa.select(*mapper.primary_key))
    }
    statement = sa.select(RowSeal.row_id).where(RowSeal.table_name == table)
    for name in session().scalars(statement.order_by(RowSeal.row_id)):
        if name not in there:
            yield f"{table} {name} was deleted by hand"


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
