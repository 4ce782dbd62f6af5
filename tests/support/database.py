"""A database for a test, on SQLite and on PostgreSQL: a copy of one that was migrated once.

``database`` runs a test on both engines; ``sqlite_database`` on SQLite alone, for what does not
differ.  Units of work inside the test commit for real; the copy is thrown away.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ltc import config, db
from ltc.migrations.run import upgrade
from ltc.shared import clock

Maker = Callable[[], str]


def use_database(url: str, folder: Path) -> None:
    """Point this process's settings at ``url``, with its files in ``folder``."""
    os.environ.update(
        LTC_ENV="test",
        LTC_DATABASE_URL=url,
        LTC_DATA_DIR=str(folder),
        LTC_SECRET_KEY="s" * 40,
        LTC_FIELD_KEY="f" * 40,
    )
    config.settings.cache_clear()


def forget_database() -> None:
    """Leave no setting and no connection behind."""
    db.forget_engines()
    clock.start_at(None)
    for name in [each for each in os.environ if each.startswith("LTC_")]:
        if not name.startswith("LTC_TEST_"):
            del os.environ[name]
    config.settings.cache_clear()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "ltc.sqlite3"
    upgrade(f"sqlite:///{path}")
    db.forget_engines()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server) -> str:
    """Give the address of a migrated PostgreSQL database to copy."""
    url = postgres_server.create_database()
    upgrade(url)
    db.forget_engines()
    return url


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """Give the address of a fresh migrated SQLite database, and use it."""
    path = tmp_path / "ltc.sqlite3"
    shutil.copyfile(sqlite_template, path)
    use_database(f"sqlite:///{path}", tmp_path)
    yield f"sqlite:///{path}"
    forget_database()


@pytest.fixture
def postgres_database_url(postgres_server, postgres_template: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of a fresh migrated PostgreSQL database, and use it."""
    url = postgres_server.create_database(template=postgres_template)
    use_database(url, tmp_path)
    yield url
    forget_database()
    postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """Run the test once on each engine."""
    names = {"sqlite": "sqlite_database", "postgres": "postgres_database_url"}
    return request.getfixturevalue(names[request.param])
