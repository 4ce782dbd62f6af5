"""Migrations: they make exactly the tables of the models, can be taken back, and run once."""

import sqlalchemy as sa

from ltc.db import engine
from ltc.migrations.run import current, differences, downgrade, upgrade
from ltc.migrations.tables import append_only_tables, metadata


def test_the_database_is_what_the_models_say(database):
    assert differences() == []
    assert current() is not None


def test_upgrading_twice_is_upgrading_once(database):
    before = current()
    upgrade()
    assert current() == before


def test_everything_can_be_taken_back(database):
    downgrade()
    left = set(sa.inspect(engine()).get_table_names()) - {"alembic_version"}
    assert left == set()


def test_every_model_is_in_the_list_of_tables(database):
    known = {name for each in metadata() for name in each.tables}
    assert known <= set(sa.inspect(engine()).get_table_names())


def test_every_append_only_table_refuses_update_and_delete(database):
    """The triggers are there by name; each room's tests try them with rows."""
    if engine().dialect.name == "postgresql":
        found = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with engine().connect() as connection:
        names = " ".join(connection.scalars(sa.text(found)))
    assert append_only_tables()
    assert [table for table in append_only_tables() if f"{table}_refuse" not in names] == []
