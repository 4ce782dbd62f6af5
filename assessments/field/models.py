"""What assessors' tablets sent, item by item, with the receipt that each one got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText


class FieldItem(Model):
    """One item a tablet sent: its whole body and its receipt; the same again is answered alike.

    A refused form stays here as it came, so that the assessor's work is never lost and a conflict
    has both versions.  The body holds health data and is encrypted.
    """

    __tablename__ = "field_item"
    __scope__ = Reach(organisation="organisation_id", staff="staff_id", person=None)
    __table_args__ = (
        sa.UniqueConstraint("device", "seq"),
        sa.Index("ix_field_item_waiting", "device", "state"),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    device: Mapped[str] = mapped_column(sa.String(36))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(30))
    staff_id: Mapped[int]
    organisation_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    assessment_id: Mapped[int | None] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(EncryptedText("field_item.body"))
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    device_time: Mapped[datetime | None]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10))  # stored, already, held, parked
    receipt: Mapped[dict[str, Any]]
