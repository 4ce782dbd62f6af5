"""Decisions on deposits and prepaid working capital: one drafts, another approves."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class FundDecision(Model):
    """One decision with its amount as typed, what it rests on, and the entry that carried it out.

    ``grade`` is the score or credit grade that it names; the program reckons no amount from it.
    """

    __tablename__ = "fund_decision"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (
        sa.CheckConstraint("fen > 0", name="above_zero"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'posted') OR decided_by <> made_by", name="two_people"
        ),
        sa.CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name="posted_once"),
    )

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))  # of ``rules.SIDES``
    fen: Mapped[int]
    grade: Mapped[str] = mapped_column(sa.String(40), default="")
    basis: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(10), default="drafted")
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    posted_on: Mapped[date | None]
    bank_reference: Mapped[str] = mapped_column(sa.String(60), default="")
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
