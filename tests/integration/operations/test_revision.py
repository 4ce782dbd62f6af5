"""A database that is not as the program knows it is refused in plain words, with the way out."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ltc.cli import main
from ltc.db import engine


def note(revision: str) -> None:
    """Let the database say that it is at a revision."""
    with engine().begin() as connection:
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :it"), {"it": revision}
        )


@pytest.mark.parametrize("command", [["check"], ["settle", "--area", "2111", "--month", "2023-10"]])
@pytest.mark.parametrize(
    ("revision", "way_out"), [("0001", "ltc db upgrade"), ("9999", "a newer one wrote it")]
)
def test_another_revision_is_told_with_the_way_out(database, command, revision, way_out):
    note(revision)
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 2
    assert revision in told.output
    assert way_out in told.output


def test_an_empty_database_is_told_to_be_set_up(sqlite_database):
    with engine().begin() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))
    told = CliRunner().invoke(main, ["check"])
    assert told.exit_code == 2
    assert "ltc init" in told.output
