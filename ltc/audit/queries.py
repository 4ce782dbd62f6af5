"""Read the audit trail and prove its chain."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from ltc.audit.chain import FIRST_HASH, HEAD_ID, row_hash
from ltc.audit.models import AuditHead, AuditRow
from ltc.db import session
from ltc.scope import Scope

_PAGE = 5000


def head() -> tuple[int, str]:
    """Return number and hash of the newest row, as exported daily."""
    found = session().get(AuditHead, HEAD_ID)
    return (found.seq, found.hash) if found else (0, FIRST_HASH)


def about(kind: str, identity: object, *, scope: Scope, limit: int = 200) -> Sequence[AuditRow]:
    """Return the newest rows about one record, for its timeline."""
    return (
        session()
        .scalars(
            scope.narrow(sa.select(AuditRow), AuditRow)
            .where(AuditRow.about_kind == kind, AuditRow.about_id == str(identity))
            .order_by(AuditRow.seq.desc())
            .limit(limit)
        )
        .all()
    )


def of_person(
    person_id: int, *, scope: Scope, acts: Collection[str] | None = None, limit: int = 300
) -> Sequence[AuditRow]:
    """Return the newest rows about one person's records, newest first; only ``acts`` if given."""
    statement = scope.narrow(sa.select(AuditRow), AuditRow).where(AuditRow.person_id == person_id)
    if acts is not None:
        statement = statement.where(AuditRow.act.in_(acts))
    return session().scalars(statement.order_by(AuditRow.seq.desc()).limit(limit)).all()


def rows(*, scope: Scope, after: int | None = None, limit: int = 50) -> Sequence[AuditRow]:
    """Return a page of the trail, newest first; ``after`` is the last number already seen."""
    statement = scope.narrow(sa.select(AuditRow), AuditRow)
    if after is not None:
        statement = statement.where(AuditRow.seq < after)
    return session().scalars(statement.order_by(AuditRow.seq.desc()).limit(limit)).all()


def faults(expected_head: tuple[int, str] | None = None) -> Iterator[str]:
    """Yield every break of the chain with its position; a sound trail yields nothing."""
    number, previous = 0, FIRST_HASH
    for row in _all_rows():
        number += 1
        if row.seq != number:
            yield f"audit row {number} is missing (found {row.seq})"
            number = row.seq
        if not hmac.compare_digest(row.hash, row_hash(row, previous)):
            yield f"audit row {row.seq} was changed, moved or inserted"
        previous = row.hash
        if expected_head and row.seq == expected_head[0] and row.hash != expected_head[1]:
            yield f"audit row {row.seq} differs from the exported head"
    if (number, previous) != head():
        yield f"the audit trail ends at {number}, its head says {head()[0]}"
    if expected_head and number < expected_head[0]:
        yield f"audit rows {number + 1} to {expected_head[0]} were cut off"


def _all_rows() -> Iterator[AuditRow]:
    """Walk the whole trail in order, a page at a time."""
    last = 0
    while True:
        page = (
            session()
            .scalars(
                sa.select(AuditRow).where(AuditRow.seq > last).order_by(AuditRow.seq).limit(_PAGE)
            )
            .all()
        )
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1].seq
        session().expunge_all()
