"""What of a claimed line the fund would pay the person, by the dry run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; lines of before shared nothing."""
    op.add_column("claim_line", sa.Column("tried_to_person_fen", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("claim_line", "tried_to_person_fen")
