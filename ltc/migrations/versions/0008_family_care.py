"""Family care that is paid to people, and the accounts that the money goes to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ltc.migrations import triggers

revision = "0008"
down_revision = "0007"
APPEND_ONLY = ["family_care", "family_care_end"]
branch_labels = None
depends_on = None
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PROPOSED = sa.text("state = 'proposed'")


def upgrade() -> None:
    """Create the three tables; what was registered is never changed."""
    op.create_table(
        "family_care",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("carer_name", sa.String(length=60), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_family_care_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_care")),
    )
    op.create_index(op.f("ix_family_care_person_id"), "family_care", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_family_care_recorded_at"), "family_care", ["recorded_at"], unique=False
    )
    op.create_table(
        "family_care_end",
        sa.Column("care_id", _ID, nullable=False, autoincrement=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["care_id"], ["family_care.id"], name=op.f("fk_family_care_end_care_id")
        ),
        sa.PrimaryKeyConstraint("care_id", name=op.f("pk_family_care_end")),
    )
    op.create_index(
        op.f("ix_family_care_end_recorded_at"), "family_care_end", ["recorded_at"], unique=False
    )
    _create_accounts()
    for statement in triggers.protect(op.get_bind().dialect.name, APPEND_ONLY):
        op.execute(statement)


def _create_accounts() -> None:
    op.create_table(
        "person_account",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("is_carer", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_account_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_account")),
    )
    op.create_index(
        op.f("ix_person_account_person_id"), "person_account", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_person_account_number_index"), "person_account", ["number_index"], unique=False
    )
    op.create_index(
        "uq_person_account_proposed",
        "person_account",
        ["person_id"],
        unique=True,
        sqlite_where=_PROPOSED,
        postgresql_where=_PROPOSED,
    )


def downgrade() -> None:
    """Remove them; their triggers go with them."""
    for table in ("person_account", "family_care_end", "family_care"):
        op.drop_table(table)
