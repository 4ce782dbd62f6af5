"""A run asked for on a page: carried out once, in its asker's name, and told how it ended."""

import subprocess
import sys

import pytest

from billing.errands import child, services
from billing.errands.models import Errand
from billing.models import SettledLine, Settlement
from ltc.db import unit_of_work
from ltc.scope import Actor, Scope
from ltc.security.services import NewAccount, create_account, ensure_roles
from ltc.shared.errors import Conflict
from tests.support.factories import billing
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import KNOWN, MONTH


def officer() -> Scope:
    with unit_of_work():
        ensure_roles()
        new = NewAccount("officer", "经办", "plain-words-42", ("bureau_officer",), CITY)
        made = create_account(new, actor=Actor.system("test"), at=KNOWN).user_id
    return Scope(Actor(made, "经办", frozenset({"bureau_officer"})), area=CITY)


def ask(act: str, scope: Scope) -> int:
    with unit_of_work():
        return services.ask(CITY, MONTH, act, scope=scope, at=KNOWN).id


def test_a_preview_tells_the_sums_and_writes_no_line(database):
    billing.simple_month(people=2, visits=3)
    child.carry_out(ask("preview", officer()))
    (errand,) = stored(Errand)
    assert (errand.state, errand.answer["lines"], errand.answer["fund_fen"]) == ("done", 6, 480_00)
    assert stored(SettledLine) == stored(Settlement) == []


def test_a_settlement_is_made_in_the_askers_name(database):
    billing.simple_month(people=2, visits=3)
    scope = officer()
    child.carry_out(ask("settle", scope))
    assert [(e.state, e.fault_en) for e in stored(Errand)] == [("done", "")]
    (done,) = stored(Settlement)
    assert (done.state, done.made_by, done.lines) == ("computed", scope.actor.user_id, 6)


def test_an_errand_is_taken_up_once(database):
    billing.simple_month(1, 1)
    number = ask("preview", officer())
    child.carry_out(number)
    with pytest.raises(Conflict, match="taken up"):
        child.carry_out(number)


def test_a_refusal_is_told_in_both_languages(database):
    billing.simple_month(1, 1)
    scope = officer()
    number = ask("settle", scope)
    billing.settle()
    child.carry_out(number)
    (errand,) = stored(Errand)
    assert errand.state == "refused"
    assert "second run" in errand.fault_en
    assert "不能重复结算" in errand.fault_zh


def test_a_run_that_breaks_off_says_so(database, monkeypatch):
    billing.simple_month(1, 1)
    number = ask("preview", officer())
    monkeypatch.setattr(child.runs, "preview", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        child.carry_out(number)
    assert stored(Errand)[0].state == "broken"


@pytest.mark.slow
def test_it_runs_in_a_process_of_its_own(database):
    billing.simple_month(2, 2)
    number = ask("settle", officer())
    command = [sys.executable, "-m", "billing.errands.child", str(number)]
    subprocess.run(command, check=True, timeout=120)
    assert [each.state for each in stored(Errand)] == ["done"]
    assert stored(Settlement)[0].lines == 4
