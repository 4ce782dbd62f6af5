"""Changing rows as someone with a database client and all rights would.

Works on a copy of an SQLite file, with triggers, foreign keys and checks out of the way.
"""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from ltc.audit import seals
from ltc.audit.unsealed import UNSEALED_COLUMNS
from ltc.db import Instant, session, unit_of_work
from ltc.migrations.tables import metadata

FAR = 1_000_003
# SQL that makes another value of a cell, still one that its column can hold.
OTHER = (
    (sa.Boolean, "1 - coalesce({0}, 0)"),
    (sa.DateTime, "'2001-01-01 00:00:00.000000'"),
    (sa.Date, "date(coalesce({0}, '2023-01-01'), '+1 day')"),
    (sa.JSON, "'[\"by hand\"]'"),
    (sa.LargeBinary, "x'00'"),
    (sa.Integer, "coalesce({0}, 0) + 1"),
    (Instant, "coalesce({0}, 0) + 1"),
    (sa.Float, "coalesce({0}, 0) + 1"),
)
SAMPLES = (
    (sa.Boolean, True),
    (sa.Date, date(2023, 10, 9)),
    (sa.JSON, ["x"]),
    (sa.LargeBinary, b"x"),
    (sa.Integer, 1),
    (Instant, datetime(2023, 10, 9, tzinfo=UTC)),
    (sa.Float, 1.0),
)
VERSION = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String))


def tables() -> dict[str, sa.Table]:
    """Return every table of the house and of Flask-AppBuilder, with the one that Alembic keeps."""
    found = {name: table for each in metadata() for name, table in each.tables.items()}
    return {**found, "alembic_version": VERSION}


def keys(table: sa.Table) -> list[sa.Column]:
    """Return the columns by which a row is found."""
    return list(table.primary_key.columns) or list(table.columns)


def other(column: sa.Column) -> str:
    """Return SQL for another value than the column has."""
    for kind, text in OTHER:
        if isinstance(column.type, kind):
            return text.format(column.name)
    return f"coalesce({column.name}, '') || 'x'"


def open_file(path: Path) -> sqlite3.Connection:
    """Open a file with nothing left that refuses."""
    opened = sqlite3.connect(path, isolation_level=None)
    opened.execute("PRAGMA ignore_check_constraints = ON")
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in opened.execute(names).fetchall():
        opened.execute(f"DROP TRIGGER {name}")
    return opened


def rows(opened: sqlite3.Connection, table: sa.Table) -> list[tuple]:
    """Return the keys of a table's rows, in order."""
    names = ", ".join(column.name for column in keys(table))
    return opened.execute(f"SELECT {names} FROM {table.name} ORDER BY {names}").fetchall()  # noqa: S608 - our own names


def change(opened: sqlite3.Connection, table: sa.Table) -> Iterator[tuple]:
    """Change one cell of a row: the first column in the first row, the second in the next.

    Yield the keys of the changed rows; a table that is all key has its last column changed.
    """
    left_out = {*UNSEALED_COLUMNS.get(table.name, ()), *(each.name for each in keys(table))}
    cells = [column for column in table.columns if column.name not in left_out]
    for row, column in zip(rows(opened, table), cells or keys(table)[-1:], strict=False):
        where = " AND ".join(f"{each.name} = ?" for each in keys(table))
        value = _far(column) if column.name in unique(table) else other(column)
        change = f"UPDATE {table.name} SET {column.name} = {value} WHERE {where}"  # noqa: S608 - our own names
        assert opened.execute(change, row).rowcount == 1
        yield row


def add(opened: sqlite3.Connection, table: sa.Table) -> tuple:
    """Add a row like the first one, with other keys; return its key."""
    fresh = unique(table) | {column.name for column in keys(table)}
    values = ", ".join(_far(c) if c.name in fresh else c.name for c in table.columns)
    names = ", ".join(column.name for column in table.columns)
    before = set(rows(opened, table))
    opened.execute(f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} LIMIT 1")  # noqa: S608 - our own names
    (made,) = set(rows(opened, table)) - before
    return made


def unique(table: sa.Table) -> set[str]:
    """Return the columns whose values may not be in two rows."""
    found = [each for each in table.indexes if each.unique]
    found += [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    return {column.name for each in found for column in each.columns}


def _far(column: sa.Column) -> str:
    """Return SQL for a value that no row has yet."""
    whole = isinstance(column.type, sa.Integer)
    return f"coalesce({column.name}, 0) + {FAR}" if whole else other(column)


def remove(opened: sqlite3.Connection, table: sa.Table) -> tuple:
    """Remove the last row; return its key."""
    row = rows(opened, table)[-1]
    where = " AND ".join(f"{column.name} = ?" for column in keys(table))
    assert opened.execute(f"DELETE FROM {table.name} WHERE {where}", row).rowcount == 1  # noqa: S608 - our own names
    return row


def fill_empty() -> None:
    """Write one row into every sealed table that the story left empty, what others name first."""
    order = [table.name for each in metadata() for table in each.sorted_tables]
    mappers = sorted(seals.sealed_mappers(), key=lambda each: order.index(seals.table_of(each)))
    with unit_of_work():
        for mapper in mappers:
            if session().scalar(sa.select(mapper.class_).limit(1)) is None:
                session().add(_sample(mapper))
                session().flush()


# What the database holds a row to, where any value would not do.
_LAWFUL = {
    "fund_decision": {"fen": 1, "entry_id": None},
    "payee_return": {"fen": 1, "entry_id": None, "state": "dropped"},
}


def _sample(mapper: Mapper) -> object:
    facts = {each.key: _value(each.columns[0]) for each in mapper.column_attrs}
    facts |= _LAWFUL.get(seals.table_of(mapper), {})
    return mapper.class_(**{name: value for name, value in facts.items() if value is not None})


def _value(column: sa.Column) -> object:
    """Return some value for a column; for a key to another table, one that is there."""
    for each in column.foreign_keys:
        return session().scalar(sa.select(sa.func.min(each.column)))
    if column.name.endswith("fen"):
        return 0  # of no weight, so that the sums of the house still hold
    if isinstance(column.type, Instant):
        return SAMPLES[5][1]
    return next((value for kind, value in SAMPLES if isinstance(column.type, kind)), "x")
