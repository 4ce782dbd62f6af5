"""Providers' bank accounts, proposed and confirmed; and payments that the bank returned."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText

_PROPOSED = sa.text("state = 'proposed'")
_STANDS = sa.text("state <> 'dropped'")


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
    state: Mapped[str] = mapped_column(sa.String(10))  # proposed, confirmed, dropped, closed
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]


class PayeeReturn(Model):
    """A notice that a payment to a provider came back: recorded by one, confirmed by another.

    Until then nothing is posted.  Once confirmed it has its entry, the fund owes the money again,
    and the account that it went to is closed.
    """

    __tablename__ = "payee_return"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (
        # A payment comes back once, and one notice about it waits at a time.
        sa.Index(
            "uq_payee_return_stands",
            "order_id",
            "provider_id",
            "insurance",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        sa.CheckConstraint("fen > 0", name="above_zero"),
        sa.CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="two_people"),
        sa.CheckConstraint("(state = 'confirmed') = (entry_id IS NOT NULL)", name="posted_once"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_order.id"))
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))  # whose books
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payee_account.id"))
    fen: Mapped[int]
    came_on: Mapped[date]
    why: Mapped[str] = mapped_column(sa.String(40))
    bank_reference: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[str] = mapped_column(sa.String(10))  # proposed, confirmed, dropped
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
