"""Measuring in processes of their own, each on a fresh copy of one filled database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

ROUNDS = 3


def apart(what: str, url: str, *, module: str = "benchmarks.settle", **facts: int | str) -> dict:
    """Have ``module`` measure in a process of its own, whose peak of memory is its own."""
    asked = json.dumps({"what": what, **facts})
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LTC_")},
            "LTC_ENV": "test",
            "LTC_DATABASE_URL": url,
            "LTC_DATA_DIR": folder,
        }
        done = subprocess.run(
            [sys.executable, "-m", module, "--one", asked],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
    if done.returncode:
        raise click.ClickException(done.stderr)
    return json.loads(done.stdout)


@contextmanager
def server(name: str) -> Iterator[tuple[str, object]]:
    """Give the address of a database to fill, and a maker of fresh copies of it."""
    with tempfile.TemporaryDirectory(prefix="ltc-bench-", dir="/tmp") as folder:
        if name == "sqlite":
            yield _files(Path(folder))
            return
        from tests.support import postgres

        Path(folder).chmod(0o755)
        (Path(folder) / "pg").mkdir()
        server = postgres.start(Path(folder) / "pg")
        try:
            yield _databases(f"postgresql+psycopg://postgres@/postgres?host={folder}/pg")
        finally:
            server.communicate()


def _files(folder: Path) -> tuple[str, object]:
    filled = folder / "filled.sqlite3"

    def fresh() -> str:
        target = folder / "fresh.sqlite3"
        for old in folder.glob("fresh.sqlite3*"):
            old.unlink()
        shutil.copyfile(filled, target)
        return f"sqlite:///{target}"

    return f"sqlite:///{filled}", fresh


def _databases(url: str) -> tuple[str, object]:
    from tests.support.postgres import PostgresServer

    server = PostgresServer(url)
    filled = server.create_database()
    made: list[str] = []

    def fresh() -> str:
        if made:
            server.drop_database(made.pop())
        made.append(server.create_database(template=filled))
        return made[-1]

    return filled, fresh
