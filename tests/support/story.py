"""One small month told once for all tests that look at a whole house; each gets a copy of it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from ltc.app import create_app
from ltc.demo.places import demo_area
from ltc.demo.run import tell_story
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.shared import clock
from ltc.shared.dates import Month
from tests.support.database import forget_database, use_database
from tests.support.web import Site

PEOPLE = 12


@dataclass(frozen=True)
class Told:
    """A folder with the files of a story, and the instant at which it ended."""

    folder: Path
    now: datetime


@pytest.fixture(scope="session")
def told_story(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Tell one small month on SQLite."""
    folder = tmp_path_factory.mktemp("told")
    shutil.copyfile(sqlite_template, folder / "ltc.sqlite3")
    use_database(f"sqlite:///{folder / 'ltc.sqlite3'}", folder)
    create_app()
    told = Story(demo_area("panjin"), Month(2023, 10), 7, PEOPLE, Teller(lambda _line: None))
    now = tell_story(told).now
    forget_database()
    with closing(sqlite3.connect(folder / "ltc.sqlite3")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Told(folder, now)


def copy_of(told: Told, folder: Path) -> Path:
    """Use a copy of the story in ``folder``; return its database file."""
    shutil.copytree(told.folder, folder, dirs_exist_ok=True)
    path = folder / "ltc.sqlite3"
    use_database(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="module")
def story(told_story: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the site with a small month in it, for all tests of a module; none may change it."""
    copy_of(told_story, tmp_path_factory.mktemp("story"))
    app = create_app()
    clock.start_at(told_story.now)
    yield Site(app)
    forget_database()
