"""Bring a database to the newest revision (`ltc db upgrade`), or write a new revision."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ltc.db import engine


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(url: str | None = None) -> None:
    """Apply every missing revision in one transaction."""
    with engine(url).begin() as connection:
        command.upgrade(_config(connection), "head")


def downgrade(url: str | None = None, revision: str = "base") -> None:
    """Go back to ``revision``; for tests of the migrations themselves."""
    with engine(url).begin() as connection:
        command.downgrade(_config(connection), revision)


def current(url: str | None = None) -> str | None:
    """Return the revision a database is at, or None when it is empty."""
    from alembic.migration import MigrationContext

    with engine(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


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
