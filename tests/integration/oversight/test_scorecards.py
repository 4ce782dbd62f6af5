"""A scorecard is counted from real rows, kept in versions and accepted once by another person."""

from datetime import date

import pytest
import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from ltc.case.acts.applications import accept_application
from ltc.case.models import Clock
from ltc.db import session, unit_of_work
from ltc.oversight import services
from ltc.oversight.models import Scorecard, ScorecardItem
from ltc.oversight.queries import counting, records
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from tests.support.factories import base, case
from tests.support.factories import oversight as make

MONTH = Month.parse(make.OCTOBER)
INSIDE, OUTSIDE = date(2023, 10, 20), date(2023, 11, 1)


@pytest.fixture
def opened(database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def card_of(contract, **more) -> Scorecard:
    return services.make_scorecard(
        contract.id, MONTH, **{"scope": make.bureau_scope(), "at": make.AFTER, **more}
    )


def line(card: Scorecard, code: str) -> tuple[int, int, int | None]:
    row = next(each for each in card.rows if each["code"] == code)
    return row["count"], row["met"], row["value"]


def test_clocks_that_ran_out_in_the_month_are_counted_once_each(opened):
    contract = make.contract()
    make.clock("acceptance", due_on=INSIDE, met_on=INSIDE)
    make.clock("acceptance", due_on=INSIDE, met_on=date(2023, 10, 21))
    make.clock("acceptance", due_on=INSIDE, met_on=None)
    make.clock("acceptance", due_on=OUTSIDE, met_on=INSIDE)
    make.clock("delivery", due_on=INSIDE, met_on=date(2023, 9, 30))
    card = card_of(contract)
    assert line(card, "intake_time") == (3, 1, 3_333)
    assert line(card, "delivery_time") == (1, 1, 10_000)


def test_checks_of_the_operator_count_and_the_bureaus_do_not(opened):
    contract = make.contract()
    operator = make.operator_scope(contract.operator_id)
    seen = [make.visit() for _ in range(12)]
    for visit, result in zip(seen[:3], ("confirmed", "denied", "no_answer"), strict=True):
        new = services.NewCheck(
            about_kind="visit", about_id=visit.id, how="call_back", result=result, note="电话回访"
        )
        services.record_check(new, scope=operator, at=base.AT)
        services.record_check(new, scope=make.bureau_scope(), at=base.AT)
    card = card_of(contract)
    assert line(card, "spot_checks") == (2, 3, 10_000)  # a tenth of 11, rounded up: one was denied
    assert line(card, "call_backs") == (4, 2, 5_000)  # nobody at home says nothing


def test_exceptions_and_complaints_by_their_clocks(opened):
    contract = make.contract()
    visit = make.visit()
    make.exception(visit, due_on=INSIDE, decided_at=base.at(INSIDE))
    make.exception(visit, due_on=INSIDE, decided_at=base.at(OUTSIDE), code="place_mocked")
    make.exception(
        visit, due_on=INSIDE, decided_at=None, code="late_in", owner_role="provider_desk"
    )
    make.complaint()
    make.complaint(against="operator")
    card = card_of(contract)
    assert line(card, "exceptions_in_time") == (2, 1, 5_000)
    assert line(card, "complaints_in_time") == (1, 0, 0)
    assert line(card, "complaint_rate") == (1, 1, 100_000)


def test_every_figure_leads_to_its_records(opened):
    contract = make.contract()
    late = make.clock("acceptance", due_on=INSIDE, met_on=None)
    card = card_of(contract)
    details = counting.details(card.id, "intake_time", met=False, page=1)
    assert [(each.id, each.about_kind, each.due_on, each.met) for each in details] == [
        (late.id, "application", INSIDE, False)
    ]
    assert counting.details(card.id, "intake_time", met=True, page=1) == []


def test_a_month_without_cases_gives_no_points_and_no_fee(opened):
    card = card_of(make.contract())
    assert (card.points, card.fee_fen) == (0, None)
    assert not any(row["measured"] for row in card.rows)


def test_the_same_figures_are_the_same_version_and_news_a_new_one(opened):
    contract = make.contract()
    first = card_of(contract)
    assert card_of(contract).id == first.id
    make.clock("acceptance", due_on=INSIDE, met_on=INSIDE)
    second = card_of(contract)
    assert (second.version, second.points) == (2, 10_000)
    kept = records.versions(contract.id, make.OCTOBER, scope=base.desk("auditor"))
    assert [each.version for each in kept] == [2, 1]


def test_the_fee_goes_into_the_books_once_and_balances(opened):
    contract = make.contract()
    make.clock("acceptance", due_on=INSIDE, met_on=INSIDE)
    make.clock("delivery", due_on=INSIDE, met_on=None)
    card = card_of(contract)
    assert (card.points, card.fee_fen) == (5_000, 8_500_000)
    approval = services.approve_scorecard(
        card.id, scope=make.bureau_scope("bureau_lead"), at=make.AFTER
    )
    entry = session().get(LedgerEntry, approval.entry_id)
    lines = session().scalars(sa.select(LedgerLine).where(LedgerLine.entry_id == entry.id)).all()
    assert {each.account: each.amount_fen for each in lines} == {
        "expense.operator": 8_500_000,
        "payable.operator": -8_500_000,
    }
    with pytest.raises(Conflict, match="accepted already"):
        services.approve_scorecard(card.id, scope=make.bureau_scope("bureau_lead"), at=make.AFTER)


@pytest.mark.parametrize("unknown", [{"fee_fen": None}, {"performance_bp": None}])
def test_an_unknown_rate_pays_nothing(opened, unknown):
    contract = make.contract(**unknown)
    make.clock("acceptance", due_on=INSIDE, met_on=INSIDE)
    card = card_of(contract)
    approval = services.approve_scorecard(
        card.id, scope=make.bureau_scope("bureau_lead"), at=make.AFTER
    )
    assert (card.fee_fen, approval.fee_fen, approval.entry_id) == (None, None, None)


def test_four_eyes_on_contract_and_scorecard(opened):
    officer = make.bureau_scope()
    drafted = make.contract(approved=False)
    with pytest.raises(Conflict, match="not in force"):
        card_of(drafted)
    drafted.made_by = officer.actor.user_id
    with pytest.raises(Forbidden):
        services.approve_contract(drafted.id, scope=officer, at=base.AT)
    card = card_of(make.contract(), scope=officer)
    with pytest.raises(Forbidden):
        services.approve_scorecard(card.id, scope=officer, at=make.AFTER)


def test_a_month_that_is_not_over_is_not_counted(opened):
    with pytest.raises(Conflict, match="not over"):
        card_of(make.contract(), at=base.at(date(2023, 10, 31)))


def test_an_operator_sees_its_own_card_and_no_other(opened):
    mine, other = make.contract(), make.contract(area_code=base.COUNTY)
    cards = [card_of(mine), card_of(other)]
    scope = make.operator_scope(mine.operator_id)
    assert [row.card.id for row in records.scorecards(scope=scope)] == [cards[0].id]
    with pytest.raises(NotFound):
        records.scorecard(cards[1].id, scope=scope)


def test_rows_of_a_card_never_change(opened):
    card_of(make.contract())
    for table in (Scorecard, ScorecardItem):
        if session().scalar(sa.select(sa.func.count()).select_from(table)):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), session().begin_nested():
                session().execute(sa.text(f"DELETE FROM {table.__tablename__}"))  # noqa: S608 - own name


def test_two_contracts_of_one_operator_do_not_overlap(opened):
    first = make.contract()
    with pytest.raises(Conflict, match=first.number):
        make.contract(operator_id=first.operator_id)


def test_a_contract_with_somebody_else_than_an_operator_is_refused(opened):
    with pytest.raises(BadInput, match="no operator"):
        make.contract(operator_id=base.organisation("care_provider").id)


def test_two_operators_of_one_area_answer_for_their_own_work_and_for_what_nobody_did(database):
    with unit_of_work():
        first, second = (make.contract() for _ in range(2))
        desks = [make.operator_scope(each.operator_id) for each in (first, second)]
        taken = [case.application(case.person()) for _ in range(3)]
        visit = make.visit()
    for each, scope in zip(taken, (desks[0], desks[0], desks[1]), strict=False):
        with unit_of_work():
            accept_application(each.id, scope=scope, at=base.at(INSIDE))
            session().execute(sa.update(Clock).where(Clock.id == _acceptance(each.id)).values(DUE))
    with unit_of_work():
        make.clock("acceptance", due_on=INSIDE, met_on=None).about_id = 999_999
        make.exception(visit, due_on=INSIDE, decided_at=None)
        cards = [card_of(each) for each in (first, second)]
    assert [line(each, "intake_time")[:2] for each in cards] == [(3, 2), (2, 1)]
    assert [line(each, "exceptions_in_time")[:2] for each in cards] == [(1, 0), (1, 0)]


DUE = {"due_on": INSIDE}


def _acceptance(application_id: int) -> int:
    chosen = (Clock.kind == "acceptance", Clock.about_id == application_id)
    return session().scalars(sa.select(Clock.id).where(*chosen)).one()
