"""A payment order that was withdrawn makes room for another of its month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
_STANDING = sa.text("state <> 'withdrawn'")
_ADDED = (
    ("unpaid_document", sa.String(length=120)),
    ("unpaid_by", sa.BigInteger()),
    ("unpaid_at", sa.BigInteger()),
    ("withdrawn_why", sa.String(length=200)),
    ("withdrawn_by", sa.BigInteger()),
    ("withdrawn_at", sa.BigInteger()),
)
_CHECKS = (
    ("not_below_zero", "total_fen >= 0"),
    ("two_people", "approved_by <> made_by"),
    ("two_withdraw", "withdrawn_by <> unpaid_by"),
)


def upgrade() -> None:
    """Add who withdrew it and the bank's word; one order of a month stands, and two people act."""
    with op.batch_alter_table("payment_order") as table:
        for name, kind in _ADDED:
            table.add_column(sa.Column(name, kind, nullable=True))
        table.drop_constraint(op.f("uq_payment_order_settlement_id"), type_="unique")
        for name, rule in _CHECKS:
            table.create_check_constraint(op.f(f"ck_payment_order_{name}"), rule)
    op.create_index(
        "uq_payment_order_standing",
        "payment_order",
        ["settlement_id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def downgrade() -> None:
    """Remove them; refused by the database if a month has a withdrawn order and another."""
    op.drop_index("uq_payment_order_standing", table_name="payment_order")
    with op.batch_alter_table("payment_order") as table:
        for name, _rule in _CHECKS:
            table.drop_constraint(op.f(f"ck_payment_order_{name}"), type_="check")
        table.create_unique_constraint(op.f("uq_payment_order_settlement_id"), ["settlement_id"])
        for name, _kind in _ADDED:
            table.drop_column(name)
