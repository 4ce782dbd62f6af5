"""Family care that the fund pays for in money, and the account that the money goes to."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText

_PROPOSED = sa.text("state = 'proposed'")


class FamilyCare(Model):
    """Care by the family or somebody it chose, from a day on.  Append-only.

    ``monthly_fen`` is what the family pays the carer a month by their agreement: needed where the
    pack pays costs up to a limit, 0 where it pays a fixed amount.
    """

    __tablename__ = "family_care"
    __append_only__ = True
    __scope__ = Reach()

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    mode: Mapped[str] = mapped_column(sa.String(30))
    item: Mapped[str] = mapped_column(sa.String(40))  # where the pack pays parts of a mode
    carer_name: Mapped[str] = mapped_column(sa.String(60))
    relation: Mapped[str] = mapped_column(sa.String(20))
    first_day: Mapped[date]
    monthly_fen: Mapped[int]
    document: Mapped[str] = mapped_column(sa.String(120))
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class FamilyCareEnd(Model):
    """The last day of family care, told once.  Append-only."""

    __tablename__ = "family_care_end"
    __append_only__ = True
    __scope__ = Reach()

    care_id: Mapped[int] = mapped_column(
        sa.ForeignKey("family_care.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    last_day: Mapped[date]
    why: Mapped[str] = mapped_column(sa.String(200))
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class PersonAccount(Model):
    """A person's or carer's bank account: proposed by one, confirmed by another, from a day on.

    Earlier accounts stay: a payment of the past went where it went.
    """

    __tablename__ = "person_account"
    __scope__ = Reach()
    __table_args__ = (
        # One proposal for a person waits at a time.
        sa.Index(
            "uq_person_account_proposed",
            "person_id",
            unique=True,
            sqlite_where=_PROPOSED,
            postgresql_where=_PROPOSED,
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    holder: Mapped[str] = mapped_column(sa.String(60))
    is_carer: Mapped[bool]  # else the insured person
    number: Mapped[str] = mapped_column(EncryptedText("person_account.number"))
    number_index: Mapped[str] = mapped_column(sa.String(64), index=True)
    bank: Mapped[str] = mapped_column(sa.String(120))
    document: Mapped[str] = mapped_column(sa.String(120))
    first_day: Mapped[date]
    state: Mapped[str] = mapped_column(sa.String(10))  # proposed, confirmed, dropped, closed
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]


class PersonLine(Model):
    """What a person gets for some days of a month, and why.  Append-only.

    ``kind``: 0 the month's own, 1 an earlier line taken back, 2 its corrected form.  ``source``:
    days of family care, or the person's part of what visits were paid (then with the provider
    whose amount it was).
    """

    __tablename__ = "person_line"
    __append_only__ = True
    __scope__ = Reach()

    settlement_id: Mapped[int] = mapped_column(
        sa.ForeignKey("settlement.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[int] = mapped_column(sa.SmallInteger)
    for_month: Mapped[int] = mapped_column(sa.Integer)
    source: Mapped[str] = mapped_column(sa.String(10))
    care_id: Mapped[int]  # 0: none
    provider_id: Mapped[int]  # 0: none
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    mode: Mapped[str] = mapped_column(sa.String(30))
    item: Mapped[str] = mapped_column(sa.String(40))
    grade: Mapped[str] = mapped_column(sa.String(20))
    first_day: Mapped[date]
    last_day: Mapped[date]
    days: Mapped[int]
    asked_fen: Mapped[int]
    fund_fen: Mapped[int]
    reasons: Mapped[int]


class PersonPayment(Model):
    """One person and fund of a payment order, never negative.  Append-only.

    Without a confirmed account nothing is paid and all is carried; below zero it is owed back.
    """

    __tablename__ = "person_payment"
    __append_only__ = True
    __scope__ = Reach()
    __table_args__ = (
        sa.CheckConstraint("paid_fen >= 0", name="not_below_zero"),
        sa.CheckConstraint("due_fen + carried_in_fen = paid_fen + carried_out_fen", name="adds_up"),
        sa.CheckConstraint("paid_fen = 0 OR account_id IS NOT NULL", name="into_an_account"),
    )

    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("payment_order.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"), primary_key=True, autoincrement=False, index=True
    )
    insurance: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person_account.id"))
    due_fen: Mapped[int]  # this month's
    carried_in_fen: Mapped[int]
    paid_fen: Mapped[int]
    carried_out_fen: Mapped[int]


class PersonRefund(Model):
    """Money that came back to the fund: the bank returned it, or the family paid it back.

    Append-only.  What was returned is owed again; what was paid back is owed no more.
    """

    __tablename__ = "person_refund"
    __append_only__ = True
    __scope__ = Reach()
    __table_args__ = (
        # A payment is returned once.
        sa.Index(
            "uq_person_refund_returned",
            "order_id",
            "person_id",
            "insurance",
            unique=True,
            sqlite_where=sa.text("kind = 'returned'"),
            postgresql_where=sa.text("kind = 'returned'"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(10))  # returned, repaid
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    pool_code: Mapped[str] = mapped_column(sa.String(12))  # whose books
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment_order.id"))
    fen: Mapped[int]
    came_on: Mapped[date]
    why: Mapped[str] = mapped_column(sa.String(40))
    bank_reference: Mapped[str] = mapped_column(sa.String(60))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime]


class BankReturn(Model):
    """A bank's notice that a payment to a person came back: recorded by one, confirmed by another.

    Until then nothing is posted and nothing owed again.
    """

    __tablename__ = "bank_return"
    __scope__ = Reach()
    __table_args__ = (
        # One notice about an order's payment to a person waits at a time.
        sa.Index(
            "uq_bank_return_proposed",
            "order_id",
            "person_id",
            unique=True,
            sqlite_where=_PROPOSED,
            postgresql_where=_PROPOSED,
        ),
        sa.CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="two_people"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_order.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    came_on: Mapped[date]
    why: Mapped[str] = mapped_column(sa.String(40))
    bank_reference: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[str] = mapped_column(sa.String(10))  # proposed, confirmed, dropped
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
