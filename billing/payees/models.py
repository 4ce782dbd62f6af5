"""A provider's bank account as it was proposed and confirmed; the newest confirmed one holds."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText

_PROPOSED = sa.text("state = 'proposed'")


class PayeeAccount(Model):
    """One account of a provider: proposed by one person, confirmed by another.

    Earlier accounts stay: a payment of the past went where it went.
    """

    __tablename__ = "payee_account"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (
        # One proposal of a provider waits at a time.
        sa.Index(
            "uq_payee_account_proposed",
            "provider_id",
            unique=True,
            sqlite_where=_PROPOSED,
            postgresql_where=_PROPOSED,
        ),
    )

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    number: Mapped[str] = mapped_column(EncryptedText("payee_account.number"))
    bank: Mapped[str] = mapped_column(sa.String(120))
    document: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[str] = mapped_column(sa.String(10))  # proposed, confirmed, dropped
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
