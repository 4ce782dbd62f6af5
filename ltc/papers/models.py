"""Papers that were issued: what they are about, their content hash and verification code."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class Paper(Model):
    """One issued PDF; ``code`` is printed on it as text and QR, and verified at /verify/<code>."""

    __tablename__ = "paper"
    __append_only__ = True
    __scope__ = Reach(area="area_code", organisation="organisation_id", person="person_id")
    __table_args__ = (sa.Index("ix_paper_about", "about_kind", "about_id"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(120))
    about_kind: Mapped[str] = mapped_column(sa.String(40))
    about_id: Mapped[str] = mapped_column(sa.String(60))
    area_code: Mapped[str] = mapped_column(sa.String(12))
    person_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    content_sha256: Mapped[str] = mapped_column(sa.String(64))
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    file_name: Mapped[str] = mapped_column(sa.String(120))
    is_draft: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.String(120))
