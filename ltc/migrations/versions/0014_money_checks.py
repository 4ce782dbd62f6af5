"""The database itself holds what must hold of payments and decisions: sums, signs, two people."""

from __future__ import annotations

from alembic import op

from ltc.migrations import triggers

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
_ADDS_UP = "due_fen + carried_in_fen = paid_fen + carried_out_fen"
_CHECKS = {
    "payment_line": {"not_below_zero": "paid_fen >= 0", "adds_up": _ADDS_UP},
    "person_payment": {
        "not_below_zero": "paid_fen >= 0",
        "adds_up": _ADDS_UP,
        "into_an_account": "paid_fen = 0 OR account_id IS NOT NULL",
    },
    "fund_decision": {
        "above_zero": "fen > 0",
        "two_people": "state NOT IN ('approved', 'posted') OR decided_by <> made_by",
        "posted_once": "(state = 'posted') = (entry_id IS NOT NULL)",
    },
}
_APPEND_ONLY = ["payment_line", "person_payment"]


def upgrade() -> None:
    """Add the checks; a row that breaks one stops the revision and is named by the database."""
    for name, checks in _CHECKS.items():
        with op.batch_alter_table(name) as table:
            for check, rule in checks.items():
                table.create_check_constraint(op.f(f"ck_{name}_{check}"), rule)
    _protect_again()


def downgrade() -> None:
    """Remove them."""
    for name, checks in _CHECKS.items():
        with op.batch_alter_table(name) as table:
            for check in checks:
                table.drop_constraint(op.f(f"ck_{name}_{check}"), type_="check")
    _protect_again()


def _protect_again() -> None:
    """SQLite wrote the tables anew, without their triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in triggers.protect("sqlite", _APPEND_ONLY):
            op.execute(statement)
