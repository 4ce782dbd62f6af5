"""The month and the money: settlements with their lines, statements, payment orders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach

_STANDING = sa.text("state <> 'withdrawn'")


class Settlement(Model):
    """One month of one area; lines are seen only once it is ``computed``."""

    __tablename__ = "settlement"
    __scope__ = Reach(person=None)
    __table_args__ = (sa.UniqueConstraint("area_code", "month"),)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("area.code"))
    month: Mapped[str] = mapped_column(sa.String(7))
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    pack: Mapped[str] = mapped_column(sa.String(40), default="")
    pack_version: Mapped[str] = mapped_column(sa.String(40), default="")
    fingerprint: Mapped[str] = mapped_column(sa.String(64), default="")
    law_hash: Mapped[str | None] = mapped_column(sa.String(64))  # of what it said of this month
    words: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # the lists that lines' grades and modes are places in
    as_known_at: Mapped[datetime | None]  # facts recorded later are not in it
    news_since: Mapped[datetime | None]  # facts recorded later than this correct earlier months
    frozen_at: Mapped[datetime | None]
    computed_at: Mapped[datetime | None]
    first_person: Mapped[int] = mapped_column(default=0)
    last_person: Mapped[int] = mapped_column(default=0)
    batch_persons: Mapped[int] = mapped_column(default=0)  # width of a batch in person ids
    batches: Mapped[int] = mapped_column(default=0)
    lines: Mapped[int] = mapped_column(default=0)
    persons: Mapped[int] = mapped_column(default=0)
    asked_fen: Mapped[int] = mapped_column(default=0)
    fund_fen: Mapped[int] = mapped_column(default=0)
    person_fen: Mapped[int] = mapped_column(default=0)
    withheld_fen: Mapped[int] = mapped_column(default=0)
    adjusted_fund_fen: Mapped[int] = mapped_column(default=0)  # the part for earlier months
    to_person_fen: Mapped[int | None]  # of the fund's, what goes to people; none: nothing does
    result_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    batches_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    people_lines: Mapped[int | None]  # of ``person_line``: none before the fund paid people
    people_fund_fen: Mapped[int | None]
    people_hash: Mapped[str | None] = mapped_column(sa.String(64))
    made_by: Mapped[int | None]
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def all_fund_fen(self) -> int:
        """What the fund pays, for visits and to people together."""
        return self.fund_fen - (self.to_person_fen or 0) + (self.people_fund_fen or 0)


class SettlementBatch(Model):
    """A finished batch of whole people: the unit of resume.  Append-only."""

    __tablename__ = "settlement_batch"
    __append_only__ = True
    __sealed__ = False  # the settlement's ``batches_hash`` proves it

    settlement_id: Mapped[int] = mapped_column(
        sa.ForeignKey("settlement.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_person: Mapped[int]
    last_person: Mapped[int]
    lines: Mapped[int]
    persons: Mapped[int]
    totals: Mapped[str] = mapped_column(sa.Text)  # JSON: sums by insurance, mode, provider, kind
    buckets: Mapped[str] = mapped_column(sa.Text)  # JSON: hash of the lines of each bucket
    finished_at: Mapped[datetime]


class SettledLine(Model):
    """One visit's staircase: asked → allowed → within cap → fund + person → withheld.  Append-only.

    ``kind``: 0 the month's own line, 1 an earlier line taken back, 2 its corrected form.
    ``reasons`` is a bit mask over ``billing.rules`` reason codes; text is made when someone looks.
    """

    __tablename__ = "settled_line"
    __append_only__ = True
    __sealed__ = False  # the settlement's ``result_hash`` proves it
    __scope__ = Reach(area=None, organisation="provider_id", staff="carer_id")
    # Lines are written by the hundred thousand in the order of their key.  Any index more would
    # cost half as much again: a provider's lines are found by ``SettledPerson``.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy

    settlement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    visit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    for_month: Mapped[int] = mapped_column(sa.Integer)  # 202310: the month of service
    provider_id: Mapped[int]
    carer_id: Mapped[int]
    insurance: Mapped[int] = mapped_column(sa.SmallInteger)  # 0 employee, 1 resident
    grade: Mapped[int] = mapped_column(sa.SmallInteger)  # place in the pack's grade list, -1 none
    mode: Mapped[int] = mapped_column(sa.SmallInteger)  # place in the pack's list of modes
    asked_fen: Mapped[int]
    allowed_fen: Mapped[int]
    within_cap_fen: Mapped[int]
    fund_fen: Mapped[int]
    person_fen: Mapped[int]
    withheld_fen: Mapped[int]
    reasons: Mapped[int]
    to_person_fen: Mapped[int | None]  # of the fund's, what goes to the person; none: nothing does

    @property
    def payable_fen(self) -> int:
        """What the provider is owed for it."""
        return self.fund_fen - (self.to_person_fen or 0) - self.withheld_fen


class SettledPerson(Model):
    """Whom a provider has lines of in a settlement, by their kind: the way to its lines.

    Some thirty lines of a person have one row here; every line has exactly one.  Append-only.
    """

    __tablename__ = "settled_person"
    __append_only__ = True
    __sealed__ = False  # ``ltc check`` makes the rows again from the lines
    __scope__ = Reach(area=None, organisation="provider_id")
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy

    settlement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)


class Statement(Model):
    """A provider's statement of a settlement, in versions; three parties sign one version."""

    __tablename__ = "statement"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (sa.UniqueConstraint("settlement_id", "provider_id", "version"),)

    id: Mapped[Id]
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("settlement.id"), index=True)
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    lines: Mapped[int]
    asked_fen: Mapped[int]
    fund_fen: Mapped[int]
    person_fen: Mapped[int]
    withheld_fen: Mapped[int]
    to_person_fen: Mapped[int | None]  # of the fund's, what goes to people: never the provider's
    agreed_fen: Mapped[int]  # of what was asked; agreed + broken = asked
    broken_fen: Mapped[int]
    payable_fen: Mapped[int]  # of what the fund pays after the deposit; the rest is held
    held_fen: Mapped[int]
    lines_hash: Mapped[str] = mapped_column(sa.String(64))
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    previous_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    made_at: Mapped[datetime]


class StatementBreak(Model):
    """A line the parties do not agree on: code, owner, due day, amount, how it ended."""

    __tablename__ = "statement_break"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (sa.UniqueConstraint("statement_id", "visit_id"),)

    id: Mapped[Id]
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("statement.id"), index=True)
    settlement_id: Mapped[int]
    provider_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    visit_id: Mapped[int]
    insurance: Mapped[int] = mapped_column(sa.SmallInteger)  # 0 employee, 1 resident
    code: Mapped[str] = mapped_column(sa.String(40))
    owner_role: Mapped[str] = mapped_column(sa.String(20))
    amount_fen: Mapped[int]  # asked
    held_fen: Mapped[int]  # what the fund would pay
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    raised_by: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(12), default="open")  # open, kept, withdrawn
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None]


class StatementSignature(Model):
    """One party's signature on one version of a statement.  Append-only."""

    __tablename__ = "statement_signature"
    __append_only__ = True
    __scope__ = Reach(organisation="provider_id", person=None)

    statement_id: Mapped[int] = mapped_column(
        sa.ForeignKey("statement.id"), primary_key=True, autoincrement=False
    )
    party: Mapped[str] = mapped_column(
        sa.String(10), primary_key=True
    )  # provider, operator, bureau
    provider_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    user_id: Mapped[int]
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]


class PaymentOrder(Model):
    """What the bank is told to pay for one settlement; maker and approver are two people.

    A settlement has one order at a time: one that was withdrawn stays and pays nothing.
    """

    __tablename__ = "payment_order"
    __scope__ = Reach(person=None)
    __table_args__ = (
        sa.Index(
            "uq_payment_order_standing",
            "settlement_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        sa.CheckConstraint("total_fen >= 0", name="not_below_zero"),
        sa.CheckConstraint("approved_by <> made_by", name="two_people"),
        sa.CheckConstraint("withdrawn_by <> unpaid_by", name="two_withdraw"),
    )

    id: Mapped[Id]
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("settlement.id"))
    area_code: Mapped[str] = mapped_column(sa.String(12))
    # drafted, approved, paid; or withdrawn from one of the first two
    state: Mapped[str] = mapped_column(sa.String(10), default="drafted")
    total_fen: Mapped[int]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    bank_reference: Mapped[str] = mapped_column(sa.String(60), default="")
    paid_on: Mapped[date | None]
    # Accounts of people that were closed between draft and approval: not in the bank's file.
    left_out: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))
    # The bank's word that it paid nothing: without it no order is withdrawn whose file went out.
    unpaid_document: Mapped[str | None] = mapped_column(sa.String(120))
    unpaid_by: Mapped[int | None]
    unpaid_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str | None] = mapped_column(sa.String(200))
    withdrawn_by: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]


class PaymentLine(Model):
    """One payee and fund of a payment order, never negative: what is owed back is carried."""

    __tablename__ = "payment_line"
    __append_only__ = True
    __table_args__ = (
        sa.CheckConstraint("paid_fen >= 0", name="not_below_zero"),
        sa.CheckConstraint("due_fen + carried_in_fen = paid_fen + carried_out_fen", name="adds_up"),
    )

    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("payment_order.id"), primary_key=True, autoincrement=False
    )
    provider_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    insurance: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    due_fen: Mapped[int]  # this month's payable
    carried_in_fen: Mapped[int]  # from before: owed back (negative) or held then and released
    paid_fen: Mapped[int]
    carried_out_fen: Mapped[int]  # still owed back (zero or negative)


class SettlementNote(Model):
    """What an officer should know about a run: gaps, refused people, late news.  Append-only."""

    __tablename__ = "settlement_note"
    __append_only__ = True

    id: Mapped[Id]
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("settlement.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class LateVisit(Model):
    """A visit that was verified after its month ended: news for a month already settled.

    Without this row every run would look through all visits ever made for the few that came late.
    """

    __tablename__ = "late_visit"
    __append_only__ = True
    __scope__ = Reach(person="person_id")

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    day: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
