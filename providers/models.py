"""Providers: agreements, prices, suspensions, and the assignment of plans to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class Agreement(Model):
    """A dated service agreement 协议 of a provider: modes, capacity, deposit."""

    __tablename__ = "agreement"
    __scope__ = Reach(organisation="provider_id", person=None)

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    number: Mapped[str] = mapped_column(sa.String(60), unique=True)
    state: Mapped[str] = mapped_column(sa.String(12), default="applied", index=True)
    modes: Mapped[list[Any]]
    capacity: Mapped[int]  # persons served at the same time
    first_day: Mapped[date]
    last_day: Mapped[date]
    deposit_fen: Mapped[int] = mapped_column(default=0)
    reviewed_by: Mapped[int | None]  # signed by somebody else


class AgreedPrice(Model):
    """The price of one catalogue item under an agreement, per unit (visit, hour, day, month)."""

    __tablename__ = "agreed_price"

    id: Mapped[Id]
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"), index=True)
    item: Mapped[str] = mapped_column(sa.String(40))
    unit: Mapped[str] = mapped_column(sa.String(10), default="visit")
    price_fen: Mapped[int]
    minutes: Mapped[int]
    qualification: Mapped[str] = mapped_column(sa.String(20), default="care_worker")
    first_day: Mapped[date]
    last_day: Mapped[date]


class Suspension(Model):
    """A provider or a staff member that may not serve from day to day; lifted by ``last_day``."""

    __tablename__ = "suspension"
    __scope__ = Reach(organisation="provider_id", person=None)

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    area_code: Mapped[str] = mapped_column(sa.String(12))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    why: Mapped[str] = mapped_column(sa.String(200))
    finding_id: Mapped[int | None]
    decided_by: Mapped[int]
    recorded_at: Mapped[datetime]


class Assignment(Model):
    """A confirmed plan given to a provider 派单; states in ``providers.rules``."""

    __tablename__ = "assignment"
    __scope__ = Reach(organisation="provider_id")
    __table_args__ = (
        sa.Index("ix_assignment_plan_id", "plan_id", "state"),
        sa.Index("ix_assignment_provider_id", "provider_id", "state", "person_id"),
        sa.Index("ix_assignment_state", "state", "area_code"),
        sa.Index("ix_assignment_newest", "state", "id"),
    )

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id"))
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    state: Mapped[str] = mapped_column(sa.String(12), default="proposed")
    free_choice: Mapped[bool]
    distance_m: Mapped[int]
    refusals: Mapped[list[Any]] = mapped_column(default=list)  # nearer providers and why not
    decline_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    proposed_at: Mapped[datetime]
    answer_due_on: Mapped[date | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    carer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
