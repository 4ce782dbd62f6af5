"""A second, empty database beside the first: what files are brought to."""

import shutil

import pytest

from ltc.db import forget_engines
from tests.support.database import use_database
from tests.support.factories import exchange


@pytest.fixture
def areas(sqlite_database):
    exchange.known_areas()


@pytest.fixture
def move_to_another(sqlite_database, sqlite_template, tmp_path):
    """Return an act that leaves the first database for a fresh one with the same areas."""

    def move():
        forget_engines()
        path = tmp_path / "other.sqlite3"
        shutil.copyfile(sqlite_template, path)
        use_database(f"sqlite:///{path}", tmp_path)
        exchange.known_areas()

    return move
