"""The newest plans and assignments of a state are read in their order, however many there are."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
_TABLES = ("plan", "assignment")


def upgrade() -> None:
    """Make an index of state and number."""
    for table in _TABLES:
        op.create_index(f"ix_{table}_newest", table, ["state", "id"], unique=False)


def downgrade() -> None:
    """Do without."""
    for table in _TABLES:
        op.drop_index(f"ix_{table}_newest", table_name=table)
