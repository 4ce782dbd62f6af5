"""Backup and restore: the whole system comes back with the same audit head, never over another."""

import pytest

from ltc import db
from ltc.backup import read_backup, write_backup
from ltc.config import settings
from ltc.db import read_only, session
from ltc.directory.models import Area
from ltc.shared.errors import BadInput, Conflict
from tests.integration.base.test_audit_trail import faults, write_rows
from tests.support.database import use_database


def into_empty(request: pytest.FixtureRequest, tmp_path) -> str:
    """Point the settings at an empty system of the same engine; return its address."""
    folder = tmp_path / "restored"
    if db.is_postgres():
        url = request.getfixturevalue("postgres_server").create_database()
    else:
        url = f"sqlite:///{folder}/ltc.sqlite3"
    db.forget_engines()
    use_database(url, folder)
    return url


def test_everything_comes_back(database, request, tmp_path):
    write_rows(3)
    (settings().data_dir / "papers").mkdir()
    (settings().data_dir / "papers" / "a.pdf").write_bytes(b"%PDF")
    head = write_backup(tmp_path / "b.tar", settings())
    into_empty(request, tmp_path)
    assert read_backup(tmp_path / "b.tar", settings()) == head
    with read_only():
        assert session().query(Area).count() == 3
    assert faults() == []
    assert (settings().data_dir / "papers" / "a.pdf").read_bytes() == b"%PDF"


def test_a_filled_system_is_never_overwritten(database, tmp_path):
    write_backup(tmp_path / "b.tar", settings())
    with pytest.raises(Conflict, match="not empty"):
        read_backup(tmp_path / "b.tar", settings())


def test_what_is_no_backup_is_refused(sqlite_database, tmp_path):
    (tmp_path / "b.tar").write_text("hello")
    with pytest.raises(BadInput, match="not a backup"):
        read_backup(tmp_path / "b.tar", settings())
