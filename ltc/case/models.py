"""The person's file: who, applied for what, determined how, what happened, what is planned.

Assessments, visits and money are in upper rooms; they are named here by id only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText


class Person(Model):
    """An insured person 参保人.  Home is WGS-84; ``id_index`` finds the encrypted ID number."""

    __tablename__ = "person"
    __scope__ = Reach(person="id")

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("area.code"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60), index=True)
    sex: Mapped[str] = mapped_column(sa.String(1))
    born_on: Mapped[date]
    id_number: Mapped[str] = mapped_column(EncryptedText("person.id_number"))
    id_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText("person.phone"))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    home_lat: Mapped[float | None]
    home_lon: Mapped[float | None]
    home_radius_m: Mapped[int] = mapped_column(default=200)
    insurance: Mapped[str] = mapped_column(sa.String(10))  # employee, resident
    category: Mapped[str] = mapped_column(sa.String(12), default="retiree")
    insured_from: Mapped[date]
    traits: Mapped[list[Any]] = mapped_column(default=list)
    guardian_name: Mapped[str] = mapped_column(sa.String(60), default="")
    guardian_phone: Mapped[str | None] = mapped_column(EncryptedText("person.guardian_phone"))
    health_note: Mapped[str | None] = mapped_column(EncryptedText("person.health_note"))


class HomePoint(Model):
    """One source for where a home is: address lookup, or a fix taken there."""

    __tablename__ = "home_point"
    __append_only__ = True
    __scope__ = Reach()

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    source: Mapped[str] = mapped_column(sa.String(20))  # address, assessor, visits
    lat: Mapped[float]
    lon: Mapped[float]
    crs: Mapped[str] = mapped_column(sa.String(10))
    raw: Mapped[dict[str, Any] | None]
    taken_by: Mapped[int | None]
    recorded_at: Mapped[datetime]


class Application(Model):
    """An application 申请; states in ``ltc.case.rules``."""

    __tablename__ = "application"
    __scope__ = Reach()
    __table_args__ = (sa.Index("ix_application_state", "state", "area_code"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10), default="first")  # first, change, expiry
    channel: Mapped[str] = mapped_column(sa.String(10), default="web")  # web, window, phone
    state: Mapped[str] = mapped_column(sa.String(12), default="draft")
    self_answers: Mapped[dict[str, Any] | None]
    self_letter: Mapped[str | None] = mapped_column(sa.String(1))
    disabled_since: Mapped[date | None]
    mode_wish: Mapped[str] = mapped_column(sa.String(20), default="home")
    submitted_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    refused_ground: Mapped[str | None] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    made_by: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Determination(Model):
    """A determination 待遇认定: an entitlement span with grade and reasons.  Append-only."""

    __tablename__ = "determination"
    __append_only__ = True
    __scope__ = Reach()

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("application.id"))
    assessment_id: Mapped[int | None]
    entitled: Mapped[bool]
    grade: Mapped[str] = mapped_column(sa.String(20))
    national_grade: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    decided_on: Mapped[date]
    reasons: Mapped[list[Any]]
    pack: Mapped[str] = mapped_column(sa.String(40))
    pack_version: Mapped[str] = mapped_column(sa.String(40))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    recorded_at: Mapped[datetime]


class DeterminationEnd(Model):
    """The earlier last day of a determination, when later news ends it.  Append-only."""

    __tablename__ = "determination_end"
    __append_only__ = True
    __scope__ = Reach()

    determination_id: Mapped[int] = mapped_column(
        sa.ForeignKey("determination.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    last_day: Mapped[date]
    why: Mapped[str] = mapped_column(sa.String(40))
    recorded_at: Mapped[datetime]


class CaseEvent(Model):
    """Something that happened to the person, known from ``recorded_at``.  Append-only.

    Kinds: ``ltc.case.rules.events.KINDS``.  ``reverses_id`` takes one back.
    """

    __tablename__ = "case_event"
    __append_only__ = True
    __scope__ = Reach()

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(20))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    source: Mapped[str] = mapped_column(sa.String(60))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case_event.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    recorded_by: Mapped[int]


class Clock(Model):
    """A statutory clock: what, for which record, who must act, due when, met when."""

    __tablename__ = "clock"
    __scope__ = Reach(organisation="organisation_id")
    __table_args__ = (
        sa.Index("ix_clock_about", "about_kind", "about_id"),
        sa.Index("ix_clock_due", "met_on", "due_on", "area_code"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(30))
    about_kind: Mapped[str] = mapped_column(sa.String(30))
    about_id: Mapped[int]
    person_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    organisation_id: Mapped[int | None]
    owner_role: Mapped[str] = mapped_column(sa.String(20))
    started_on: Mapped[date]
    days: Mapped[int]
    working_days: Mapped[bool]
    due_on: Mapped[date]
    met_on: Mapped[date | None]


class Plan(Model):
    """A care plan 护理计划: versions; confirmed by the person before anything is delivered."""

    __tablename__ = "plan"
    __scope__ = Reach()
    __table_args__ = (
        sa.Index("ix_plan_state", "state", "area_code", "last_day"),
        sa.Index("ix_plan_newest", "state", "id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    determination_id: Mapped[int] = mapped_column(sa.ForeignKey("determination.id"))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(sa.String(12), default="drafted")
    mode: Mapped[str] = mapped_column(sa.String(30))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    quota_fen: Mapped[int | None]
    planned_fen: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    confirmed_how: Mapped[str] = mapped_column(sa.String(20), default="")
    confirmed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    drafted_by: Mapped[int]


class PlanItem(Model):
    """One item of a plan: what, how often a month, how long, by whom, at what price."""

    __tablename__ = "plan_item"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), index=True)
    item: Mapped[str] = mapped_column(sa.String(40))
    times_per_month: Mapped[int]
    minutes: Mapped[int]
    qualification: Mapped[str] = mapped_column(sa.String(20))
    price_fen: Mapped[int]


class Appeal(Model):
    """An objection during publication, or a request for review 复评 after the letter."""

    __tablename__ = "appeal"
    __scope__ = Reach()

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    assessment_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(12))  # objection, review
    made_on: Mapped[date]
    made_by_name: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_on: Mapped[date | None]
