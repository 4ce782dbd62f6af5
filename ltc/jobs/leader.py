"""One scheduler however many processes: whoever holds the lock leads, the others stand by.

PostgreSQL: an advisory lock that lives as long as one connection.  SQLite: a lock on a file in the
data folder, which the system drops when the process ends.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from threading import Lock
from typing import IO, Protocol

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from ltc.config import settings
from ltc.db import is_postgres

_KEY = 0x4C5443  # "LTC"


class Leader(Protocol):
    """The lock of the one scheduler."""

    def hold(self) -> bool:
        """Take the lock, or tell whether it is still held."""

    def release(self) -> None:
        """Let another process lead."""


class FileLeader:
    """The lock where the database is a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def hold(self) -> bool:
        """Take the lock, or tell whether it is still held."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let another process lead."""
        if self._file is not None:
            self._file.close()
            self._file = None


class PostgresLeader:
    """The lock where the database is a server; it is lost with its connection."""

    def __init__(self) -> None:
        self._connection: sa.Connection | None = None
        self._lock = Lock()

    def hold(self) -> bool:
        """Take the lock, or tell whether it is still held."""
        with self._lock:
            try:
                return self._holds() if self._connection is not None else self._take()
            except sa.exc.DBAPIError:
                self._drop()
                return False

    def release(self) -> None:
        """Let another process lead."""
        with self._lock:
            self._drop()

    def _holds(self) -> bool:
        assert self._connection is not None  # noqa: S101 - asked just before
        self._connection.scalar(sa.select(sa.literal(1)))
        return True

    def _take(self) -> bool:
        # Committed at once, so that no transaction stays open for days; without a pool, so that
        # the lock is never handed to somebody else with the connection.
        alone = sa.create_engine(settings().url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        connection = alone.connect()
        self._connection = connection
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_KEY))):
            self._drop()
            return False
        return True

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def leader() -> Leader:
    """Return the lock that fits the database."""
    if is_postgres():
        return PostgresLeader()
    return FileLeader(settings().data_dir / "worker.lock")
