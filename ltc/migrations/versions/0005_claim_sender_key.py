"""Under which key a provider's own software sent a claim: the same key counts once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the key; claims written on the pages have none."""
    op.add_column("claim", sa.Column("sender_key", sa.String(length=64), nullable=True))
    op.create_index("uq_claim_sender_key", "claim", ["provider_id", "sender_key"], unique=True)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_claim_sender_key", table_name="claim")
    op.drop_column("claim", "sender_key")
