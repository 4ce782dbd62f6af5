"""What the bureau itself has set for watching its fund; no law gives a figure."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class ReserveLine(Model):
    """From how few months of reserve on a fund is to be warned of; the newest holds.  Append-only.

    The bureau's own decision with its basis, never a figure of the program.
    """

    __tablename__ = "reserve_line"
    __append_only__ = True
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    months: Mapped[int]
    basis: Mapped[str] = mapped_column(sa.String(200))
    set_by: Mapped[int]
    set_at: Mapped[datetime]
