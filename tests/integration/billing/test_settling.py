"""A month is settled once, after it ended; its lines add up and the ledger agrees."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from billing.ledger.queries import balances
from billing.models import SettledLine, SettlementNote
from ltc.db import read_only, session, unit_of_work
from ltc.shared.errors import Conflict
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, oct_, settle


def test_a_month_is_settled_line_by_line(database):
    billing.simple_month(people=2, visits=3)
    done = settle()
    assert (done.state, done.lines, done.persons) == ("computed", 6, 2)
    assert (done.asked_fen, done.fund_fen, done.person_fen) == (600_00, 480_00, 120_00)
    lines = stored(SettledLine)
    assert sum(line.fund_fen for line in lines) == done.fund_fen
    assert {line.for_month for line in lines} == {202310}


def test_the_books_agree_with_the_lines(database):
    billing.simple_month(people=2, visits=3)
    settle()
    with read_only():
        found = {b.account: b.balance_fen for b in balances("2111", scope=EVERYTHING)}
    assert found == {"benefit.home": 480_00, "payable.provider": -480_00}


def test_a_month_that_is_not_over_is_refused(database):
    billing.simple_month()
    on_the_last_day = datetime(2023, 10, 31, 15, 59, tzinfo=UTC)
    with pytest.raises(Conflict, match="not over"):
        settle(at_=on_the_last_day)
    settle(at_=datetime(2023, 10, 31, 16, 1, tzinfo=UTC))


def test_a_second_run_is_refused(database):
    billing.simple_month()
    settle()
    with pytest.raises(Conflict, match="second run"):
        settle()


def test_months_are_settled_in_their_order(database):
    billing.simple_month()
    settle()
    with pytest.raises(Conflict, match="order"):
        settle(billing.MONTH.previous())


def test_only_verified_visits_with_a_proven_place_count(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        billing.visit(whose, by, oct_(1))
        billing.visit(whose, by, oct_(2), place_ok=False)
        billing.visit(whose, by, oct_(3), state="ended")
        billing.visit(whose, by, oct_(4), verified_at=billing.LATER)
        billing.visit(whose, by, date(2023, 9, 30))
    assert settle().lines == 1
    (note,) = [each.facts for each in stored(SettlementNote) if each.kind == "left_out"]
    assert note == {"ended": 1, "place_not_proven": 1, "verified_later": 1}


def test_the_pool_is_settled_as_a_whole(database):
    billing.simple_month()
    with pytest.raises(Conflict, match="pool 2111"):
        billing.runs.settle("211102", billing.MONTH, scope=EVERYTHING, at=KNOWN)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE settled_line SET fund_fen = 1",
        "DELETE FROM settled_line",
        "DELETE FROM settled_person",
        "UPDATE settlement_batch SET lines = 1",
        "DELETE FROM ledger_line",
        "UPDATE ledger_entry SET memo = 'x'",
    ],
)
def test_the_database_refuses_changes(database, statement):
    billing.simple_month(1, 1)
    settle()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), unit_of_work():
        session().connection().execute(sa.text(statement))
