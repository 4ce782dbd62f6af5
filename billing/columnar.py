"""The columnar door to the database: whole columns in and out, never row by row.

It goes through ADBC and beside the session, so it has its own connection and commits by itself:
only for reading facts in bulk, and for tables that prove themselves by stored hashes.

On SQLite the driver brings a second copy of the SQLite library.  Two copies in one process undo
each other's file locks, so a door opens only while this process has no other connection to the
file; and so a settlement on SQLite is run in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ltc.db import engine, is_postgres, session

if TYPE_CHECKING:
    import polars as pl

_BUSY_MS = 60_000
_ROWS_AT_ONCE, _CHUNK = "adbc.sqlite.query.batch_rows", 65_536
_CACHE_KB = 16_384  # the pages that one batch of lines changes, so that each is written once
_closing = threading.Lock()


Shape = Callable[["pl.DataFrame"], "pl.DataFrame"]
"""What makes a piece of a long answer smaller before the next one is read."""


class Reader(Protocol):
    """Whatever answers a statement with columns."""

    def read(self, statement: sa.Select) -> pl.DataFrame:
        """Return the answer as a frame, typed like the statement's columns."""

    def read_long(
        self, statement: sa.Select, key: sa.SQLColumnExpression[int], shape: Shape
    ) -> pl.DataFrame:
        """Return a long answer in any order, put into shape piece by piece as it comes.

        Each row has a ``key`` of its own, a whole number that never changes.
        """


class SessionDoor:
    """The same answers through the open session: for the few rows that a page asks for."""

    def read(self, statement: sa.Select) -> pl.DataFrame:
        """Return the answer of a statement as a frame, typed like the statement's columns."""
        import polars as pl

        connection = session().connection()
        # As text, so that instants and days come as the database has them, not as Python's own.
        text = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        names = [str(column.name) for column in statement.selected_columns]
        # As the driver gives them: rows that know their columns' names cost as much as the answer.
        rows = connection.exec_driver_sql(str(text)).cursor.fetchall()
        columns = zip(*rows, strict=True) if rows else ((),) * len(names)
        return _typed(pl.DataFrame(dict(zip(names, columns, strict=True))), statement)

    def read_long(
        self,
        statement: sa.Select,
        key: sa.SQLColumnExpression[int],
        shape: Shape,
    ) -> pl.DataFrame:
        """Return the answer as ``read`` does, in shape."""
        return shape(self.read(statement))


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
        return self._read(statement, lambda piece: piece)

    def _read(self, statement: sa.Select, shape: Shape) -> pl.DataFrame:
        import polars as pl

        text = statement.compile(dialect=self._dialect, compile_kwargs={"literal_binds": True})
        with self._connection.cursor() as cursor:
            if self._dialect.name == "sqlite":
                cursor.adbc_statement.set_options(**{_ROWS_AT_ONCE: str(_CHUNK)})
            cursor.execute(str(text))
            pieces = cursor.fetch_record_batch()
            nothing = pieces.schema.empty_table()
            # One by one, so that the driver's form of a long answer is never there as a whole.
            return pl.concat(
                shape(_typed(pl.DataFrame(each), statement)) for each in chain((nothing,), pieces)
            )

    def read_long(
        self, statement: sa.Select, key: sa.SQLColumnExpression[int], shape: Shape
    ) -> pl.DataFrame:
        """Return a long answer in any order and in shape, read by both cores.

        PostgreSQL's server works beside this process; SQLite works in it, so there a second
        connection reads the rows with an odd ``key``.
        """
        import polars as pl

        if self._dialect.name == "postgresql":
            return self._read(statement, shape)
        even, odd = (statement.where(key % 2 == rest) for rest in (0, 1))
        with column_door() as second, ThreadPoolExecutor(1) as beside:
            found = beside.submit(second._read, odd, shape)  # noqa: SLF001 - another of its kind
            return pl.concat([self._read(even, shape), found.result()])

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
        for pragma in (f"busy_timeout = {_BUSY_MS}", f"cache_size = -{_CACHE_KB}"):
            cursor.execute(f"PRAGMA {pragma}")
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
