"""What payment orders pay to people, and what of it came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ltc.migrations import triggers

revision = "0010"
down_revision = "0009"
APPEND_ONLY = ["person_payment", "person_refund"]
branch_labels = None
depends_on = None
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RETURNED = sa.text("kind = 'returned'")


def upgrade() -> None:
    """Create both tables; what was paid and came back is never changed."""
    op.create_table(
        "person_payment",
        sa.Column("order_id", _ID, nullable=False, autoincrement=False),
        sa.Column("person_id", _ID, nullable=False, autoincrement=False),
        sa.Column("insurance", sa.String(length=10), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("account_id", _ID, nullable=True),
        sa.Column("due_fen", sa.BigInteger(), nullable=False),
        sa.Column("carried_in_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("carried_out_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["payment_order.id"], name=op.f("fk_person_payment_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_payment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["person_account.id"], name=op.f("fk_person_payment_account_id")
        ),
        sa.PrimaryKeyConstraint(
            "order_id", "person_id", "insurance", name=op.f("pk_person_payment")
        ),
    )
    op.create_index(
        op.f("ix_person_payment_person_id"), "person_payment", ["person_id"], unique=False
    )
    _create_refunds()
    for statement in triggers.protect(op.get_bind().dialect.name, APPEND_ONLY):
        op.execute(statement)


def _create_refunds() -> None:
    op.create_table(
        "person_refund",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("pool_code", sa.String(length=12), nullable=False),
        sa.Column("insurance", sa.String(length=10), nullable=False),
        sa.Column("order_id", _ID, nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("bank_reference", sa.String(length=60), nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_refund_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["payment_order.id"], name=op.f("fk_person_refund_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_person_refund_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_refund")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_person_refund_entry_id")),
    )
    op.create_index(
        op.f("ix_person_refund_person_id"), "person_refund", ["person_id"], unique=False
    )
    op.create_index(
        "uq_person_refund_returned",
        "person_refund",
        ["order_id", "person_id", "insurance"],
        unique=True,
        sqlite_where=_RETURNED,
        postgresql_where=_RETURNED,
    )


def downgrade() -> None:
    """Remove them; their triggers go with them."""
    for table in APPEND_ONLY[::-1]:
        op.drop_table(table)
