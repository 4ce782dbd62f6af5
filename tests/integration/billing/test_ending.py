"""How a month ends: approved by two people whoever ran it; closed with nought when it is empty."""

import json

import pytest
from click.testing import CliRunner

from billing import checks
from billing.board.rules import CLOSE_EMPTY, NOTHING
from billing.board.shown import month as shown_month
from billing.models import SettlementNote
from billing.settlement import runs, services
from billing.settlement.services import note_late_visit
from ltc.cli import main
from ltc.db import read_only, unit_of_work
from ltc.scope import Actor
from ltc.security.services import NewAccount, create_account, ensure_roles
from ltc.shared import clock
from ltc.shared.errors import Conflict, Forbidden
from tests.support.factories import billing
from tests.support.factories.base import CITY, areas, stored
from tests.support.factories.billing import KNOWN, LATER, LEAD, MONTH, OFFICER, oct_, settle


def approve(settlement_id: int, scope) -> str:
    with unit_of_work():
        return services.approve(settlement_id, scope=scope, at=KNOWN).state


def test_who_ran_it_does_not_approve_it(database):
    billing.simple_month(1, 1)
    done = runs.settle(CITY, MONTH, scope=OFFICER, at=KNOWN)
    billing.sign_all(done.id)
    with pytest.raises(Forbidden):
        approve(done.id, OFFICER)
    assert approve(done.id, LEAD) == "approved"


def test_what_the_system_ran_takes_two_people_all_the_same(database):
    billing.simple_month(1, 1)
    done = settle()
    billing.sign_all(done.id)  # for the bureau by the officer
    with pytest.raises(Forbidden, match="signed its statements"):
        approve(done.id, OFFICER)
    assert approve(done.id, LEAD) == "approved"


@pytest.fixture
def empty(database):
    """Give a settled month without a line, of a pool that has care in others."""
    with unit_of_work():
        areas()
        billing.provider()
        billing.person()
    return settle()


def test_a_month_without_lines_says_why_and_whose_act_it_is(empty):
    assert [each.kind for each in stored(SettlementNote)][-1] == "no_lines"
    with read_only():
        row = shown_month(CITY, MONTH, scope=LEAD, on=KNOWN.date())
        assert (row.act, row.who) == (CLOSE_EMPTY, ("bureau_lead",))


def test_it_is_closed_with_nought_and_the_next_month_is_settled(empty):
    with unit_of_work():
        assert services.close_empty(empty.id, scope=LEAD, at=KNOWN).state == "closed"
        visit = billing.visit(billing.person(), billing.provider(), oct_(9), verified_at=LATER)
        note_late_visit(visit, at=LATER, actor=OFFICER.actor)
    assert settle(MONTH.next(), at_=LATER).fund_fen == 80_00
    assert list(checks.faults()) == []
    with read_only():
        assert shown_month(CITY, MONTH, scope=LEAD, on=LATER.date()).act == NOTHING


def test_a_month_with_lines_is_never_closed_that_way(database):
    billing.simple_month(1, 1)
    done = settle()
    with pytest.raises(Conflict), unit_of_work():
        services.close_empty(done.id, scope=LEAD, at=KNOWN)


def test_who_ran_an_empty_month_does_not_close_it(database):
    with unit_of_work():
        areas()
        billing.person()
    done = runs.settle(CITY, MONTH, scope=OFFICER, at=KNOWN)
    with pytest.raises(Forbidden), unit_of_work():
        services.close_empty(done.id, scope=OFFICER, at=KNOWN)


def account(name: str, role: str) -> int:
    with unit_of_work():
        ensure_roles()
        new = NewAccount(name, name, "correct horse 7", (role,), CITY)
        return create_account(new, actor=Actor.system("test"), at=KNOWN).user_id


def by(login: str):
    clock.start_at(KNOWN)
    command = ["settle", "--area", CITY, "--month", "2023-10", "--by", login]
    return CliRunner().invoke(main, command)


def test_the_command_says_who_ran_it(database):
    billing.simple_month(1, 1)
    officer = account("zhou", "bureau_officer")
    account("chen", "bureau_lead")
    assert by("chen").exit_code == 2
    assert by("nobody").exit_code == 2
    assert json.loads(by("zhou").stdout)["state"] == "computed"
    with read_only():
        found = shown_month(CITY, MONTH, scope=LEAD, on=KNOWN.date())
        assert found.settlement.made_by == officer
