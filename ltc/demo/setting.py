"""Where the story is written: a fresh folder and database, or the database that was given."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from ltc import config
from ltc.case.models import Person
from ltc.config import settings
from ltc.db import forget_engines, read_only, session
from ltc.migrations.run import upgrade
from ltc.shared.errors import BadInput, Conflict


def prepare(area: str, month: str) -> Path:
    """Bring an empty database up and return the folder of its papers and keys.

    Without LTC_DATABASE_URL a new folder under the data folder holds everything.  A database that
    already holds people is refused, and so is production: the story's people do not exist.
    """
    chosen = settings()
    if chosen.is_production:
        raise BadInput(
            "the demonstration does not run in production (LTC_ENV=production)",
            "生产环境不能运行演示（LTC_ENV=production）",
            field="env",
        )
    if not chosen.database_url:
        _move_to(_fresh_folder(chosen.data_dir, f"demo-{area}-{month}"))
    upgrade()
    _keep_keys_at_hand()
    _refuse_people()
    return settings().data_dir


def serve_from(instant: datetime, port: int) -> None:
    """Let the site's clock begin at an instant, in this process and those it starts."""
    os.environ["LTC_CLOCK"] = instant.isoformat()
    os.environ["LTC_BASE_URL"] = f"http://127.0.0.1:{port}"
    config.settings.cache_clear()
    forget_engines()


def _fresh_folder(data_dir: Path, name: str) -> Path:
    """Make a folder that was not there: the name, or the name with the next free number."""
    for number in range(1, 10_000):
        folder = data_dir / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise BadInput(f"too many folders called {name}", f"名为 {name} 的文件夹太多", field="data_dir")


def _move_to(folder: Path) -> None:
    os.environ["LTC_DATA_DIR"] = str(folder.absolute())
    config.settings.cache_clear()
    forget_engines()


def _keep_keys_at_hand() -> None:
    """Give the kept keys to the settings, so that they are not read from their files each time."""
    os.environ.update(LTC_SECRET_KEY=config.key("secret"), LTC_FIELD_KEY=config.key("field"))
    config.settings.cache_clear()
    forget_engines()


def _refuse_people() -> None:
    with read_only():
        if session().scalar(sa.select(sa.exists().select_from(Person))):
            raise Conflict(
                "this database already holds people; the demonstration wants an empty one",
                "数据库里已有参保人，演示只在空库上运行",
                field="database_url",
            )
