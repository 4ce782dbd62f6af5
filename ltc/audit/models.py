"""The audit trail: a hash-chained row per state change and per reading of a person's record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Model
from ltc.scope import Reach


class AuditRow(Model):
    """One act: who, in which role, what, on which record, before and after, why."""

    __tablename__ = "audit_row"
    __append_only__ = True
    __sealed__ = False  # the chain proves it
    __scope__ = Reach(area="area_code", organisation="organisation_id", person="person_id")
    __table_args__ = (sa.Index("ix_audit_row_about", "about_kind", "about_id"),)

    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(sa.String(60), index=True)
    user_id: Mapped[int] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    roles: Mapped[str] = mapped_column(sa.String(200))
    organisation_id: Mapped[int | None]
    area_code: Mapped[str] = mapped_column(sa.String(12), default="")
    person_id: Mapped[int | None] = mapped_column(index=True)
    about_kind: Mapped[str] = mapped_column(sa.String(40))
    about_id: Mapped[str] = mapped_column(sa.String(60))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    request_id: Mapped[str] = mapped_column(sa.String(40), default="")
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Model):
    """The end of the chain and the sum of all seals: one row, locked by whoever appends."""

    __tablename__ = "audit_head"
    __sealed__ = False  # its own ``mac`` proves it

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    sealed: Mapped[int] = mapped_column(server_default="0")  # rows that have a seal
    seal_sum: Mapped[str] = mapped_column(sa.String(64), server_default="0" * 64)
    mac: Mapped[str] = mapped_column(sa.String(64), server_default="")


class RowSeal(Model):
    """The keyed fingerprint of one row of the house: a row changed by hand no longer fits it."""

    __tablename__ = "row_seal"
    __sealed__ = False
    __table_args__ = ({"sqlite_with_rowid": False},)

    table_name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    row_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
