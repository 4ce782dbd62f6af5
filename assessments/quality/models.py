"""Blind re-scoring, gold cases and reviews of signals: what is kept of looking at quality."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText


class BlindSample(Model):
    """A seeded draw of conclusions to be scored again: the seed's hash first, the seed after."""

    __tablename__ = "blind_sample"
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    size: Mapped[int]
    seed_hash: Mapped[str] = mapped_column(sa.String(64))
    sealed_seed: Mapped[str] = mapped_column(EncryptedText("blind_sample.sealed_seed"))
    seed: Mapped[str] = mapped_column(sa.String(80), default="")
    population: Mapped[list[Any]] = mapped_column(default=list)  # ids, ascending
    population_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    state: Mapped[str] = mapped_column(sa.String(12), default="planned")  # planned, drawn
    planned_at: Mapped[datetime]
    planned_by: Mapped[int]
    drawn_at: Mapped[datetime | None]
    drawn_by: Mapped[int | None]


class GoldCase(Model):
    """An invented person whose answers are agreed on, by which scorers measure themselves."""

    __tablename__ = "gold_case"
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    title: Mapped[str] = mapped_column(sa.String(60))
    story: Mapped[str] = mapped_column(sa.Text)
    scale: Mapped[str] = mapped_column(sa.String(40))
    answers: Mapped[dict[str, Any]]
    grade: Mapped[int]
    made_by: Mapped[int]
    made_at: Mapped[datetime]


class BlindScore(Model):
    """One scorer's answers to a drawn conclusion or a gold case, given without seeing any other.

    ``agency_id`` is the scorer's own; ``assessment_id`` or ``gold_id`` says what was scored.
    """

    __tablename__ = "blind_score"
    __scope__ = Reach(organisation="agency_id", staff="staff_id", person=None)
    __table_args__ = (
        sa.UniqueConstraint("sample_id", "assessment_id"),
        sa.UniqueConstraint("gold_id", "staff_id"),
    )

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    agency_id: Mapped[int]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    sample_id: Mapped[int | None] = mapped_column(sa.ForeignKey("blind_sample.id"))
    assessment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assessment.id"))
    gold_id: Mapped[int | None] = mapped_column(sa.ForeignKey("gold_case.id"))
    scale: Mapped[str] = mapped_column(sa.String(40))
    answers: Mapped[dict[str, Any] | None]
    grade: Mapped[int | None]
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    sealed_at: Mapped[datetime | None]


class QualityFigures(Model):
    """What a large area's page of quality shows of a period, as the last night reckoned it."""

    __tablename__ = "quality_figures"
    __scope__ = Reach(person=None)
    __table_args__ = (sa.UniqueConstraint("area_code", "months"),)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    months: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class QualityReview(Model):
    """A review of how somebody works, opened by a signal; whoever is named can answer it."""

    __tablename__ = "quality_review"
    __scope__ = Reach(organisation="agency_id", staff="staff_id", person=None)
    __table_args__ = (
        sa.UniqueConstraint("kind", "agency_id", "staff_id", "first_day", "last_day"),
    )

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    kind: Mapped[str] = mapped_column(sa.String(12))  # kinds of ``assessments.rules.quality``
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(12), default="open")  # open, answered, closed
    opened_by: Mapped[int]
    opened_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(12), default="")  # explained, training, again
    conclusion: Mapped[str] = mapped_column(sa.Text, default="")
    closed_by: Mapped[int | None]
    closed_at: Mapped[datetime | None]
