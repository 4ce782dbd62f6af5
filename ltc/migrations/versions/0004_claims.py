"""Claims: what providers declare of a month, and what two reviews decided of each line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ltc.migrations import triggers

revision = "0004"
down_revision = "0003"
APPEND_ONLY = ["claim_decision", "claim_line"]
branch_labels = None
depends_on = None
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create the three tables; lines and decisions are never changed."""
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("wanted", Json, nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("asked_fen", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("pack_version", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("submit_due", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.Column("first_at", sa.BigInteger(), nullable=True),
        sa.Column("second_due", sa.Date(), nullable=True),
        sa.Column("second_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_claim_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("provider_id", "sequence", name=op.f("uq_claim_provider_id_sequence")),
    )
    op.create_index("ix_claim_queue", "claim", ["state", "area_code", "id"], unique=False)
    op.create_index(
        "uq_claim_draft",
        "claim",
        ["provider_id", "area_code", "month"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "claim_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("prior_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("carer_id", sa.BigInteger(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("asked_fen", sa.BigInteger(), nullable=False),
        sa.Column("tried_fen", sa.BigInteger(), nullable=False),
        sa.Column("tried_reasons", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_line_claim_id")),
        sa.ForeignKeyConstraint(
            ["prior_id"], ["claim_line.id"], name=op.f("fk_claim_line_prior_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_claim_line_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_line")),
        sa.UniqueConstraint("prior_id", name=op.f("uq_claim_line_prior_id")),
    )
    op.create_index("ix_claim_line_claim", "claim_line", ["claim_id", "id"], unique=False)
    op.create_index("ix_claim_line_month", "claim_line", ["area_code", "day"], unique=False)
    op.create_index("ix_claim_line_visit", "claim_line", ["visit_id", "id"], unique=False)
    op.create_index(
        "uq_claim_line_new",
        "claim_line",
        ["visit_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'new'"),
        postgresql_where=sa.text("kind = 'new'"),
    )
    op.create_table(
        "claim_decision",
        sa.Column(
            "claim_line_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("step", sa.String(length=6), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_decision_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["claim_line_id"], ["claim_line.id"], name=op.f("fk_claim_decision_claim_line_id")
        ),
        sa.PrimaryKeyConstraint("claim_line_id", "step", name=op.f("pk_claim_decision")),
    )
    op.create_index("ix_claim_decision_claim", "claim_decision", ["claim_id", "step"], unique=False)
    for statement in triggers.protect(op.get_bind().dialect.name, APPEND_ONLY):
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_claim_decision_claim", table_name="claim_decision")
    op.drop_table("claim_decision")
    op.drop_index(
        "uq_claim_line_new",
        table_name="claim_line",
        sqlite_where=sa.text("kind = 'new'"),
        postgresql_where=sa.text("kind = 'new'"),
    )
    op.drop_index("ix_claim_line_visit", table_name="claim_line")
    op.drop_index("ix_claim_line_month", table_name="claim_line")
    op.drop_index("ix_claim_line_claim", table_name="claim_line")
    op.drop_table("claim_line")
    op.drop_index(
        "uq_claim_draft",
        table_name="claim",
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.drop_index("ix_claim_queue", table_name="claim")
    op.drop_table("claim")
