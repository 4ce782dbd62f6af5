"""Desks count and list what waits from an index alone, in an area of any size.

A state stands first: what waits is little, what is finished is nearly everything, and SQLite can
not look an area up by the beginning of its code.  An office's messages stand together, by number.
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
# Name, table, columns, columns before.
_INDEXES = (
    ("ix_application_state", "application", ["state", "area_code"], ["state"]),
    ("ix_assessment_state", "assessment", ["state", "area_code"], ["state"]),
    ("ix_assignment_plan_id", "assignment", ["plan_id", "state"], ["plan_id"]),
    ("ix_assignment_state", "assignment", ["state", "area_code"], ["state"]),
    ("ix_plan_state", "plan", ["state", "area_code", "last_day"], ["state"]),
    ("ix_clock_due", "clock", ["met_on", "due_on", "area_code"], ["area_code", "met_on", "due_on"]),
    (
        "ix_visit_exception_queue",
        "visit_exception",
        ["state", "due_on", "owner_role", "area_code"],
        ["area_code", "state", "due_on"],
    ),
)


def upgrade() -> None:
    """Make each index again, wider."""
    for name, table, columns, _before in _INDEXES:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False)
    op.create_index("ix_message_received", "message", ["organisation_id", "id"], unique=False)


def downgrade() -> None:
    """Make each index as it was."""
    op.drop_index("ix_message_received", table_name="message")
    for name, table, _columns, before in _INDEXES:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, before, unique=False)
