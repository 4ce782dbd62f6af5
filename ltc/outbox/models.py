"""Letters, SMS texts and notices to send: written with the act, sent after it committed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class Message(Model):
    """One message; ``key`` makes a second post of the same news one message."""

    __tablename__ = "message"
    __table_args__ = (sa.Index("ix_message_received", "organisation_id", "id"),)
    __scope__ = Reach(area="area_code", person="person_id", organisation="organisation_id")

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    channel: Mapped[str] = mapped_column(sa.String(10))  # letter, sms, notice
    person_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None]
    area_code: Mapped[str] = mapped_column(sa.String(12), default="")
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    posted_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]  # none: at once
    sent_at: Mapped[datetime | None]
    last_fault: Mapped[str] = mapped_column(sa.String(300), default="")
