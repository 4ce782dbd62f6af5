"""What months settle for people: their lines, and what these come to on the settlement."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ltc.migrations import triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SUMS: dict[str, Any] = {
    "people_lines": sa.BigInteger(),
    "people_fund_fen": sa.BigInteger(),
    "people_hash": sa.String(length=64),
}


def upgrade() -> None:
    """Create the table; what was settled for people is never changed."""
    op.create_table(
        "person_line",
        sa.Column("settlement_id", _ID, nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("for_month", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("care_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("insurance", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("asked_fen", sa.BigInteger(), nullable=False),
        sa.Column("fund_fen", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_person_line_settlement_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_line_person_id")
        ),
        sa.PrimaryKeyConstraint("settlement_id", "number", name=op.f("pk_person_line")),
    )
    op.create_index(op.f("ix_person_line_person_id"), "person_line", ["person_id"], unique=False)
    for name, kind in _SUMS.items():
        op.add_column("settlement", sa.Column(name, kind, nullable=True))
    for statement in triggers.protect(op.get_bind().dialect.name, ["person_line"]):
        op.execute(statement)


def downgrade() -> None:
    """Remove the table and the sums."""
    for name in reversed(_SUMS):
        op.drop_column("settlement", name)
    op.drop_table("person_line")
