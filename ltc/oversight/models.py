"""Oversight: operators' contracts and scorecards, complaints, spot checks, drawn inspections.

People are named here by id only; visits, agreements and money stay in their own rooms.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText


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
    indicators: Mapped[list[Any]]  # [{code, goal, weight, quota}]
    document: Mapped[str] = mapped_column(sa.String(120), default="")
    fee_fen: Mapped[int | None]  # a month's fee; none while it is not agreed
    performance_bp: Mapped[int | None]  # how much of it depends on points, 1/10,000
    insurance: Mapped[str] = mapped_column(sa.String(10), default="employee")  # which fund pays
    state: Mapped[str] = mapped_column(sa.String(12), default="drafted")  # drafted, in_force
    made_by: Mapped[int] = mapped_column(default=0)
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]


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
    rows: Mapped[list[Any]]  # [{code, count, met, value, goal, points, weight, measured}]
    points: Mapped[int]  # hundredths of a point, 0..10000
    fee_fen: Mapped[int | None]  # what the contract's rate gives for these points
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(default=0)


class ScorecardItem(Model):
    """One record that an indicator was counted from, and whether it met it.  Append-only."""

    __tablename__ = "scorecard_item"
    __append_only__ = True

    scorecard_id: Mapped[int] = mapped_column(
        sa.ForeignKey("scorecard.id"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    about_kind: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    about_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    met: Mapped[bool]


class ScorecardApproval(Model):
    """The one version of a month that the bureau accepted, and what it pays.  Append-only."""

    __tablename__ = "scorecard_approval"
    __append_only__ = True
    __scope__ = Reach(organisation="operator_id", person=None)
    __table_args__ = (sa.UniqueConstraint("contract_id", "month"),)

    scorecard_id: Mapped[int] = mapped_column(
        sa.ForeignKey("scorecard.id"), primary_key=True, autoincrement=False
    )
    contract_id: Mapped[int]
    operator_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    month: Mapped[str] = mapped_column(sa.String(7))
    fee_fen: Mapped[int | None]
    entry_id: Mapped[int | None]
    approved_by: Mapped[int]
    approved_at: Mapped[datetime]


class SpotCheck(Model):
    """One visit or decision looked at again, and what was found.  Append-only."""

    __tablename__ = "spot_check"
    __append_only__ = True
    __scope__ = Reach(organisation="operator_id", person="person_id")
    __table_args__ = (
        sa.Index("ix_spot_check_about", "about_kind", "about_id"),
        sa.Index("ix_spot_check_month", "operator_id", "done_on"),
    )

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[int | None]
    about_kind: Mapped[str] = mapped_column(sa.String(30))  # visit, application
    about_id: Mapped[int]
    provider_id: Mapped[int | None]
    how: Mapped[str] = mapped_column(sa.String(20))  # call_back, on_site, review
    result: Mapped[str] = mapped_column(sa.String(20))  # words of ``rules.checks``
    note: Mapped[str] = mapped_column(sa.Text, default="")
    by_bureau: Mapped[bool] = mapped_column(default=False)
    done_on: Mapped[date]
    done_by: Mapped[int]


class Complaint(Model):
    """A complaint or report 投诉举报; a whistle-blower's name is sealed.

    ``operator_id`` is the operator that answers it, or that it is about (``against``).
    """

    __tablename__ = "complaint"
    __scope__ = Reach(organisation="operator_id", person="person_id")
    __table_args__ = (sa.Index("ix_complaint_queue", "area_code", "state", "due_on"),)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(12), default="complaint")  # complaint, report
    against: Mapped[str] = mapped_column(sa.String(12), default="provider")
    channel: Mapped[str] = mapped_column(sa.String(10), default="web")
    person_id: Mapped[int | None] = mapped_column(index=True)
    provider_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    made_by_name: Mapped[str | None] = mapped_column(EncryptedText("complaint.made_by_name"))
    contact: Mapped[str | None] = mapped_column(EncryptedText("complaint.contact"))
    is_sealed: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(EncryptedText("complaint.text"))
    handler: Mapped[str] = mapped_column(sa.String(10), default="operator")  # operator, bureau
    state: Mapped[str] = mapped_column(sa.String(12), default="received")
    received_on: Mapped[date]
    accept_due_on: Mapped[date]
    due_on: Mapped[date]
    accepted_on: Mapped[date | None]
    investigated_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(sa.String(12), default="")  # upheld, partly, unfounded
    investigation: Mapped[str | None] = mapped_column(EncryptedText("complaint.investigation"))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    track_index: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_by: Mapped[int]  # 0 where the name is sealed
    handled_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Inspection(Model):
    """A seeded random draw 双随机: the seed's hash is committed first, the seed shown after."""

    __tablename__ = "inspection"
    __scope__ = Reach(person=None)

    id: Mapped[Id]
    area_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    month: Mapped[str] = mapped_column(sa.String(7))
    population: Mapped[str] = mapped_column(sa.String(20))  # visits, providers
    size: Mapped[int]
    inspector_count: Mapped[int] = mapped_column(default=2)
    algorithm: Mapped[str] = mapped_column(sa.String(20), default="")
    seed_hash: Mapped[str] = mapped_column(sa.String(64))
    sealed_seed: Mapped[str] = mapped_column(EncryptedText("inspection.sealed_seed"))
    seed: Mapped[str] = mapped_column(sa.String(80), default="")
    population_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    population_size: Mapped[int] = mapped_column(default=0)
    inspector_pool: Mapped[list[Any]] = mapped_column(default=list)
    inspectors: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(sa.String(12), default="planned")  # planned, drawn, closed
    planned_at: Mapped[datetime]
    planned_by: Mapped[int]
    drawn_at: Mapped[datetime | None]
    drawn_by: Mapped[int | None]
    closed_on: Mapped[date | None]


class InspectionPopulation(Model):
    """Everything that could have been drawn, as it stood at the draw.  Append-only."""

    __tablename__ = "inspection_population"
    __append_only__ = True

    inspection_id: Mapped[int] = mapped_column(
        sa.ForeignKey("inspection.id"), primary_key=True, autoincrement=False
    )
    ids: Mapped[bytes] = mapped_column(sa.LargeBinary)  # zlib: one id a line, ascending


class InspectionItem(Model):
    """One drawn visit or provider."""

    __tablename__ = "inspection_item"
    __scope__ = Reach(person="person_id", organisation="provider_id")
    __table_args__ = (sa.UniqueConstraint("inspection_id", "rank"),)

    id: Mapped[Id]
    inspection_id: Mapped[int] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    provider_id: Mapped[int]
    visit_id: Mapped[int | None]
    person_id: Mapped[int | None]
    rank: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(12), default="drawn")  # drawn, sound, found
    note: Mapped[str] = mapped_column(sa.Text, default="")
    checked_on: Mapped[date | None]
    checked_by: Mapped[int | None]


class Finding(Model):
    """What an inspection found 检查发现: points, recovery, suspension; heard before decided."""

    __tablename__ = "finding"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (sa.Index("ix_finding_queue", "area_code", "state"),)

    id: Mapped[Id]
    inspection_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complaint.id"))
    area_code: Mapped[str] = mapped_column(sa.String(12))
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    visit_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(sa.String(12), default="agreement")  # rules, agreement, crime
    text: Mapped[str] = mapped_column(sa.Text)
    law: Mapped[str] = mapped_column(sa.String(120))
    points: Mapped[int] = mapped_column(default=0)
    recovery_fen: Mapped[int] = mapped_column(default=0)
    insurance: Mapped[str] = mapped_column(sa.String(10), default="")  # whose money is recovered
    mode: Mapped[str] = mapped_column(sa.String(30), default="")
    repays: Mapped[str | None] = mapped_column(sa.String(10))  # the visit never took place: who
    suspend_from: Mapped[date | None]
    suspend_to: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(12), default="found")
    hearing: Mapped[str] = mapped_column(sa.Text, default="")
    hearing_due_on: Mapped[date]
    heard_on: Mapped[date | None]
    heard_by: Mapped[int | None]
    found_by: Mapped[int]
    found_on: Mapped[date]
    decision: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[int | None]
    decided_on: Mapped[date | None]
    suspension_id: Mapped[int | None]
    entry_id: Mapped[int | None]
    collected_how: Mapped[str] = mapped_column(sa.String(10), default="")  # offset, cash
    collected_on: Mapped[date | None]
    remedy: Mapped[str] = mapped_column(sa.Text, default="")
    remedied_on: Mapped[date | None]
    lifted_why: Mapped[str] = mapped_column(sa.Text, default="")
    lifted_on: Mapped[date | None]
    lifted_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
