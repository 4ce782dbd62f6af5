"""What the bank's file of an order leaves out, because its account was closed since the draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; orders that were approved before left nothing out."""
    op.add_column("payment_order", sa.Column("left_out", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("payment_order", "left_out")
