"""A grown demonstration as a database to read: built once, then found again.

It is kept in a folder of the system's temporary folder that is named after all that it is made
from; when a revision or the builder changes, another one is built.  Each may be deleted any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ltc.shared.clock import monotonic

if TYPE_CHECKING:
    from benchmarks.support.grown import Size

_ROOT = Path(__file__).parents[2]
_MADE_FROM = ("benchmarks/support/grown.py", "ltc/demo", "ltc/migrations")
_CLOCK = "2023-12-08T10:00:00+08:00"
_DONE = "grown"
# Enough memory to build indexes in it, and no log that could restore what is built again anyway.
_SERVER = {
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "16GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@contextmanager
def city(database: str, size: Size) -> Iterator[dict[str, str]]:
    """Give the environment in which the site serves a grown city; build it where there is none."""
    folder = Path(tempfile.gettempdir()) / f"ltc-city-{_key(size)}" / database
    if not (folder / _DONE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LTC_")}
    clean |= {"LTC_DATA_DIR": str(folder), "LTC_CLOCK": _CLOCK, "LTC_ENV": "demo"}
    with _address(database, folder) as address:
        environment = {**clean, "LTC_DATABASE_URL": address}
        if not (folder / _DONE).exists():
            _build(environment, size)
            (folder / _DONE).touch()
        yield environment


def _build(environment: dict[str, str], size: Size) -> None:
    """Tell the demonstration, then grow what it left."""
    import sqlalchemy as sa

    from benchmarks.support.grown import grow

    begun = monotonic()
    ltc = [str(Path(sys.executable).with_name("ltc")), "demo", "--no-serve"]
    subprocess.run(ltc, env=environment, check=True, stdout=subprocess.DEVNULL)
    told = monotonic()
    bind = sa.create_engine(environment["LTC_DATABASE_URL"])
    grow(bind, size)
    bind.dispose()
    grown = monotonic()
    night = [sys.executable, "-m", "benchmarks.support.night"]
    subprocess.run(night, env=environment, check=True)
    times = f"told in {told - begun:.0f} s, grown in {grown - told:.0f} s"
    _say(f"{times}, a night in {monotonic() - grown:.0f} s")
    _say(f"kept in {environment['LTC_DATA_DIR']}")


def _key(size: Size) -> str:
    """Return a name that changes with the size, the builder, the story and the tables."""
    found = hashlib.sha256(repr(size).encode())
    for path in sorted(file for made in _MADE_FROM for file in _files(_ROOT / made)):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.rglob("*.py"))


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    """Give the address of the file, or of a server that runs until the end."""
    if database == "sqlite":
        yield f"sqlite:///{folder}/ltc.sqlite3"
        return
    from tests.support import postgres

    home = folder / "server"
    home.mkdir(exist_ok=True)
    for each in (folder.parent, folder):
        each.chmod(0o755)  # the server runs as somebody else
    server = postgres.start(home, _SERVER, keep=True)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={home}"
    finally:
        server.communicate()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
