"""``ltc check`` over assessments: sound ones are silent, what somebody wrote by hand is told."""

import pytest
import sqlalchemy as sa

from assessments.checks import faults
from ltc.db import engine, is_postgres, read_only, unit_of_work
from tests.support.factories import assessments as make
from tests.support.factories import base

SECOND = make.answers(memory=2, eating=5)


@pytest.fixture
def agency(sqlite_database):
    return made_agency()


def made_agency():
    with unit_of_work():
        base.areas()
        return make.Agency()


@pytest.fixture
def delivered(agency):
    return settled_and_delivered(agency)


def settled_and_delivered(agency):
    """Bring an assessment the whole way, settled between two forms that differed."""
    with unit_of_work():
        made = make.dispatched(agency)
        first = make.answers(memory=2)
        make.reach("deliver", made, agency, first=first, second=SECOND)
        return made


def by_hand(table, act):
    """Change a table as somebody with the database's password might."""
    with engine().begin() as connection:
        if is_postgres(connection):
            connection.execute(sa.text("SET session_replication_role = replica"))
        else:
            for refused in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_refuse_{refused}"))
        connection.execute(sa.text(act))


def found():
    with read_only():
        return list(faults())


def test_a_sound_assessment_is_silent_at_every_step(agency):
    for step in make.STEPS:
        with unit_of_work():
            made = make.dispatched(agency)
            make.reach(step, made, agency)
        assert found() == []


def test_forms_that_differed_and_were_settled_are_silent(delivered):
    assert found() == []


@pytest.mark.parametrize(
    ("table", "act", "told"),
    [
        ("assessment", "UPDATE assessment SET grade = 3", "its agreed answers give 5"),
        ("assessment", "UPDATE assessment SET discussion = ''", "do not follow from the forms"),
        ("assessment_team", "DELETE FROM assessment_team WHERE work = 'expert'", "not enough"),
        (
            "assessment_team",
            "UPDATE assessment_team SET work = 'expert' WHERE work = 'confirmer'",
            "not every scorer",
        ),
        ("score_form", "DELETE FROM score_form WHERE kind = 'agreed'", "no agreed answers"),
        ("score_form", "UPDATE score_form SET sealed_at = NULL", "not every scorer"),
        ("assessment_confirmation", "UPDATE assessment_confirmation SET user_id = 7", "not enough"),
        ("assessment_confirmation", "UPDATE assessment_confirmation SET grade = 4", "not enough"),
        ("determination", "UPDATE determination SET national_grade = 4", "does not follow"),
        ("assessment", "UPDATE assessment SET concluded_on = NULL", "does not follow"),
    ],
)
def test_what_was_written_by_hand_is_told(delivered, table, act, told):
    by_hand(table, act)
    assert any(told in each for each in found()), found()


def test_postgresql_tells_the_same(postgres_database_url):
    settled_and_delivered(made_agency())
    assert found() == []
    by_hand("determination", "UPDATE determination SET national_grade = 4")
    by_hand("score_form", "UPDATE score_form SET sealed_at = NULL")
    told = found()
    assert len(told) == 2
    assert "not every scorer" in told[0]
    assert "does not follow" in told[1]
