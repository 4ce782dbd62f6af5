"""The columnar door to the database: whole columns in and out, never row by row.

It goes through ADBC and beside the session, so it has its own connection and commits by itself:
only for reading facts in bulk, and for tables that prove themselves by stored hashes.

On SQLite the driver brings a second copy of the SQLite library.  Two copies in one process undo
each other's file locks, so a door opens only while this process has no other connection to the
file; and so a settlement on SQLite is run in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ltc.db import engine, is_postgres, session

if TYPE_CHECKING:
    import polars as pl

_BUSY_MS = 60_000
_closing = threading.Lock()


class Reader(Protocol):
    """Whatever answers a statement with columns."""

    def read(self, statement: sa.Select) -> pl.DataFrame:
        """Return the answer as a frame, typed like the statement's columns."""


class SessionDoor:
    """The same answers through the open session: for the few rows that a page asks for."""

    def read(self, statement: sa.Select) -> pl.DataFrame:
        """Return the answer of a statement as a frame, typed like the statement's columns."""
        import polars as pl

        connection = session().connection()
        # As text, so that instants and days come as the database has them, not as Python's own.
        text = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        names = [str(column.name) for column in statement.selected_columns]
        rows = [tuple(row) for row in connection.exec_driver_sql(str(text))]
        found = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
        return _typed(found, statement)


class ColumnDoor:
    """One columnar connection; what is written in it becomes visible at ``commit``."""

    def __init__(self, connection: Any, *, postgres: bool) -> None:  # noqa: ANN401 - a driver's object
        """Take an open connection."""
        self._connection = connection
        # ``named`` keeps a percent sign one percent sign.
        self._dialect: sa.Dialect = (
            postgresql.dialect(paramstyle="named") if postgres else sqlite.dialect()
        )

    def read(self, statement: sa.Select) -> pl.DataFrame:
        """Return the answer of a statement as a frame, typed like the statement's columns."""
        import polars as pl

        text = statement.compile(dialect=self._dialect, compile_kwargs={"literal_binds": True})
        with self._connection.cursor() as cursor:
            cursor.execute(str(text))
            found = pl.DataFrame(cursor.fetch_arrow_table())
        return _typed(found, statement)

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append the rows of ``frame`` to ``table``; its columns are named like the table's."""
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(table, frame.to_arrow(), mode="append")

    def commit(self) -> None:
        """Make what was written since the last commit visible, all of it at once."""
        self._connection.commit()


@contextmanager
def column_door() -> Iterator[ColumnDoor]:
    """Open a columnar connection to the configured database; what is not committed is undone."""
    postgres = is_postgres()
    connection = _postgres_connection() if postgres else _sqlite_connection()
    try:
        yield ColumnDoor(connection, postgres=postgres)
    finally:
        connection.close()


def _postgres_connection() -> Any:  # noqa: ANN401 - a driver's object
    import adbc_driver_postgresql.dbapi as driver

    address = engine().url.set(drivername="postgresql")
    return driver.connect(address.render_as_string(hide_password=False))


def _sqlite_connection() -> Any:  # noqa: ANN401 - a driver's object
    import adbc_driver_sqlite.dbapi as driver

    with _closing:
        pool = engine().pool
        if isinstance(pool, sa.QueuePool) and pool.checkedout():
            raise RuntimeError("close every session of this process before opening a column door")
        engine().dispose()
    connection = driver.connect(str(engine().url.database))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return connection


def _typed(found: pl.DataFrame, statement: sa.Select) -> pl.DataFrame:
    """Give every column of an answer the type that the statement says."""
    return found.with_columns(
        _cast(found[column.name], column.type) for column in statement.selected_columns
    )


def _cast(values: pl.Series, kind: sa.types.TypeEngine[Any]) -> pl.Series:
    """Give values the type that their column has: SQLite has none, and no days or booleans."""
    import polars as pl

    if isinstance(kind, sa.Date):
        is_text = values.dtype == pl.String
        return values.str.to_date("%Y-%m-%d") if is_text else values.cast(pl.Date)
    for of, wanted in ((sa.Boolean, pl.Boolean), (sa.String, pl.String)):
        if isinstance(kind, of):
            return values.cast(wanted)
    return values.cast(pl.Int64)
