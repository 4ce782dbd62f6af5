"""Phones and tablets that may work without a network, each registered to one staff member."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Model
from ltc.scope import Reach


class Device(Model):
    """A phone or tablet that may sync, registered to one staff member."""

    __tablename__ = "device"
    __scope__ = Reach(organisation="organisation_id", staff="staff_id", person=None)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(60), default="")
    last_seq: Mapped[int] = mapped_column(default=0)
    registered_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
