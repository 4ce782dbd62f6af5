"""The directory: areas, organisations, staff, and which organisation is a party to whose case.

Knows nothing of applications, visits or money.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class Area(Model):
    """An area 区划; codes are GB/T 2260 prefixes, so a subtree is a prefix of ``code``."""

    __tablename__ = "area"

    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    level: Mapped[str] = mapped_column(sa.String(10))  # province, city, county, town, village
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("area.code"))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    setting: Mapped[str] = mapped_column(sa.String(10), default="default")  # town, village, default
    boundary: Mapped[list[Any] | None]


class Organisation(Model):
    """A bureau, operator, assessment agency or care provider."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('bureau', 'operator', 'assessment_agency', 'care_provider')", name="kind"
        ),
    )
    __scope__ = Reach(area="area_code", organisation="id", person=None)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    credit_code: Mapped[str] = mapped_column(sa.String(18), unique=True)
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("area.code"), index=True)
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    registered_on: Mapped[date | None]


class Staff(Model):
    """A real-named worker of an organisation: assessor, expert, carer, nurse, desk."""

    __tablename__ = "staff"
    __scope__ = Reach(area="area_code", organisation="organisation_id", staff="id", person=None)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(60))
    sex: Mapped[str] = mapped_column(sa.String(1), default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    work: Mapped[str] = mapped_column(sa.String(20))  # assessor, expert, care_worker, nurse, …
    state: Mapped[str] = mapped_column(sa.String(20), default="active")


class Certificate(Model):
    """A certificate of a staff member, with its last valid day."""

    __tablename__ = "certificate"

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    number: Mapped[str] = mapped_column(sa.String(60))
    first_day: Mapped[date]
    last_day: Mapped[date]


class Party(Model):
    """An organisation (or one of its staff) that works on a person's case, from day to day."""

    __tablename__ = "party"
    __table_args__ = (sa.Index("ix_party_person", "person_id", "organisation_id"),)

    id: Mapped[Id]
    person_id: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    why: Mapped[str] = mapped_column(sa.String(40))  # assignment:<id>, assessment:<id>
    first_day: Mapped[date]
    last_day: Mapped[date | None]


class Holiday(Model):
    """A day on which an area's offices close (or, as ``make_up``, open on a weekend)."""

    __tablename__ = "holiday"

    area_code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    make_up: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
