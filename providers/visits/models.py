"""Visits 上门服务: planned, logged with evidence of place and time, verified; never erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText

_STARTED = sa.text("state = 'started'")


class Visit(Model):
    """One visit of one carer to one person for one item.  Only *verified* is payable."""

    __tablename__ = "visit"
    __scope__ = Reach(organisation="provider_id", staff="carer_id")
    __table_args__ = (
        sa.Index("ix_visit_month", "area_code", "day"),
        sa.Index("ix_visit_person", "person_id", "day"),
        sa.Index("ix_visit_carer", "carer_id", "day"),
        sa.Index("ix_visit_provider", "provider_id", "state", "day"),
        sa.Index("ix_visit_list", "day", "id"),
        sa.Index("ix_visit_provider_list", "provider_id", "day", "id"),
        sa.Index("ix_visit_assignment", "assignment_id", "day"),
        # A carer is in one place at a time, whatever two requests at once may think.
        sa.Index(
            "uq_visit_open_carer",
            "carer_id",
            unique=True,
            sqlite_where=_STARTED,
            postgresql_where=_STARTED,
        ),
    )

    id: Mapped[Id]
    client_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id"))
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"))
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    carer_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    area_code: Mapped[str] = mapped_column(sa.String(12))
    mode: Mapped[str] = mapped_column(sa.String(30))
    item: Mapped[str] = mapped_column(sa.String(40))
    unit: Mapped[str] = mapped_column(sa.String(10), default="visit")
    quantity_milli: Mapped[int] = mapped_column(default=1000)
    price_fen: Mapped[int]
    qualification: Mapped[str] = mapped_column(sa.String(20), default="care_worker")
    day: Mapped[date]
    planned_start: Mapped[datetime]
    planned_minutes: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(12), default="planned")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    in_verdict: Mapped[str | None] = mapped_column(sa.String(6))
    out_verdict: Mapped[str | None] = mapped_column(sa.String(6))
    distance_mm: Mapped[int | None]
    place_ok: Mapped[bool] = mapped_column(default=False)  # verdict or accepted other proof
    two_person: Mapped[bool] = mapped_column(default=False)
    manual: Mapped[bool] = mapped_column(default=False)
    provisional: Mapped[bool] = mapped_column(default=False)  # paid before an exception was decided
    tasks: Mapped[list[Any] | None]
    confirmed_how: Mapped[str] = mapped_column(sa.String(20), default="")
    why_not: Mapped[str] = mapped_column(sa.String(200), default="")  # missed, refused, voided
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Fix(Model):
    """Evidence of place at check-in or check-out, with its raw value.  Append-only."""

    __tablename__ = "fix"
    __append_only__ = True
    __scope__ = Reach(organisation="provider_id", staff="carer_id")
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "kind"),
        sa.Index("ix_fix_carer", "carer_id", "received_at"),
    )

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    person_id: Mapped[int]
    provider_id: Mapped[int]
    carer_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(4))  # in, out
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    crs: Mapped[str | None] = mapped_column(sa.String(10))
    raw: Mapped[dict[str, Any] | None]
    mocked: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(sa.String(6))
    distance_mm: Mapped[int | None]
    reasons: Mapped[list[Any]]


class VisitProof(Model):
    """An independent proof that the carer was there 独立证明.  Append-only."""

    __tablename__ = "visit_proof"
    __append_only__ = True
    __scope__ = Reach(organisation="provider_id", staff="carer_id")
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "kind"),
        sa.Index("ix_visit_proof_digest", "digest"),
    )

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    person_id: Mapped[int]
    provider_id: Mapped[int]
    carer_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(20))  # words of ``rules.proofs``
    given_by: Mapped[str] = mapped_column(sa.String(60), default="")
    content: Mapped[str | None] = mapped_column(EncryptedText("visit_proof.content"))
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    recorded_by: Mapped[int]
    at: Mapped[datetime]


class RecipientKey(Model):
    """What only the recipient's home knows: the secret of its time codes, and a PIN 家庭验证码."""

    __tablename__ = "recipient_key"
    __scope__ = Reach()

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    area_code: Mapped[str] = mapped_column(sa.String(12))
    code_secret: Mapped[str] = mapped_column(EncryptedText("recipient_key.code_secret"))
    pin_hash: Mapped[str | None] = mapped_column(sa.String(200))
    made_by: Mapped[int]
    made_at: Mapped[datetime]


class VisitException(Model):
    """Something about a visit that a person must fix or acknowledge, with owner and due day."""

    __tablename__ = "visit_exception"
    __scope__ = Reach(organisation="provider_id", staff="carer_id")
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "code"),
        sa.Index("ix_visit_exception_queue", "state", "due_on", "owner_role", "area_code"),
        sa.Index("ix_visit_exception_desk", "provider_id", "state", "due_on"),
        sa.Index("ix_visit_exception_carer", "carer_id", "state", "due_on"),
    )

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    person_id: Mapped[int]
    provider_id: Mapped[int]
    carer_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    code: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(12))  # fix, acknowledge
    owner_role: Mapped[str] = mapped_column(sa.String(20))
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(sa.String(10), default="open")  # open, explained, decided
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    explained_by: Mapped[int | None]
    explained_at: Mapped[datetime | None]
    reason_code: Mapped[str] = mapped_column(sa.String(40), default="")
    resolution_code: Mapped[str] = mapped_column(sa.String(40), default="")
    accepted: Mapped[bool | None]
    memo: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any] | None]


class VisitChange(Model):
    """A change of a visit made by hand 补登: field, old, new, who, why.  Append-only."""

    __tablename__ = "visit_change"
    __append_only__ = True
    __scope__ = Reach(organisation="provider_id", staff=None)

    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_id: Mapped[int]
    provider_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    field: Mapped[str] = mapped_column(sa.String(30))
    old: Mapped[str] = mapped_column(sa.String(200))
    new: Mapped[str] = mapped_column(sa.String(200))
    reason_code: Mapped[str] = mapped_column(sa.String(40))
    memo: Mapped[str] = mapped_column(sa.String(300), default="")
    changed_by: Mapped[int]
    at: Mapped[datetime]


class SyncItem(Model):
    """One item a device sent: its body's hash and its receipt; the same again is answered alike."""

    __tablename__ = "sync_item"
    __sealed__ = False  # how a fact travelled; the fact itself is sealed where it was put
    __scope__ = Reach(organisation="organisation_id", staff="staff_id", person=None)
    __table_args__ = (
        sa.UniqueConstraint("device", "seq"),
        sa.Index("ix_sync_item_held", "device", "state"),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    device: Mapped[str] = mapped_column(sa.String(36))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(30))
    staff_id: Mapped[int]
    organisation_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    visit_id: Mapped[int | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    payload_hash: Mapped[str] = mapped_column(sa.String(64))
    body_hash: Mapped[str] = mapped_column(sa.String(64))  # of everything the device said
    device_time: Mapped[datetime | None]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10))  # stored, already, held, parked
    receipt: Mapped[dict[str, Any]]
