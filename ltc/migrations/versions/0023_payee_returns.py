"""Payments to providers that the bank returned, recorded by one person and confirmed by another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STANDS = sa.text("state <> 'dropped'")
_KEYS = {
    "order_id": "payment_order.id",
    "provider_id": "organisation.id",
    "account_id": "payee_account.id",
    "entry_id": "ledger_entry.id",
}
_CHECKS = {
    "above_zero": "fen > 0",
    "two_people": "state <> 'confirmed' OR decided_by <> proposed_by",
    "posted_once": "(state = 'confirmed') = (entry_id IS NOT NULL)",
}


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "payee_return",
        sa.Column("id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("provider_id", _ID, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("insurance", sa.String(length=10), nullable=False),
        sa.Column("account_id", _ID, nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("bank_reference", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", _ID, nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_payee_return_{name}"))
            for name, rule in _CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([name], [there], name=op.f(f"fk_payee_return_{name}"))
            for name, there in _KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_return")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_payee_return_entry_id")),
    )
    op.create_index(op.f("ix_payee_return_provider_id"), "payee_return", ["provider_id"])
    op.create_index(
        "uq_payee_return_stands",
        "payee_return",
        ["order_id", "provider_id", "insurance"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("payee_return")
