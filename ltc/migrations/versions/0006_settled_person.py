"""A provider's settled lines are found by its people, no longer by an index over all lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ltc.migrations import triggers

revision = "0006"
down_revision = "0005"
APPEND_ONLY = ["settled_person"]
branch_labels = None
depends_on = None
_KEY = ("settlement_id", "provider_id", "person_id", "kind")


def upgrade() -> None:
    """Create the table, fill it from the lines that are there, then let the index go."""
    op.create_table(
        "settled_person",
        sa.Column("settlement_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("provider_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_settled_person")),
        sqlite_with_rowid=False,
    )
    lines = sa.table("settled_line", *map(sa.column, _KEY))
    people = sa.table("settled_person", *map(sa.column, _KEY))
    told = sa.select(*lines.columns).distinct().order_by(*lines.columns)
    op.execute(sa.insert(people).from_select(list(_KEY), told))
    for statement in triggers.protect(op.get_bind().dialect.name, APPEND_ONLY):
        op.execute(statement)
    op.drop_index("ix_settled_line_provider", table_name="settled_line")


def downgrade() -> None:
    """Put the index back and drop the table."""
    op.create_index(
        "ix_settled_line_provider", "settled_line", ["settlement_id", "provider_id"], unique=False
    )
    op.drop_table("settled_person")
