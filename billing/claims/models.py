"""Claims 申报: what a provider declares of a month, line by line, and what was decided of each.

A draft is only a wish and may change; lines and decisions are written once.  Whether a claim is
settled is seen from the settled lines, never stored.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Id, Model
from ltc.scope import Reach

_DRAFT = sa.text("state = 'draft'")
_NEW = sa.text("kind = 'new'")


class Claim(Model):
    """A provider's claim for a month of one pool: draft → submitted → first → decided."""

    __tablename__ = "claim"
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (
        sa.UniqueConstraint("provider_id", "sequence"),
        sa.Index("ix_claim_queue", "state", "area_code", "id"),
        sa.Index("uq_claim_sender_key", "provider_id", "sender_key", unique=True),
        # A provider writes one claim for a month at a time.
        sa.Index(
            "uq_claim_draft",
            "provider_id",
            "area_code",
            "month",
            unique=True,
            sqlite_where=_DRAFT,
            postgresql_where=_DRAFT,
        ),
    )

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    area_code: Mapped[str] = mapped_column(sa.String(12))  # the pool
    month: Mapped[str] = mapped_column(sa.String(7))
    sequence: Mapped[int]  # orders a provider's claims; a number counts once
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    wanted: Mapped[list[Any]] = mapped_column(default=list)  # of a draft: [kind, visit, prior]
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    sender_key: Mapped[str | None] = mapped_column(sa.String(64))  # of what a program sent
    lines: Mapped[int] = mapped_column(default=0)
    asked_fen: Mapped[int] = mapped_column(default=0)
    # The dry run that it was submitted by.
    pack: Mapped[str] = mapped_column(sa.String(40), default="")
    pack_version: Mapped[str] = mapped_column(sa.String(40), default="")
    fingerprint: Mapped[str] = mapped_column(sa.String(64), default="")
    engine: Mapped[str] = mapped_column(sa.String(16), default="")
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    submit_due: Mapped[date | None]  # none where the holidays of the year are not known
    submitted_by: Mapped[int | None]
    submitted_at: Mapped[datetime | None]
    first_due: Mapped[date | None]
    first_at: Mapped[datetime | None]
    second_due: Mapped[date | None]
    second_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ClaimLine(Model):
    """One visit as it was declared; a correction is a later line that names it.  Append-only."""

    __tablename__ = "claim_line"
    __append_only__ = True
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (
        # A visit is claimed once, and a line answered once: so each visit has one chain of lines.
        sa.Index(
            "uq_claim_line_new", "visit_id", unique=True, sqlite_where=_NEW, postgresql_where=_NEW
        ),
        sa.Index("ix_claim_line_month", "area_code", "day"),
        sa.Index("ix_claim_line_claim", "claim_id", "id"),
        sa.Index("ix_claim_line_visit", "visit_id", "id"),
    )

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"))
    kind: Mapped[str] = mapped_column(sa.String(8))  # new, replace, cancel
    prior_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim_line.id"), unique=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    provider_id: Mapped[int]
    person_id: Mapped[int]
    carer_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    day: Mapped[date]
    started: Mapped[datetime]
    ended: Mapped[datetime]
    quantity_milli: Mapped[int]
    price_fen: Mapped[int]
    asked_fen: Mapped[int]  # nothing for a line that takes another back
    tried_fen: Mapped[int]  # what the fund would pay the provider, by the dry run
    tried_to_person_fen: Mapped[int | None]  # and the person, where the pack shares it
    tried_reasons: Mapped[int]  # and why: the mask of ``billing.rules.reasons``


class ClaimDecision(Model):
    """What was decided of a line at one review: once, by one person.  Append-only."""

    __tablename__ = "claim_decision"
    __append_only__ = True
    __scope__ = Reach(organisation="provider_id", person=None)
    __table_args__ = (sa.Index("ix_claim_decision_claim", "claim_id", "step"),)

    claim_line_id: Mapped[int] = mapped_column(
        sa.ForeignKey("claim_line.id"), primary_key=True, autoincrement=False
    )
    step: Mapped[str] = mapped_column(sa.String(6), primary_key=True)  # first, second
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"))
    provider_id: Mapped[int]
    area_code: Mapped[str] = mapped_column(sa.String(12))
    outcome: Mapped[str] = mapped_column(sa.String(8))  # approved, rejected
    code: Mapped[str] = mapped_column(sa.String(40), default="")  # the rule, or why the payer
    law: Mapped[str] = mapped_column(sa.Text, default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[int]
    at: Mapped[datetime]
