"""What of the fund's money for visits goes to the person instead of the provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
_TABLES = ("settled_line", "settlement", "statement")


def upgrade() -> None:
    """Add the column; until now nothing of it went to people."""
    for table in _TABLES:
        op.add_column(table, sa.Column("to_person_fen", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    for table in reversed(_TABLES):
        op.drop_column(table, "to_person_fen")
