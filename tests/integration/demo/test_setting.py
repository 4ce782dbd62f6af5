"""Where a story may be told: not in production, not among real people, in a new folder."""

import os

import pytest

from ltc import config
from ltc.db import unit_of_work
from ltc.demo.setting import prepare
from ltc.shared.errors import BadInput, Conflict
from tests.support.factories import case


def test_a_database_with_people_is_refused(sqlite_database):
    with unit_of_work():
        case.person()
    with pytest.raises(Conflict, match="already holds people"):
        prepare("2111", "2023-10")


def test_production_is_refused(sqlite_database):
    os.environ.update(
        LTC_ENV="production",
        LTC_BEHIND_TLS="1",
        LTC_SECOND_FACTOR="1",
        LTC_BASE_URL="https://ltc.example",
    )
    config.settings.cache_clear()
    with pytest.raises(BadInput, match="production"):
        prepare("2111", "2023-10")


def test_every_story_gets_a_folder_of_its_own(sqlite_database, tmp_path):
    for number in ("", "-2"):
        os.environ["LTC_DATA_DIR"] = str(tmp_path)
        os.environ["LTC_DATABASE_URL"] = ""
        config.settings.cache_clear()
        folder = prepare("2111", "2023-10")
        assert folder == tmp_path / f"demo-2111-2023-10{number}"
        assert (folder / "ltc.sqlite3").exists()
