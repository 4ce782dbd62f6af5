"""The names of records: what another system calls them, and what we call our own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.db import session
from ltc.exchange.models import ExchangeKey, ExchangeRun, ExchangeUpload
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from ltc.shared.ids import sha256

_PART = 500
_TAG_LETTERS = 6


def tag() -> str:
    """Return a few letters that tell this database's own numbers from another's.

    The audit trail begins once in a database's life and goes with it into every backup.
    """
    first = session().scalar(sa.select(AuditRow.hash).order_by(AuditRow.seq).limit(1))
    return sha256(f"own numbers {first}")[:_TAG_LETTERS]


def names(kind: str, record_ids: Collection[int]) -> dict[int, str]:
    """Return what records are called in files: as where they came from, or our number."""
    own = f"{tag()}-{kind}-"
    found = {record_id: f"{own}{record_id}" for record_id in record_ids}
    for part in _parts(sorted(set(record_ids))):
        statement = (
            sa.select(ExchangeKey.record_id, ExchangeKey.external_id)
            .where(ExchangeKey.kind == kind, ExchangeKey.record_id.in_(part))
            .order_by(ExchangeKey.id.desc())
        )
        found.update(dict(session().execute(statement).all()))
    return found


def known(source: str, kind: str, external_ids: Collection[str]) -> dict[str, ExchangeKey]:
    """Return what is known of the rows of a source by their names."""
    found: dict[str, ExchangeKey] = {}
    for part in _parts(sorted(set(external_ids))):
        statement = sa.select(ExchangeKey).where(
            ExchangeKey.source == source,
            ExchangeKey.kind == kind,
            ExchangeKey.external_id.in_(part),
        )
        found.update({each.external_id: each for each in session().scalars(statement)})
    return found


def own_ids(kind: str, external_ids: Iterable[str]) -> dict[str, int]:
    """Return the records behind our own numbers, when files come back where they were made."""
    own = f"{tag()}-{kind}-"
    tails = {name: name.removeprefix(own) for name in external_ids if name.startswith(own)}
    return {name: int(tail) for name, tail in tails.items() if tail.isascii() and tail.isdigit()}


def runs(*, scope: Scope, limit: int = 20) -> Sequence[ExchangeRun]:
    """Return the newest exports and imports."""
    statement = scope.narrow(sa.select(ExchangeRun), ExchangeRun)
    return session().scalars(statement.order_by(ExchangeRun.id.desc()).limit(limit)).all()


def upload(upload_id: int, *, scope: Scope) -> ExchangeUpload:
    """Return files that this officer handed in to be looked over."""
    statement = scope.narrow(sa.select(ExchangeUpload), ExchangeUpload).where(
        ExchangeUpload.id == upload_id, ExchangeUpload.made_by == scope.actor.user_id
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFound("no such upload; hand the files in again", "没有这次上传，请重新选择文件")
    return found


def forget_uploads(before: datetime) -> None:
    """Delete files that were handed in and never taken over."""
    session().execute(sa.delete(ExchangeUpload).where(ExchangeUpload.at < before))


def _parts(ids: Sequence) -> Iterable[Sequence]:
    for begin in range(0, len(ids), _PART):
        yield ids[begin : begin + _PART]


Names = Mapping[int, str]
