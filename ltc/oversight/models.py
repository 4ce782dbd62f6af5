"""Oversight: operators' contracts and scorecards, complaints, spot checks, drawn inspections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach


class OperatorContract(Model):
    """The contract with an insurer-operator 经办: days, fee, weights of the scorecard."""

    __tablename__ = "operator_contract"
    __scope__ = Reach(organisation="operator_id", person=None)

    id: Mapped[Id]
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    number: Mapped[str] = mapped_column(sa.String(60), unique=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    indicators: Mapped[list[Any]]  # [{code, goal, weight}]
    document: Mapped[str] = mapped_column(sa.String(120), default="")


class Scorecard(Model):
    """An operator's month by the contract's indicators, from real rows.  Append-only."""

    __tablename__ = "scorecard"
    __append_only__ = True
    __scope__ = Reach(organisation="operator_id", person=None)
    __table_args__ = (sa.UniqueConstraint("contract_id", "month", "version"),)

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("operator_contract.id"))
    operator_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    month: Mapped[str] = mapped_column(sa.String(7))
    version: Mapped[int] = mapped_column(default=1)
    rows: Mapped[list[Any]]  # [{code, count, met, value, goal, points, weight}]
    points: Mapped[int]  # hundredths of a point, 0..10000
    made_at: Mapped[datetime]


class SpotCheck(Model):
    """One visit or decision looked at again by the operator or the bureau, and what was found."""

    __tablename__ = "spot_check"
    __scope__ = Reach(organisation="operator_id", person="person_id")

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[int | None]
    about_kind: Mapped[str] = mapped_column(sa.String(30))  # visit, application
    about_id: Mapped[int]
    provider_id: Mapped[int | None]
    how: Mapped[str] = mapped_column(sa.String(20))  # call_back, on_site, review
    result: Mapped[str] = mapped_column(
        sa.String(20)
    )  # confirmed, denied, no_answer, upheld, wrong
    note: Mapped[str] = mapped_column(sa.Text, default="")
    done_on: Mapped[date]
    done_by: Mapped[int]


class Complaint(Model):
    """A complaint or report 投诉举报; a whistle-blower's name is sealed."""

    __tablename__ = "complaint"
    __scope__ = Reach(organisation="operator_id", person="person_id")

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    person_id: Mapped[int | None]
    provider_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(60), default="")
    is_sealed: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(12), default="received", index=True)
    received_on: Mapped[date]
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    made_by: Mapped[int]


class Inspection(Model):
    """A seeded random draw 双随机: the seed's hash is committed first, the seed shown afterwards."""

    __tablename__ = "inspection"
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    month: Mapped[str] = mapped_column(sa.String(7))
    population: Mapped[str] = mapped_column(sa.String(20))  # visits, providers
    size: Mapped[int]
    seed_hash: Mapped[str] = mapped_column(sa.String(64))
    seed: Mapped[str] = mapped_column(sa.String(80), default="")
    population_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    population_size: Mapped[int] = mapped_column(default=0)
    inspectors: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(sa.String(12), default="planned")
    planned_at: Mapped[datetime]
    planned_by: Mapped[int]
    drawn_at: Mapped[datetime | None]


class InspectionItem(Model):
    """One drawn visit or provider."""

    __tablename__ = "inspection_item"
    __scope__ = Reach(person="person_id", organisation="provider_id")

    id: Mapped[Id]
    inspection_id: Mapped[int] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    provider_id: Mapped[int]
    visit_id: Mapped[int | None]
    person_id: Mapped[int | None]
    rank: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(12), default="drawn")
    note: Mapped[str] = mapped_column(sa.Text, default="")


class Finding(Model):
    """What an inspection found 检查发现: points, recovery, suspension; heard before decided."""

    __tablename__ = "finding"
    __scope__ = Reach(organisation="provider_id", person=None)

    id: Mapped[Id]
    inspection_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    visit_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(sa.Text)
    law: Mapped[str] = mapped_column(sa.String(120))
    points: Mapped[int] = mapped_column(default=0)
    recovery_fen: Mapped[int] = mapped_column(default=0)
    suspend_from: Mapped[date | None]
    suspend_to: Mapped[date | None]
    state: Mapped[str] = mapped_column(
        sa.String(12), default="found"
    )  # found, heard, decided, remedied
    hearing: Mapped[str] = mapped_column(sa.Text, default="")
    found_by: Mapped[int]
    found_on: Mapped[date]
    decided_by: Mapped[int | None]
    decided_on: Mapped[date | None]
