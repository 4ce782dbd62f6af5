"""What a page of rows may ask of the database: so much for the page, and a little for each row."""

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy_utils import aggregates

import ltc.app  # noqa: F401 - all that a site loads
from benchmarks import exchange as city
from ltc.exchange.acts.taking import Take
from tests.support.factories import exchange

PEOPLE = 12
# Statements for each row; a page has some of its own, which the few rows here do not hide.
MOST = {"persons": 3, "determinations": 4, "plans": 8, "assignments": 9, "visits": 3}
OF_A_PAGE = 30


@pytest.fixture
def sent(monkeypatch):
    """Count the statements of each file."""
    counted, now = Counter(), [""]
    take = Take._take

    def of_file(self, source):
        now[0] = source.layout.name
        take(self, source)
        now[0] = ""

    def count(*_about):
        counted[now[0]] += 1

    monkeypatch.setattr(Take, "_take", of_file)
    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    yield counted
    sa.event.remove(sa.Engine, "before_cursor_execute", count)


def test_a_row_sends_few_statements(areas, tmp_path, sent):
    report = exchange.bring(city.write(tmp_path / "in", PEOPLE))
    assert report.rejected == 0
    for name, most in MOST.items():
        rows = report.tallies[name].new
        assert sent[name] <= most * rows + OF_A_PAGE, (name, sent[name] / rows)


def test_no_flush_looks_through_its_whole_session(areas):
    looking = aggregates.manager.construct_aggregate_queries
    assert not sa.event.contains(Session, "after_flush", looking)
