"""What the law said of a month when it was frozen, so that a change of the pack is noticed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of months before it only what was published later is news."""
    op.add_column("settlement", sa.Column("law_hash", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("settlement", "law_hash")
