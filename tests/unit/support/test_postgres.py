"""The database fixture: real, fresh per call, copied from a template, read by every driver."""

from pathlib import Path
from types import SimpleNamespace

import adbc_driver_postgresql.dbapi
import pytest
import sqlalchemy as sa

from tests.support import postgres
from tests.support.postgres import libpq_uri

pytestmark = pytest.mark.postgres


def run(url, *statements):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        results = [connection.execute(sa.text(statement)) for statement in statements]
        answer = results[-1].scalar() if results[-1].returns_rows else None
    engine.dispose()
    return answer


def test_it_speaks_utf8_and_sorts_by_code_point(postgres_database):
    url = postgres_database()
    assert run(url, "SHOW server_encoding") == "UTF8"
    assert run(url, "SELECT datcollate FROM pg_database LIMIT 1") == "C.UTF-8"


def test_every_call_gives_an_empty_database(postgres_database):
    one, two = postgres_database(), postgres_database()
    run(one, "CREATE TABLE visit (id int)")
    assert run(one, "SELECT count(*) FROM visit") == 0
    assert run(two, "SELECT to_regclass('visit')") is None


def test_a_template_is_copied(postgres_database):
    template = postgres_database()
    run(template, "CREATE TABLE visit (id int)", "INSERT INTO visit VALUES (7)")
    assert run(postgres_database(template), "SELECT id FROM visit") == 7


def test_columns_come_through_adbc(postgres_database):
    url = postgres_database()
    run(url, "CREATE TABLE visit (id bigint)", "INSERT INTO visit VALUES (1), (2)")
    with (
        adbc_driver_postgresql.dbapi.connect(libpq_uri(url)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT sum(id)::bigint AS total FROM visit")
        assert cursor.fetch_arrow_table().to_pydict() == {"total": [3]}


def test_the_address_keeps_user_and_socket():
    uri = libpq_uri("postgresql+psycopg://postgres@/ltc_1?host=/tmp/ltc-pg-1")
    assert uri == "postgresql://postgres@/ltc_1?host=%2Ftmp%2Fltc-pg-1"


@pytest.mark.parametrize(("free", "place"), [(0, Path("/tmp")), (postgres.ROOM, None)])  # noqa: S108 - its name only
def test_the_files_lie_in_memory_only_where_it_has_room(monkeypatch, tmp_path, free, place):
    monkeypatch.setattr(postgres, "MEMORY", tmp_path)
    monkeypatch.setattr(postgres.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    assert postgres._place() == (place or tmp_path)
