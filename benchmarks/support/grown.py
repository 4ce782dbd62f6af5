"""A demonstration's database grown to a megacity: every case copied many times, set by set.

A copy has people, staff, plans, visits, settled lines and papers of its own; eight copies share
their organisations, so that a provider has some two hundred people.  What belongs to the area
(months, ledger, inspections, accounts) stays as it is.  Only reading is measured on the result:
the copies carry no seals and no chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

# Tables of the area and of the machinery: never copied.
_KEPT = {
    *("ab_permission", "ab_permission_view", "ab_permission_view_role", "ab_register_user"),
    *("ab_role", "ab_user", "ab_user_role", "ab_view_menu", "account", "alembic_version", "area"),
    *("audit_head", "closed_period", "inspection", "inspection_item", "inspection_population"),
    *("ledger_entry", "ledger_line", "login_try", "operator_contract", "payment_order"),
    *("row_seal", "scorecard", "scorecard_approval", "scorecard_item", "settlement"),
    *("settlement_batch", "settlement_note", "web_session"),
}
# What is written once for an organisation, not once for a case.
_OF_ORGANISATION = {
    *("organisation", "agreement", "agreed_price", "statement", "statement_break"),
    *("statement_signature", "payment_line", "suspension", "finding"),
}
_VISITS = frozenset({"visit", "settled_line", "settled_person", "visit_exception"})
_HOUSE = {
    "person_id": "person",
    "provider_id": "organisation",
    "organisation_id": "organisation",
    "agency_id": "organisation",
    "operator_id": "organisation",
    "carer_id": "staff",
    "staff_id": "staff",
    "visit_id": "visit",
    "assessment_id": "assessment",
}
_TOGETHER = 8
# Nobody reads the file before it is whole, and a builder that is killed begins again.
_UNSAFE = (
    *("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"),
    *("cache_size=-1000000", "temp_store=MEMORY", "threads=2"),
)
_MOST_OF_A_TRAIL = 1_000_000  # rows of audit, fixes, items: every page reads them by key


@dataclass(frozen=True, slots=True)
class Size:
    """How many people and visits there are to be."""

    persons: int
    visits: int


def grow(bind: sa.Engine, size: Size) -> None:
    """Copy what the demonstration left until the database has ``size``."""
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        copier = _Copier(connection, size)
        indexes = copier.put_aside()
        for table in copier.tables:
            copier.copy(table)
        for statement in indexes:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE audit_head SET seq = (SELECT max(seq) FROM audit_row)")
        if copier.postgres:  # as it does by itself; what SQLite does by night is done by ``night``
            connection.exec_driver_sql("ANALYZE")


class _Copier:
    """Copies the tables of one database."""

    def __init__(self, connection: sa.Connection, size: Size) -> None:
        self.connection = connection
        self.postgres = connection.dialect.name == "postgresql"
        self.metadata = sa.MetaData()
        self.metadata.reflect(connection)
        self.rows = {name: self._count(name) for name in self.metadata.tables}
        self.tables = [
            table
            for table in self.metadata.sorted_tables
            if table.name not in _KEPT and self.rows[table.name]
        ]
        self.stride = 10 * max(self.rows.values())
        self.people = size.persons // self.rows["person"]
        self.visits = size.visits // self.rows["visit"]

    def put_aside(self) -> list[str]:
        """Drop triggers and plain indexes; return what makes the indexes again."""
        if self.postgres:
            self.connection.exec_driver_sql("SET session_replication_role = replica")
            found = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        else:
            for pragma in _UNSAFE:
                self.connection.exec_driver_sql(f"PRAGMA {pragma}")
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in self.connection.exec_driver_sql(triggers).all():
                self.connection.exec_driver_sql(f"DROP TRIGGER {name}")
            found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        plain = [
            (name, made)
            for name, made in self.connection.exec_driver_sql(found).all()
            if not made.upper().startswith("CREATE UNIQUE")
        ]
        for name, _made in plain:
            self.connection.exec_driver_sql(f"DROP INDEX {name}")
        return [made for _name, made in plain]

    def copy(self, table: sa.Table) -> None:
        """Write the copies of a table in one statement, copy after copy."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        values = ", ".join(self._value(column) for column in table.columns)
        # Either engine goes through the told rows once for each copy, so that nothing is sorted;
        # PostgreSQL would go through the copies made so far too, if it read the table it writes.
        source = f'"{table.name}" AS told'
        if self.postgres:
            told = f'SELECT * FROM "{table.name}"'  # noqa: S608 - names of the schema
            self.connection.exec_driver_sql(f"CREATE TEMP TABLE seed AS {told}")
            source = "LATERAL (SELECT * FROM seed WHERE k > 0 OFFSET 0) AS told"
        step = _TOGETHER if table.name in _OF_ORGANISATION else 1
        last = self._copies(table.name) - 1
        more = f"SELECT k + {step} FROM copy WHERE k + {step} <= {last}"  # noqa: S608 - numbers
        numbers = f"WITH RECURSIVE copy(k) AS (SELECT {step} UNION ALL {more})"
        if last >= step:
            self.connection.exec_driver_sql(
                f'INSERT INTO "{table.name}" ({names}) {numbers} '  # noqa: S608 - names of the schema
                f"SELECT {values} FROM copy CROSS JOIN {source}"
            )
        if self.postgres:
            self.connection.exec_driver_sql("DROP TABLE seed")

    def _count(self, name: str) -> int:
        table = self.metadata.tables[name]
        return int(self.connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)

    def _copies(self, name: str) -> int:
        """Return how many copies of a table there will be, the first included."""
        wanted = min(self.people, self.visits) if name in _VISITS else self.people
        if name in _VISITS or self.rows[name] <= self.rows["person"] * 10:
            return wanted
        return max(1, min(wanted, _MOST_OF_A_TRAIL // self.rows[name]))

    def _value(self, column: sa.Column) -> str:
        """Write what a copy has in a column."""
        name, whose = f'told."{column.name}"', self._table_of(column)
        if whose in _KEPT:
            return name
        if isinstance(column.type, sa.Integer):
            if whose == "organisation" or (whose in _OF_ORGANISATION):
                return f"{name} + k / {_TOGETHER} * {_TOGETHER * self.stride}"
            return f"{name} + k * {self.stride}" if whose else name
        if whose or (isinstance(column.type, sa.String) and column.name in self._own(column.table)):
            return self._marked(name, getattr(column.type, "length", None) or 200)
        return name

    def _table_of(self, column: sa.Column) -> str:
        """Return the table whose key a column holds, its own included; empty for none."""
        for foreign in column.foreign_keys:
            return str(foreign.column.table.name)
        keys = list(column.table.primary_key.columns)
        if keys == [column]:
            return str(column.table.name)
        if column.name == "device" and column.table.name == "sync_item":
            return "device"
        return _HOUSE.get(column.name, "")

    def _own(self, table: sa.Table) -> set[str]:
        """Return the text columns that must differ because nothing else in their key does."""
        found: set[str] = set()
        for key in self._keys(table):
            if not any(self._table_of(column) for column in key):
                found |= {column.name for column in key}
        return found

    @staticmethod
    def _keys(table: sa.Table) -> Iterator[list[sa.Column]]:
        for each in table.constraints:
            if isinstance(each, sa.UniqueConstraint):
                yield list(each.columns)
        for index in table.indexes:
            if index.unique:
                yield list(index.columns)

    def _marked(self, name: str, length: int) -> str:
        """Put the copy's number before a text, keeping its end."""
        if self.postgres:
            return f"k::text || '-' || right({name}, {length} - 1 - length(k::text))"
        return f"k || '-' || substr({name}, -({length} - 1 - length(k)))"
