"""Who repays what a person was paid for a visit that never took place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
_ADDED = (
    ("finding", "repays", sa.String(length=10)),
    ("recovery", "repays", sa.String(length=10)),
    ("recovery", "made_good_fen", sa.BigInteger()),
    ("recovery_step", "person_fen", sa.BigInteger()),
)


def upgrade() -> None:
    """Add the columns; until now findings took back the provider's part only."""
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Remove them."""
    for table, name, _kind in reversed(_ADDED):
        op.drop_column(table, name)
