"""SQLite is told how many settled lines a month, a provider and a person have.

It never counts rows by itself and would go over a month, or over all months, to find one
provider's or one person's lines.  PostgreSQL counts by itself.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
# Rows there are, then rows that agree in one, two … columns of the key: a year of a city.
_COUNTS = {
    "settled_line": "5000000 400000 30 1 1",
    "settled_person": "180000 15000 75 1 1",
}
STATEMENTS = (
    "ANALYZE settled_person",  # makes the table of counts where there is none
    *(
        f"DELETE FROM sqlite_stat1 WHERE tbl = '{table}'"  # noqa: S608 - names of the house
        for table in _COUNTS
    ),
    *(
        f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{table}', '{counts}')"  # noqa: S608 - names of the house
        for table, counts in _COUNTS.items()
    ),
    "ANALYZE sqlite_schema",  # has this connection read them
)


def upgrade() -> None:
    """Write the counts."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    """Forget them."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _COUNTS:
            op.execute(f"DELETE FROM sqlite_stat1 WHERE tbl = '{table}'")  # noqa: S608 - names of the house
