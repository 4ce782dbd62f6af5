"""A real PostgreSQL server for the tests: started once per worker, thrown away at the end.

Speed over safety: nothing is synced to disk, and where memory has room nothing is on a disk at all:
each test's database is some 900 files, and making them in a disk's file system is most of its cost.
``LTC_TEST_POSTGRES_URL`` names a server to use instead (its user must be allowed to create
databases).
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

PROGRAMS = "/usr/lib/postgresql"
START_SECONDS = 60
# A connection must not wait for a disk that nobody will read again; the log is kept short.
UNSAFE = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"),
    "max_wal_size=128MB",
)
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ROOM = 3 * 2**30  # for the servers of a few workers at once; containers often give 64 MB only
# The server ends, and its folder goes, when this process closes its end of the pipe: however the
# tests end, even by kill -9, nothing is left behind.
KEEPER = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$LTC_FOLDER"'
# A folder that is to be found again stays, and its server ends with everything written.
KEEPING = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'


def libpq_uri(url: str) -> str:
    """Turn an SQLAlchemy address into the one that ADBC and psycopg read."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class PostgresServer:
    """Makes and drops databases on one running server."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    def create_database(self, template: str | None = None) -> str:
        """Create a database, empty or a copy of ``template`` (an address made here); say where.

        Nobody may be connected to the template: dispose of its engine first.
        """
        name = f"ltc_{uuid.uuid4().hex[:12]}"
        copied = make_url(template).database if template else "template0"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(copied)
            )
        )
        return self._address(name)

    def drop_database(self, url: str) -> None:
        """Drop the database at ``url``, whoever is still connected to it."""
        name = sql.Identifier(make_url(url).database)
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _address(self, database: str) -> str:
        url: URL = self._url.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def _run(self, command: sql.Composed) -> None:
        maintenance = libpq_uri(self._address(self._url.database or "postgres"))
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(command)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give a running server: the named one, else one of our own."""
    if named := os.environ.get("LTC_TEST_POSTGRES_URL"):
        yield PostgresServer(named)
        return
    folder = Path(tempfile.mkdtemp(prefix="ltc-pg-", dir=_place()))
    server = start(folder)
    try:
        yield PostgresServer(f"postgresql+psycopg://postgres@/postgres?host={folder}")
    finally:
        server.communicate()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[Callable[..., str]]:
    """Give ``create(template=None) -> url``: a fresh database per call, dropped after the test."""
    made: list[str] = []

    def create(template: str | None = None) -> str:
        made.append(postgres_server.create_database(template))
        return made[-1]

    yield create
    for url in made:
        postgres_server.drop_database(url)


def _place() -> Path:
    """Return where the server's files go: into memory if it has room; a short path for sockets."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    roomy = roomy and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if roomy else Path("/tmp")  # noqa: S108 - a folder of our own is made in it


def newest_programs() -> Path:
    """Find the newest server's programs on this machine."""
    found = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("no PostgreSQL server here: ./run test installs one", pytrace=False)
    return found[-1].parent


def unprivileged() -> dict:
    """Say as whom to start the server: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def start(
    folder: Path, settings: Mapping[str, str] = MappingProxyType({}), *, keep: bool = False
) -> subprocess.Popen:
    """Start a server in a folder, the one that was kept there if any; say how it is set."""
    programs, who, data = newest_programs(), unprivileged(), folder / "data"
    if who:
        os.chown(folder, who["user"], who["group"])
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "LTC_FOLDER": str(folder)}
    run = {"cwd": folder, "env": environment, **who}
    if not data.exists():
        _make(programs, data, run)
    chosen = [*UNSAFE, *(f"{name}={value}" for name, value in settings.items())]
    options = [part for setting in chosen for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                *("/bin/sh", "-c", KEEPING if keep else KEEPER, "sh"),
                *(programs / "postgres", "-D", data, "-k", folder, "-h", "", *options),
            ],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            **run,
        )
    _await(server, folder)
    return server


def _make(programs: Path, data: Path, run: dict) -> None:
    subprocess.run(
        [
            *(programs / "initdb", "-D", data, "--username=postgres", "--auth=trust"),
            *("--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        **run,
    )


def _await(server: subprocess.Popen, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    log = (folder / "log").read_text(encoding="utf-8", errors="replace")
    server.communicate()
    pytest.fail(f"PostgreSQL did not start:\n{log}", pytrace=False)
