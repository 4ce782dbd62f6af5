"""How many people each provider has is counted from an index alone: the registry asks it of all."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
_NAME, _TABLE = "ix_assignment_provider_id", "assignment"


def upgrade() -> None:
    """Make the index again, wider."""
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, ["provider_id", "state", "person_id"], unique=False)


def downgrade() -> None:
    """Make it as it was."""
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, ["provider_id"], unique=False)
