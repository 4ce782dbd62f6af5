"""What came from a file, under which name, and every run that wrote or read files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText


class ExchangeKey(Model):
    """A record's name in another system, and the hash of the row that was last taken over."""

    __tablename__ = "exchange_key"
    __sealed__ = False  # how a fact travelled; the fact itself is sealed where it was put
    __table_args__ = (
        sa.UniqueConstraint("source", "kind", "external_id"),
        sa.Index("ix_exchange_key_record", "kind", "record_id"),
    )

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(20))  # the name of the file
    external_id: Mapped[str] = mapped_column(sa.String(80))
    record_id: Mapped[int]
    row_hash: Mapped[str] = mapped_column(sa.String(64))


class ExchangeRun(Model):
    """An export or an import: of what, by whom, with or without personal data, how much."""

    __tablename__ = "exchange_run"
    __append_only__ = True
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    act: Mapped[str] = mapped_column(sa.String(10))  # export, import
    area_code: Mapped[str] = mapped_column(sa.String(12))
    month: Mapped[str] = mapped_column(sa.String(7), default="")
    source: Mapped[str] = mapped_column(sa.String(40), default="")
    form: Mapped[str] = mapped_column(sa.String(10), default="")  # csv, parquet, xlsx
    personal: Mapped[bool]
    counts: Mapped[dict[str, Any]]
    made_by: Mapped[int]
    at: Mapped[datetime]


class ExchangeUpload(Model):
    """Files that an officer handed in to be looked over; gone once they are taken over or old."""

    __tablename__ = "exchange_upload"
    __sealed__ = False  # passing: deleted when it was read
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    made_by: Mapped[int]
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(sa.String(40))
    content: Mapped[str] = mapped_column(EncryptedText("exchange_upload.content"))
