"""Assessments: visits by two trained people, their sealed forms, confirmations, publication."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


def _appointed(staff_id: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - an id or a place for one
    """An assessment on whose team a field worker is; who reviews does not see the first one."""
    mine = sa.select(Assessor.assessment_id).where(Assessor.staff_id == staff_id)
    return Assessment.id.in_(mine)


class Assessment(Model):
    """One assessment 评估 of one application by one agency; states in ``assessments.rules``."""

    __tablename__ = "assessment"
    __scope__ = Reach(organisation="agency_id", appointed=_appointed)
    __table_args__ = (sa.Index("ix_assessment_state", "state", "area_code"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10), default="first")  # first, change, review
    reviews_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assessment.id"))
    state: Mapped[str] = mapped_column(sa.String(20), default="scheduled")
    scale: Mapped[str] = mapped_column(sa.String(40))
    scheduled_at: Mapped[datetime | None]
    on_site_at: Mapped[datetime | None]
    guardian: Mapped[str] = mapped_column(sa.String(60), default="")
    video_reference: Mapped[str] = mapped_column(sa.String(120), default="")
    identity_checked: Mapped[bool] = mapped_column(default=False)
    place: Mapped[dict[str, Any] | None]
    on_site_minutes: Mapped[int | None]
    short_because: Mapped[str] = mapped_column(sa.String(200), default="")
    discussion: Mapped[str] = mapped_column(sa.Text, default="")
    grade: Mapped[int | None]  # national 0..5, from the agreed answers
    result: Mapped[dict[str, Any] | None]  # totals, bands, reasons, nearest
    scale_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    concluded_on: Mapped[date | None]
    published_from: Mapped[date | None]
    published_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Assessor(Model):
    """A staff member on the team of one assessment; ``work`` is assessor, expert or confirmer.

    Assessors and experts go to the home and score; a confirmer is an expert who stays behind.
    """

    __tablename__ = "assessment_team"
    __scope__ = Reach(area=None, organisation="agency_id", staff="staff_id", person=None)

    assessment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("assessment.id"), primary_key=True, autoincrement=False
    )
    staff_id: Mapped[int] = mapped_column(
        sa.ForeignKey("staff.id"), primary_key=True, autoincrement=False
    )
    agency_id: Mapped[int]
    work: Mapped[str] = mapped_column(sa.String(12))


class Recusal(Model):
    """A staff member who must stand back from a person: kin, or another interest.  Append-only."""

    __tablename__ = "assessment_recusal"
    __append_only__ = True
    __table_args__ = (sa.UniqueConstraint("staff_id", "person_id"),)
    __scope__ = Reach(staff="staff_id")

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    why: Mapped[str] = mapped_column(sa.String(200))
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime]


class ScoreForm(Model):
    """One scorer's form (or the agreed one).  Once sealed it can never change (trigger)."""

    __tablename__ = "score_form"
    __scope__ = Reach(organisation="agency_id", staff="staff_id")
    __table_args__ = (sa.UniqueConstraint("assessment_id", "staff_id", "kind"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)  # made on the device
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    person_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    agency_id: Mapped[int]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))  # own, agreed
    answers: Mapped[dict[str, Any]]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="")


class Confirmation(Model):
    """An expert's confirmation of a conclusion; two different experts are needed.  Append-only."""

    __tablename__ = "assessment_confirmation"
    __append_only__ = True
    __table_args__ = (sa.UniqueConstraint("assessment_id", "staff_id"),)
    __scope__ = Reach(organisation="agency_id", staff="staff_id")

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    person_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    agency_id: Mapped[int]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    user_id: Mapped[int]
    grade: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime]
