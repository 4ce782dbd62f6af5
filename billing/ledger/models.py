"""The fund's books: double entry, append-only.  The only writer is ``services.post``."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class LedgerEntry(Model):
    """One entry; ``key`` makes posting the same fact twice one entry."""

    __tablename__ = "ledger_entry"
    __append_only__ = True
    __scope__ = Reach(person=None)
    __table_args__ = (sa.Index("ix_ledger_entry_month", "area_code", "posted_on"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    kind: Mapped[str] = mapped_column(sa.String(30))
    posted_on: Mapped[date]
    about_kind: Mapped[str] = mapped_column(sa.String(30))
    about_id: Mapped[str] = mapped_column(sa.String(40))
    document: Mapped[str] = mapped_column(sa.String(120), default="")
    memo: Mapped[str] = mapped_column(sa.String(300), default="")
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int]


class LedgerLine(Model):
    """One side of an entry; amounts of an entry sum to zero (debit positive)."""

    __tablename__ = "ledger_line"
    __append_only__ = True
    __table_args__ = (sa.CheckConstraint("amount_fen <> 0", name="not_empty"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_entry.id"), index=True)
    account: Mapped[str] = mapped_column(sa.String(40), index=True)
    provider_id: Mapped[int | None]
    amount_fen: Mapped[int]


class ClosedPeriod(Model):
    """A month of an area's books that takes no more postings.  Append-only."""

    __tablename__ = "closed_period"
    __append_only__ = True
    __scope__ = Reach(person=None)

    area_code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    closed_by: Mapped[int]
    closed_at: Mapped[datetime]
