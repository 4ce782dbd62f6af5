"""Whole-system backup: one tar with the database, the data folder's files and a manifest.

SQLite is copied by its own online backup, PostgreSQL by ``pg_dump``.  The file holds the keys, so
it is written for its owner only.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from ltc.audit import queries
from ltc.config import Settings
from ltc.db import engine, forget_engines, is_postgres, read_only
from ltc.shared.errors import BadInput, Conflict

_DATABASE = "database"
_MANIFEST = "manifest.json"
_FILES = "files"


def write_backup(file: Path, chosen: Settings) -> tuple[int, str]:
    """Write the backup and return number and hash of the newest audit row in it."""
    with read_only():
        head = queries.head()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / _DATABASE
        _dump(chosen.url, dump)
        manifest = Path(folder) / _MANIFEST
        manifest.write_text(
            json.dumps({"engine": engine().dialect.name, "audit_seq": head[0], "audit": head[1]})
        )
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target, tarfile.open(fileobj=target, mode="w") as tar:
            tar.add(manifest, _MANIFEST)
            tar.add(dump, _DATABASE)
            for path in _files(chosen.data_dir):
                tar.add(path, f"{_FILES}/{path.relative_to(chosen.data_dir)}")
    return head


def read_backup(file: Path, chosen: Settings) -> tuple[int, str]:
    """Restore into an empty system and return the head of its audit trail."""
    with tempfile.TemporaryDirectory() as folder, _opened(file) as tar:
        tar.extractall(folder, filter="data")
        manifest = json.loads((Path(folder) / _MANIFEST).read_text())
        if manifest["engine"] != engine().dialect.name:
            raise BadInput(
                f"the backup is of {manifest['engine']}, this system is {engine().dialect.name}",
                f"备份来自 {manifest['engine']}，当前系统是 {engine().dialect.name}",
                field="file",
            )
        _refuse_filled()
        _load(chosen.url, Path(folder) / _DATABASE)
        _put_files(Path(folder) / _FILES, chosen.data_dir)
    with read_only():
        head = queries.head()
    if head[1] != manifest["audit"] and head[0] <= manifest["audit_seq"]:
        raise Conflict(
            "the restored audit trail differs from the backup's", "恢复后的审计链与备份不符"
        )
    return head


def _opened(file: Path) -> tarfile.TarFile:
    """Open a backup or say that it is none."""
    try:
        tar = tarfile.open(file)  # noqa: SIM115 - closed by the caller's with
        names = set(tar.getnames())
    except (tarfile.TarError, EOFError):
        names = set()
    if not {_MANIFEST, _DATABASE} <= names:
        raise BadInput(f"{file.name} is not a backup", f"{file.name} 不是备份文件", field="file")
    return tar


def _files(folder: Path) -> list[Path]:
    """Return the files of the data folder that are not the database itself."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("ltc.sqlite3")
    ]


def _refuse_filled() -> None:
    """Never overwrite a system that holds anything."""
    if sa.inspect(engine()).get_table_names():
        raise Conflict(
            "the database is not empty; restore only into an empty one",
            "数据库不是空的，只能恢复到空系统",
        )
    forget_engines()


def _dump(url: str, target: Path) -> None:
    """Copy the database as it is at one instant."""
    if is_postgres():
        _run("pg_dump", "--format=custom", f"--file={target}", _libpq(url))
        return
    source = sa.make_url(url).database or ""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _load(url: str, dump: Path) -> None:
    """Bring a dump into an empty database."""
    if sa.make_url(url).get_backend_name() == "postgresql":
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_libpq(url)}", str(dump))
        return
    target = sa.make_url(url).database or ""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(dump)) as copy, closing(sqlite3.connect(target)) as live:
        copy.backup(live)


def _put_files(source: Path, target: Path) -> None:
    """Put papers and keys back; a file that is already there is replaced."""
    for path in sorted(source.rglob("*")) if source.exists() else []:
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
            place.chmod(0o600)


def _libpq(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    """Run one of PostgreSQL's programs; its own words say what went wrong."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - fixed program
    except FileNotFoundError:
        raise BadInput(
            f"{command[0]} is not installed (Debian: apt-get install postgresql-client)",
            f"未安装 {command[0]}（Debian：apt-get install postgresql-client）",
        ) from None
    except subprocess.CalledProcessError as fault:
        raise BadInput(f"{command[0]}: {fault.stderr.strip()}", field="file") from None
