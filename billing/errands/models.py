"""What somebody asked for on a page and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class Errand(Model):
    """One run.  ``preview`` and ``what_if`` write nothing but their answer here."""

    __tablename__ = "settlement_errand"
    __scope__ = Reach(person=None)
    __table_args__ = (sa.Index("ix_settlement_errand_month", "area_code", "month"),)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    month: Mapped[str] = mapped_column(sa.String(7))
    act: Mapped[str] = mapped_column(sa.String(10))  # preview, settle, what_if
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    asked_by: Mapped[int]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    fault_zh: Mapped[str] = mapped_column(sa.Text, default="")
    fault_en: Mapped[str] = mapped_column(sa.Text, default="")
    question: Mapped[dict[str, Any] | None]  # what a what-if supposes
    answer: Mapped[dict[str, Any] | None]
