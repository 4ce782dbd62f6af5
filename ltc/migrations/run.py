"""Bring a database to the newest revision (`ltc db upgrade`), or write a new revision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ltc.db import engine
from ltc.shared.errors import Conflict


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _rebuilding(url: str | None) -> Iterator[sa.Connection]:
    """Open one transaction in which SQLite may write a table anew that others point at.

    It does so by dropping the old one, which foreign keys would refuse; so they are off until the
    new one is there, and all of them are looked at before the commit.
    """
    with engine(url).connect() as connection, _foreign_keys_off(connection), connection.begin():
        yield connection
        lite = connection.dialect.name == "sqlite"
        if lite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("a revision left rows that point at nothing")


@contextmanager
def _foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """Switch SQLite's foreign keys off meanwhile; it takes the word only between transactions."""
    raw: Any = connection.connection.dbapi_connection
    lite = connection.dialect.name == "sqlite"
    if lite:
        raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if lite:
            raw.execute("PRAGMA foreign_keys=ON")


def upgrade(url: str | None = None) -> None:
    """Apply every missing revision in one transaction."""
    with _rebuilding(url) as connection:
        command.upgrade(_config(connection), "head")


def downgrade(url: str | None = None, revision: str = "base") -> None:
    """Go back to ``revision``; for tests of the migrations themselves."""
    with _rebuilding(url) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str | None = None) -> str | None:
    """Return the revision a database is at, or None when it is empty."""
    from alembic.migration import MigrationContext

    with engine(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_newest() -> None:
    """Refuse to work on a database that is not as this program knows it, with the way out."""
    from alembic.script import ScriptDirectory

    with engine().connect() as connection:
        scripts = ScriptDirectory.from_config(_config(connection))
        filled = sa.inspect(connection).has_table("alembic_version")
        noted = sa.text("SELECT version_num FROM alembic_version")
        there = list(connection.scalars(noted)) if filled else []
    if there == scripts.get_heads():
        return
    if not there:
        raise Conflict("the database is empty: run ltc init", "数据库是空的，请先运行 ltc init")
    if set(there) <= {each.revision for each in scripts.walk_revisions()}:
        raise Conflict(
            f"the database is of an older program ({', '.join(there)}): run ltc db upgrade",
            f"数据库是旧版本程序的（{'、'.join(there)}），请先运行 ltc db upgrade",
        )
    raise Conflict(
        f"the database says {', '.join(there)}, which this program does not know: a newer one "
        "wrote it, or a hand changed it",
        f"数据库注明的版本 {'、'.join(there)} 本程序不认识：由更新的程序写成，或被手工改动",
    )


def revision_faults(url: str | None = None) -> list[str]:
    """Return what is wrong with the note of the revision: it names the newest one, once."""
    from alembic.script import ScriptDirectory

    with engine(url).connect() as connection:
        there = list(connection.scalars(sa.text("SELECT version_num FROM alembic_version")))
        newest = list(ScriptDirectory.from_config(_config(connection)).get_heads())
    if there == newest:
        return []
    return [f"alembic_version says {', '.join(there) or 'nothing'}, not {', '.join(newest)}"]


def differences(url: str | None = None) -> list[object]:
    """Return what the models have and the database lacks, or the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from ltc.migrations.tables import metadata

    with engine(url).connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata()))  # type: ignore[arg-type]


def write_revision(message: str, url: str | None = None, revision: str | None = None) -> None:
    """Write a revision file from the difference between models and database."""
    with engine(url).connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)
