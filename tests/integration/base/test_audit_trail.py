"""The audit trail: chained at commit, refused changes, every tampering found with its place."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from ltc.audit import queries
from ltc.audit.services import record
from ltc.db import engine, read_only, session, unit_of_work
from ltc.directory.models import Area
from ltc.scope import Actor

AT = datetime(2023, 10, 6, 1, tzinfo=UTC)


def write_rows(count: int) -> None:
    """Do ``count`` audited acts, one unit of work each."""
    for number in range(count):
        with unit_of_work():
            area = Area(code=f"21{number:04d}", name="区", level="county")
            session().add(area)
            record(
                act="area.add", about=area, actor=Actor.system("test"), at=AT, after={"n": number}
            )


def break_a_unit() -> None:
    with unit_of_work():
        record(act="x", about=Area(code="1"), actor=Actor.system("t"), at=AT)
        raise RuntimeError("broken")


def faults() -> list[str]:
    with read_only():
        return list(queries.faults())


def test_a_sound_trail_has_no_fault(database):
    write_rows(5)
    assert faults() == []
    with read_only():
        assert queries.head()[0] == 5


def test_rolled_back_work_leaves_no_row(database):
    with pytest.raises(RuntimeError, match="broken"):
        break_a_unit()
    with read_only():
        assert queries.head()[0] == 0


@pytest.mark.parametrize("statement", ["UPDATE audit_row SET act = 'x'", "DELETE FROM audit_row"])
def test_the_database_refuses_changes(database, statement):
    write_rows(1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine().begin() as connection:
        connection.execute(sa.text(statement))


def tamper(statement: str) -> None:
    """Change rows as a superuser would, triggers off."""
    with engine().begin() as connection:
        if engine().dialect.name == "postgresql":
            connection.execute(sa.text("ALTER TABLE audit_row DISABLE TRIGGER ALL"))
        else:
            connection.execute(sa.text("DROP TRIGGER audit_row_refuse_update"))
            connection.execute(sa.text("DROP TRIGGER audit_row_refuse_delete"))
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE audit_row SET reason = 'other' WHERE seq = 3", "row 3 was changed"),
        ("DELETE FROM audit_row WHERE seq = 2", "row 2 is missing"),
        ("DELETE FROM audit_row WHERE seq = 5", "ends at 4"),
    ],
)
def test_tampering_is_found_with_its_place(database, statement, where):
    write_rows(5)
    tamper(statement)
    assert any(where in fault for fault in faults())
