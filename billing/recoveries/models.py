"""What a finding takes back, and every step by which that grew or shrank."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach

_WANTED = sa.text("wanted_fen > 0")


class Recovery(Model):
    """What one finding takes back: for one visit, or for none.

    ``wanted_fen`` is what was decided; nought once the finding was lifted.  What is taken back at
    the moment is the sum of the steps: never more than still stands paid for the visit.  Of a visit
    that never took place it takes all, and ``repays`` says from whom what the person was paid.
    """

    __tablename__ = "recovery"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (
        # A visit is recovered by one finding at a time.
        sa.Index(
            "uq_recovery_visit",
            "visit_id",
            unique=True,
            sqlite_where=_WANTED,
            postgresql_where=_WANTED,
        ),
    )

    id: Mapped[Id]
    finding_id: Mapped[int] = mapped_column(unique=True)
    visit_id: Mapped[int | None]
    person_id: Mapped[int | None]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))  # whose books
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    mode: Mapped[str] = mapped_column(sa.String(30))
    wanted_fen: Mapped[int]
    repays: Mapped[str | None] = mapped_column(sa.String(10))  # provider, person; None: given
    made_good_fen: Mapped[int | None]  # what the provider pays for a person who did not know


class RecoveryStep(Model):
    """One posting of a recovery.  Append-only.

    ``fen`` is what more is taken back (below zero: given back), ``owed_fen`` what more the provider
    owes because of it (below zero: collected, or let off).
    """

    __tablename__ = "recovery_step"
    __append_only__ = True

    id: Mapped[Id]
    recovery_id: Mapped[int] = mapped_column(sa.ForeignKey("recovery.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))  # taken, given_back, collected
    fen: Mapped[int]
    owed_fen: Mapped[int]
    person_fen: Mapped[int | None]
    settlement_id: Mapped[int | None]  # the settlement whose lines changed it
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    at: Mapped[datetime]
