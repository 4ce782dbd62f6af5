"""Looking at the quality of assessments: blind re-scoring, gold cases, reviews of signals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "blind_sample",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("seed_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_seed", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=80), nullable=False),
        sa.Column("population", Json, nullable=False),
        sa.Column("population_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("planned_by", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=True),
        sa.Column("drawn_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_sample")),
    )
    op.create_index(op.f("ix_blind_sample_area_code"), "blind_sample", ["area_code"], unique=False)
    op.create_table(
        "gold_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("scale", sa.String(length=40), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("grade", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gold_case")),
    )
    op.create_index(op.f("ix_gold_case_area_code"), "gold_case", ["area_code"], unique=False)
    op.create_table(
        "quality_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisation.id"], name=op.f("fk_quality_review_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_quality_review_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_review")),
        sa.UniqueConstraint(
            "kind",
            "agency_id",
            "staff_id",
            "first_day",
            "last_day",
            name=op.f("uq_quality_review_kind_agency_id_staff_id_first_day_last_day"),
        ),
    )
    op.create_index(
        op.f("ix_quality_review_area_code"), "quality_review", ["area_code"], unique=False
    )
    op.create_table(
        "blind_score",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("gold_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("scale", sa.String(length=40), nullable=False),
        sa.Column("answers", Json, nullable=True),
        sa.Column("grade", sa.BigInteger(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_blind_score_assessment_id")
        ),
        sa.ForeignKeyConstraint(["gold_id"], ["gold_case.id"], name=op.f("fk_blind_score_gold_id")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["blind_sample.id"], name=op.f("fk_blind_score_sample_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_blind_score_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_score")),
        sa.UniqueConstraint("gold_id", "staff_id", name=op.f("uq_blind_score_gold_id_staff_id")),
        sa.UniqueConstraint(
            "sample_id", "assessment_id", name=op.f("uq_blind_score_sample_id_assessment_id")
        ),
    )
    op.create_index(op.f("ix_blind_score_area_code"), "blind_score", ["area_code"], unique=False)
    op.create_index(op.f("ix_blind_score_staff_id"), "blind_score", ["staff_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_blind_score_staff_id"), table_name="blind_score")
    op.drop_index(op.f("ix_blind_score_area_code"), table_name="blind_score")
    op.drop_table("blind_score")
    op.drop_index(op.f("ix_quality_review_area_code"), table_name="quality_review")
    op.drop_table("quality_review")
    op.drop_index(op.f("ix_gold_case_area_code"), table_name="gold_case")
    op.drop_table("gold_case")
    op.drop_index(op.f("ix_blind_sample_area_code"), table_name="blind_sample")
    op.drop_table("blind_sample")
