"""What the desks read, on both engines: lines by key and reason, counts, the journal, movements."""

import pytest

from billing.board import queries as board
from billing.board import shown as months
from billing.fund import queries as fund
from billing.fund import shown
from billing.lines import queries as lines
from billing.lines import trace
from billing.lines.queries import LineFilter
from billing.statements import services as statements
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.shared.dates import Month
from tests.support.factories import base
from tests.support.factories import billing_desk as desk
from tests.support.factories.billing import EVERYTHING, KNOWN, OFFICER, OPERATOR, oct_
from tests.support.statements import counted


@pytest.fixture
def settled(database):
    """Settle October, make its statements, dispute one visit, enter an income."""
    ids = desk.october()
    ids.users = {"officer": 11}
    desk.settle(ids)
    desk.state(ids)
    desk.dispute(ids)
    desk.income(ids)
    return ids


def of(ids, **more) -> LineFilter:
    return LineFilter(ids.settlement, **more)


def test_lines_are_found_by_reason_provider_and_key(settled):
    with read_only():
        found = lines.lines(of(settled), scope=OPERATOR)
        assert len(found) == 9
        third = found[2].line
        after = (third.person_id, third.visit_id, third.kind)
        assert len(lines.lines(of(settled, after=after), scope=OPERATOR)) == 6
        late = lines.lines(of(settled, reason="event.death"), scope=OPERATOR)
        assert [row.line.visit_id for row in late] == [settled.late]
        assert lines.sums(of(settled, provider_id=settled.far), scope=OPERATOR).fund_fen == 240_00
        assert len(lines.providers_in(settled.settlement, scope=OPERATOR)) == 2


def test_the_sums_of_a_whole_month_are_those_that_it_keeps(settled):
    county = Scope(base.actor("bureau_officer"), area=base.COUNTY)
    with read_only(), counted() as sent:
        whole = lines.sums(of(settled), scope=OPERATOR)
    with read_only():
        rows = [row.line for row in lines.lines(of(settled), scope=OPERATOR)]
        part = [row.line for row in lines.lines(of(settled), scope=county)]
        assert lines.sums(of(settled), scope=county).lines == len(part)
    assert (whole.lines, whole.asked_fen) == (len(rows), sum(each.asked_fen for each in rows))
    assert whole.fund_fen == sum(each.fund_fen for each in rows)
    assert not [each for each in sent if "settled_line" in each]


def test_a_provider_at_home_in_a_county_sees_its_lines_and_month(settled):
    scope = Scope(base.actor("provider_desk"), area=base.COUNTY, organisation_id=settled.far)
    with read_only():
        assert lines.sums(of(settled), scope=scope).lines == 3
        assert [each.id for each in lines.settlements_seen(scope=scope)] == [settled.settlement]
        assert len(lines.providers_in(settled.settlement, scope=scope)) == 1


def test_the_board_counts_statements_signatures_and_disputes(settled):
    with read_only():
        counts = board.statement_counts([settled.settlement])
        assert counts == {settled.settlement: (2, 0, 1)}
        rows = months.months(scope=OFFICER, on=KNOWN.date())
        assert [(row.month, row.act) for row in rows] == [("2023-11", "wait"), ("2023-10", "sign")]
        listed = board.statement_rows(scope=OFFICER, settlement_id=settled.settlement)
        assert [row.month for row in listed] == ["2023-10", "2023-10"]


def test_a_new_version_takes_the_place_of_the_old_in_every_count(settled):
    found = desk.statement_of(settled, settled.near)
    with unit_of_work():
        statements.sign(found.id, found.content_hash, scope=OFFICER, at=KNOWN)
        statements.raise_break(found.id, settled.visits[1], "other", scope=OPERATOR, at=KNOWN)
    with read_only():
        assert board.statement_counts([settled.settlement])[settled.settlement] == (2, 0, 2)


def test_the_journal_goes_on_by_key(settled, monkeypatch):
    monkeypatch.setattr(fund, "PAGE", 2)
    with read_only():
        first = fund.journal(fund.JournalFilter("2111"), scope=EVERYTHING)
        last = first[1].entry
        rest = fund.JournalFilter("2111", after=(last.posted_on, last.id))
        assert [each.entry.kind for each in fund.journal(rest, scope=EVERYTHING)] == ["income"]
        cash = fund.JournalFilter("2111", account="cash.pool", month=Month(2023, 10))
        assert len(fund.journal(cash, scope=EVERYTHING)) == 1


def test_months_and_balances_agree_with_the_books(settled):
    with read_only():
        year = shown.year_of(fund.movements("2111", 2023, scope=EVERYTHING))
        assert (year.income[9], year.outgo[9]) == (5_000_000_00, 640_00)
        rows = shown.accounts(fund.balances("2111", scope=EVERYTHING))
        heads = shown.heads(rows)
        assert (heads.cash_fen, heads.owed_fen) == (5_000_000_00, 640_00)
        assert fund.years("2111", scope=EVERYTHING) == [2023]


def test_a_visit_is_traced_on_either_engine(settled):
    with read_only():
        found = trace.of_visit(settled.visits[0], scope=OPERATOR)
        assert found.newest.line.fund_fen == 80_00
        assert [each.parameter for each in found.rules] == ["benefit.ratio"]
        assert found.determination.grade == "severe_1"
        assert found.newest.row.visit.day == oct_(1)
