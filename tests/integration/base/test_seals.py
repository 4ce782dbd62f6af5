"""Seals: what the system writes fits them; any row changed, added or removed by hand is found."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ltc.audit import checks
from ltc.audit import services as audit
from ltc.audit.checks import seal_faults
from ltc.case.models import Person
from ltc.db import engine, read_only, session, unit_of_work
from ltc.directory.models import Area, Party
from ltc.scope import Actor
from ltc.security.services import NewAccount, create_account, ensure_roles
from ltc.shared.clock import now


def add_people(count: int) -> None:
    with unit_of_work():
        session().add(Area(code="2111", name="盘锦市", level="city", lat=41.0, lon=-0.0))
        session().flush()
        session().add_all(person(number) for number in range(count))


def person(number: int) -> Person:
    return Person(
        area_code="2111",
        name=f"人{number}",
        sex="f",
        born_on=date(1940, 1, 1),
        id_number=f"2111{number}",
        id_index=f"{number}",
        phone="130",
        insurance="employee",
        insured_from=date(2020, 1, 1),
        traits=["a", {"x": 1.0, "y": (1e22, -0.0, 0.1)}],
    )


def faults() -> list[str]:
    with read_only():
        return list(seal_faults())


def by_hand(*statements: str) -> None:
    """Change rows past the system, as someone with a database client would."""
    with engine().begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def test_rows_that_the_system_wrote_fit_their_seals(database):
    assert audit is not None
    add_people(3)
    with unit_of_work():
        first = session().get(Person, 1)
        first.name, first.home_lat = "改名", 41
        session().delete(session().get(Person, 2))
    assert faults() == []


def test_statements_of_a_session_are_sealed_too(database):
    add_people(3)
    with unit_of_work():
        session().execute(sa.update(Person).where(Person.id >= 2).values(name="x"))
        session().execute(sa.delete(Person).where(Person.id == 3))
        session().execute(sa.insert(Area), [{"code": "21", "name": "辽宁", "level": "province"}])
    assert faults() == []


def test_a_rolled_back_savepoint_leaves_no_seal(database):
    add_people(2)
    with unit_of_work():
        inner = session().begin_nested()
        session().get(Person, 1).name = "other"
        session().add(person(7))
        session().flush()
        inner.rollback()
        session().get(Person, 2).name = "kept"
    assert faults() == []


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE person SET name = 'x' WHERE id = 2"], "person 2 was changed"),
        (["UPDATE person SET phone = id_number WHERE id = 2"], "person 2 was changed"),
        (["UPDATE person SET phone = NULL WHERE id = 2"], "person 2 was changed"),
        (["DELETE FROM person WHERE id = 2"], "person 2 was deleted"),
        (["INSERT INTO area (code, name, level, setting) VALUES ('3','x','y','z')"], "area 3 was"),
        (["DELETE FROM row_seal WHERE row_id = '2'"], "person 2 was added"),
        (
            ["DELETE FROM person WHERE id = 2", "DELETE FROM row_seal WHERE row_id = '2'"],
            "4 rows were sealed, 3 seals",
        ),
        (["UPDATE audit_head SET sealed = 3"], "head of the audit chain was changed"),
        (["UPDATE row_seal SET row_id = '9' WHERE row_id = '2'"], "person 9 was deleted"),
    ],
)
def test_a_change_by_hand_is_found(database, statements, found):
    add_people(3)
    by_hand(*statements)
    assert any(found in fault for fault in faults()), faults()


def test_an_old_row_put_back_with_its_old_seal_is_found(database):
    add_people(2)
    with engine().connect() as connection:
        old = connection.scalar(sa.text("SELECT digest FROM row_seal WHERE row_id = '1'"))
    with unit_of_work():
        session().get(Person, 1).name = "newer"
    with engine().begin() as connection:
        connection.execute(sa.text("UPDATE person SET name = '人0' WHERE id = 1"))
        connection.execute(
            sa.text("UPDATE row_seal SET digest = :old WHERE row_id = '1'"), {"old": old}
        )
    assert faults() == ["seals were changed by hand"]


def test_an_insert_statement_without_keys_is_refused(database):
    with pytest.raises(RuntimeError, match="give the keys"), unit_of_work():
        session().execute(sa.insert(Party), [{"person_id": 1}])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ab_user SET password = 'x'",
        "UPDATE ab_user SET username = 'x'",
        "DELETE FROM ab_user_role",
        "UPDATE account SET area_code = '21'",
    ],
)
def test_a_login_or_role_changed_by_hand_is_found(database, statement):
    new = NewAccount("officer", "经办", "Passw0rd-long", ("bureau_officer",), "2111")
    with unit_of_work():
        ensure_roles()
        create_account(new, actor=Actor.system("test"), at=now())
    assert faults() == []
    by_hand(statement)
    assert any("account 1 was changed" in fault for fault in faults())


def test_a_round_of_nights_compares_every_row_and_each_night_counts_all(database, monkeypatch):
    monkeypatch.setattr(checks, "A_NIGHT", 6)
    add_people(20)
    by_hand("UPDATE person SET phone = '131'", "DELETE FROM person WHERE id = 7")
    day, told = date(2023, 10, 9), []
    with read_only():
        nights = checks.Share.of(day, checks.sealed_rows()).nights
    assert nights == 4
    for night in range(nights):
        with read_only():
            share = checks.Share.of(day + timedelta(days=night), checks.sealed_rows())
            found = list(seal_faults(share=share))
        assert "person 7 was deleted by hand" in found
        told += [each for each in found if "changed" in each]
    assert len(told) == len(set(told)) == 19


def test_a_row_added_by_hand_is_found_the_same_night(database, monkeypatch):
    monkeypatch.setattr(checks, "A_NIGHT", 1)
    add_people(3)
    by_hand("INSERT INTO area (code, name, level, setting) VALUES ('99', 'x', 'city', 'default')")
    with read_only():
        share = checks.Share.of(date(2023, 10, 9), checks.sealed_rows())
        assert "area 99 was added by hand" in list(seal_faults(share=share))
