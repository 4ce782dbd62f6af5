"""SQLite chooses among indexes by what the night counted; tables filled at once keep their counts.

Asked of SQLite alone: PostgreSQL counts by itself.
"""

import pytest
import sqlalchemy as sa

from ltc.case import queries as cases
from ltc.db import count_rows, engine, read_only, unit_of_work
from tests.support.factories import billing
from tests.support.factories.billing import CITY, EVERYTHING, KNOWN, MONTH, oct_
from tests.support.statements import counted

EXPECTED = "SELECT tbl, stat FROM sqlite_stat1 WHERE tbl IN ('settled_line', 'settled_person')"


@pytest.fixture
def crowd(sqlite_database) -> int:
    """Give the number of one of many people with a hospital stay each."""
    with unit_of_work():
        people = [billing.person() for _ in range(60)]
        for each in people:
            billing.event(each, "hospital", oct_(3), oct_(9))
    return people[0].id


def way_to_events(person: int) -> str:
    """Return how the database finds somebody's events among all that nothing takes back."""
    known = {"known_at": KNOWN, "scope": EVERYTHING}
    with counted() as sent, read_only():
        cases.event_spans(CITY, *MONTH.days, people=[person], **known)
    (asked,) = [each for each in sent if "FROM case_event" in each]
    with engine().connect() as connection:
        values = ("",) * asked.count("?")
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values).first()[-1])


def test_after_a_count_people_lead_to_their_events(crowd):
    assert "person_id" not in way_to_events(crowd)
    count_rows()
    assert "ix_case_event_person_id (person_id=?)" in way_to_events(crowd)


def test_what_a_settlement_fills_at_once_keeps_the_counts_of_a_year(crowd):
    with engine().connect() as connection:
        before = connection.execute(sa.text(EXPECTED)).all()
    count_rows()
    with engine().connect() as connection:
        after = connection.execute(sa.text(EXPECTED)).all()
    assert len(before) == 2
    assert before == after


def test_an_open_connection_is_renewed_within_the_hour(sqlite_database):
    """One that is older than a count goes on by what it knew."""
    assert 0 < engine().pool._recycle <= 3600


@pytest.mark.parametrize("table", ["plan", "assignment"])
def test_the_newest_of_a_state_are_read_in_their_order(sqlite_database, table):
    """No page of a state with 100,000 rows sorts them all."""
    rest = "WHERE state = 'x' AND area_code LIKE '21%' ORDER BY id DESC LIMIT 26"
    asked = f"SELECT * FROM {table} {rest}"  # noqa: S608 - names of the house
    with engine().connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert [step[-1] for step in steps] == [
        f"SEARCH {table} USING INDEX ix_{table}_newest (state=?)"
    ]
