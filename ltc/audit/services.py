"""Write the audit trail: rows are gathered during the act and chained just before it commits.

Chaining at the end keeps the lock on the head row as short as it can be.  The rows that the act
touched are sealed in the same moment.
"""

from __future__ import annotations

import contextvars
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session

from ltc.audit import seals
from ltc.audit.chain import HEAD_ID, Head, row_hash
from ltc.audit.models import AuditHead, AuditRow
from ltc.audit.plain import PlainRow
from ltc.db import HouseSession, before_commit, call_before_commit, session, table_of
from ltc.scope import Actor

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("ltc_request_id", default="")


def record(  # noqa: PLR0913 - an audit row has this many facts, all named
    *,
    act: str,
    about: Any,  # noqa: ANN401 - any model
    actor: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Note that ``actor`` did ``act`` to the record ``about``; it is stored with this commit."""
    row = AuditRow(
        at=at,
        act=act,
        user_id=actor.user_id,
        actor_name=actor.name,
        roles=",".join(sorted(actor.roles)),
        organisation_id=actor.organisation_id,
        about_kind=about.__tablename__,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason,
        request_id=request_id.get(),
    )
    session().info.setdefault("audit", []).append((row, about))
    before_commit(_chain)


def record_row(row: PlainRow, *, new: bool) -> None:
    """Have a row sealed with this commit that was written past the object layer."""
    seals.note_plain(session(), row, new=new)
    before_commit(_chain)


# Built once and sent past the object layer: these run with every act of the house.
_HEAD = (
    sa.select(AuditHead.seq, AuditHead.hash, AuditHead.sealed, AuditHead.seal_sum)
    .where(AuditHead.id == HEAD_ID)
    .with_for_update()
)
_MOVE_HEAD = sa.update(table_of(AuditHead)).where(AuditHead.id == HEAD_ID)
_APPEND = sa.insert(table_of(AuditRow))
_COLUMNS = tuple(table_of(AuditRow).columns.keys())


def acts_noted() -> int:
    """Return how many acts this unit of work has noted so far."""
    return len(session().info.get("audit", ()))


def _chain(opened: Session) -> None:
    """Seal what was touched and give every gathered row its number and hash, under the head."""
    gathered = opened.info.pop("audit", [])
    opened.flush()
    change = seals.write(opened)
    connection = opened.connection()
    found = connection.execute(_HEAD).first()
    if found is None:
        raise RuntimeError("the audit chain has no head; run ltc db upgrade")
    head = Head(*found)
    rows = [_linked(row, about, head) for row, about in gathered]
    head.sealed += change.rows
    head.seal_sum = f"{(int(head.seal_sum, 16) + change.sum) % seals.BITS:064x}"
    connection.execute(_MOVE_HEAD, {**asdict(head), "mac": head.mac()})
    if rows:
        connection.execute(_APPEND, rows)


def _linked(row: AuditRow, about: Any, head: Head) -> dict[str, Any]:  # noqa: ANN401 - any model
    """Say what the row is about, and move the head on to it; return its columns."""
    row.about_id = _identity(about)
    row.area_code = getattr(about, "area_code", None) or ""
    row.person_id = getattr(about, "person_id", None)
    if about.__tablename__ == "person":
        row.person_id = about.id
    row.seq = head.seq + 1
    row.hash = row_hash(row, head.hash)
    head.seq, head.hash = row.seq, row.hash
    return {name: getattr(row, name) for name in _COLUMNS}


@sa.event.listens_for(HouseSession, "after_flush")
def _watch_flush(opened: Session, context: object) -> None:  # noqa: ARG001 - the event's signature
    if seals.note_flush(opened):
        call_before_commit(opened, _chain)


@sa.event.listens_for(HouseSession, "do_orm_execute")
def _watch_statement(state: ORMExecuteState) -> None:
    if seals.note_statement(state):
        call_before_commit(state.session, _chain)


def _identity(about: Any) -> str:  # noqa: ANN401 - any model
    """Write a record's primary key as text."""
    key = about.identity if isinstance(about, PlainRow) else sa.inspect(about).identity
    return "/".join(str(part) for part in key or ())
