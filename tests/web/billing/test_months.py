"""The month board: who sees it, what comes next, and the acts that take a month on."""

import pytest

from billing.board.rules import Standing, next_act
from billing.errands.models import Errand
from billing.models import Settlement, SettlementNote, Statement
from ltc.db import unit_of_work
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN
from tests.support.web import post

BOARD, OCTOBER = "/desk/months/", "/desk/months/2111/2023-10"


@pytest.fixture
def launched(monkeypatch):
    """Keep the runs that were started, instead of starting them."""
    started = []
    monkeypatch.setattr("billing.views.months.launch", started.append)
    return started


def month() -> Settlement:
    (found,) = stored(Settlement)
    return found


def test_a_month_that_waits_says_whose_act_it_is(world):
    page = world.site.signed_in("lead").get(BOARD).text
    assert "2023年10月" in page
    assert "冻结并计算" in page
    assert "医保局经办岗" in page


def test_another_area_sees_none_of_it(settled):
    assert "640.00" not in settled.site.signed_in("elsewhere").get(BOARD).text
    assert "640.00" in settled.site.signed_in("auditor").get(BOARD).text


@pytest.mark.parametrize("name", ["near", "system"])
def test_providers_and_administrators_have_no_month_board(world, name):
    assert world.site.signed_in(name).get(BOARD).status_code == 403


def test_a_trial_run_and_a_settlement_are_asked_for_by_the_officer_only(world, launched):
    assert post(world.site.signed_in("lead"), f"{OCTOBER}/settle").status_code == 403
    assert post(world.site.signed_in("officer"), f"{OCTOBER}/preview").status_code == 303
    (errand,) = stored(Errand)
    assert (launched, errand.act, errand.state) == ([errand.id], "preview", "waiting")
    assert errand.asked_by == world.users["officer"]


def test_a_second_run_waits_for_the_first(world, launched):
    client = world.site.signed_in("officer")
    post(client, f"{OCTOBER}/preview")
    again = post(client, f"{OCTOBER}/settle")
    assert again.status_code == 409
    assert "正在运行" in again.text
    assert len(launched) == 1


def test_what_would_be_refused_is_refused_before_anything_starts(settled, launched):
    client = settled.site.signed_in("officer")
    assert post(client, f"{OCTOBER}/settle").status_code == 409
    assert post(client, "/desk/months/2111/2023-11/settle").status_code == 409
    assert post(client, "/desk/months/9999/2023-10/preview").status_code == 404
    assert post(client, "/desk/months/2111/junk/preview").status_code == 422
    assert launched == []


def test_the_month_tells_pack_hash_and_sums(settled):
    page = settled.site.signed_in("auditor").get(OCTOBER).text
    done = month()
    for told in (done.result_hash, done.fingerprint, "900.00", "640.00", "未公布质量保证金"):
        assert told in page


def test_the_month_tells_which_days_came_from_files(settled):
    facts = {"days": 28, "stale": ["2023-10-02", "2023-10-09"], "altered": ["2023-10-03"]}
    with unit_of_work() as opened:
        opened.add(
            SettlementNote(
                settlement_id=settled.settlement, kind="snapshots", facts=facts, at=KNOWN
            )
        )
    page = settled.site.signed_in("auditor").get(OCTOBER).text
    for told in ("28天的服务取自封存的日快照", "2天封存后有变更", "1天的快照文件缺失或被改动"):
        assert told in page


def test_statements_are_made_once_from_the_board(settled):
    client = settled.site.signed_in("officer")
    assert "生成对账单" in client.get(OCTOBER).text
    for _again in range(2):
        post(client, f"/desk/months/{settled.settlement}/statements")
    assert len(stored(Statement)) == 2


def test_whoever_ran_a_month_does_not_approve_it(world):
    world.users["officer"] = world.site.account("both", "bureau_officer", "bureau_lead")
    for step in (desk.settle, desk.state, desk.sign):
        step(world)
    path = f"/desk/months/{world.settlement}/approve"
    assert post(world.site.signed_in("both"), path).status_code == 403
    assert month().state == "reconciled"
    assert post(world.site.signed_in("lead"), path).status_code == 303
    assert month().state == "approved"


def test_approving_asks_for_the_password_again(stated, november):
    desk.sign(stated)
    client = stated.site.signed_in("lead")
    november.shift(600)
    answer = post(client, f"/desk/months/{stated.settlement}/approve")
    assert answer.headers["Location"].startswith("/step-up")
    assert month().state == "reconciled"


@pytest.mark.parametrize(
    ("standing", "act"),
    [
        (Standing("open", over=False), "wait"),
        (Standing("open"), "settle"),
        (Standing("frozen"), "resume"),
        (Standing("computed"), "state"),
        (Standing("computed", statements=2), "sign"),
        (Standing("reconciled"), "approve"),
        (Standing("approved"), "draft"),
        (Standing("approved", order="drafted"), "approve_order"),
        (Standing("approved", order="approved"), "pay"),
        (Standing("paid", order="paid"), "close"),
        (Standing("closed", order="paid"), "nothing"),
    ],
)
def test_each_state_has_one_next_act(standing, act):
    assert next_act(standing) == act
