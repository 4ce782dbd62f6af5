"""What assessors' tablets send, with the receipts they got."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create the table of items."""
    op.create_table(
        "field_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("device_time", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("receipt", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_item")),
        sa.UniqueConstraint("device", "seq", name=op.f("uq_field_item_device_seq")),
    )
    op.create_index("ix_field_item_waiting", "field_item", ["device", "state"], unique=False)
    op.create_index(
        op.f("ix_field_item_assessment_id"), "field_item", ["assessment_id"], unique=False
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_field_item_assessment_id"), table_name="field_item")
    op.drop_index("ix_field_item_waiting", table_name="field_item")
    op.drop_table("field_item")
