"""政策测算 on its page: who may, what is typed, what comes out, what is taken away."""

import io
import zipfile

import pytest

from billing.errands import child
from billing.errands.models import Errand
from billing.models import SettledLine, Settlement
from ltc.audit.models import AuditRow
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/what-if"
MONTHS = {"first_month": "2023-10", "last_month": "2023-10"}
HOME = {"changed-0-place": "benefit.ratio|home", "changed-0-to": "90%"}


@pytest.fixture(autouse=True)
def launched(monkeypatch):
    """Carry runs out at once, in this process: the page has no session open any more."""
    monkeypatch.setattr("billing.views.whatif.launch", child.carry_out)
    monkeypatch.setattr("billing.views.months.launch", lambda _errand: None)


def ask(client, **typed):
    return post(client, f"{PATH}/new", {**MONTHS, **HOME, **typed})


@pytest.mark.parametrize("name", ["near", "operator", "system"])
def test_only_the_bureau_and_the_auditor_see_it(world, name):
    assert world.site.signed_in(name).get(f"{PATH}/").status_code == 403


def test_the_auditor_looks_and_does_not_ask(world):
    client = world.site.signed_in("auditor")
    assert client.get(f"{PATH}/").status_code == 200
    assert ask(client).status_code == 403


def test_a_changed_share_is_rated_and_shown(settled):
    client = settled.site.signed_in("officer")
    answer = ask(client)
    assert answer.status_code == 303
    (errand,) = stored(Errand)
    assert (errand.state, errand.fault_zh) == ("done", "")
    page = client.get(answer.headers["Location"]).text
    # Eight payable visits of 100 元: 80 % before, 90 % after; the ninth came after a death.
    for told in ("640.00", "720.00", "80.00", "限额以内费用", "0.80", "0.9", "基金支付增加"):
        assert told in page
    assert client.get(f"{PATH}/").text.count("720.00") == 1


def test_asking_leaves_a_row_and_nothing_in_the_books(settled):
    lines = len(stored(SettledLine))
    ask(settled.site.signed_in("officer"))
    assert len(stored(SettledLine)) == lines
    assert [each.state for each in stored(Settlement)] == ["computed"]
    assert [each.act for each in stored(AuditRow)].count("errand.what_if") == 1


def test_the_form_shows_what_holds_now(world):
    page = world.site.signed_in("lead").get(f"{PATH}/new").text
    for told in ("每人每月限额", "重度失能一级", "现为 2350.00", "benefit.ratio|home", "gross"):
        assert told in page


BAD = (
    ({"changed-0-to": ""}, "没有改动"),
    ({"changed-0-to": "190%"}, "应为0到1之间的小数或百分数"),
    ({"changed-0-place": "benefit.ratio|moon"}, "不能在此修改"),
    ({"changed-0-place": "benefit.monthly_cap|severe_1", "changed-0-to": "12.345"}, "12.345"),
    ({"first_month": "2020-01"}, "一次可测算1至24个月"),
    ({"first_month": "2023-12", "last_month": "2023-11"}, "一次可测算1至24个月"),
    ({"first_month": "2023-11", "last_month": "2023-12"}, "尚未到来"),
    ({"pack": "nowhere"}, "请从列表中选择"),
)


def test_a_bad_question_keeps_what_was_typed(world):
    client = world.site.signed_in("officer")
    for typed, told in BAD:
        answer = ask(client, **typed)
        assert answer.status_code == 422
        assert told in answer.text
    assert stored(Errand) == []


def test_what_the_engine_refuses_is_told_on_the_page(world):
    client = world.site.signed_in("officer")
    answer = ask(client, rules_of="2024-06-01")
    page = client.get(answer.headers["Location"]).text
    assert "没有取值" in page
    assert stored(Errand)[0].state == "refused"


def test_the_tables_are_taken_away_and_it_is_written_down(settled):
    client = settled.site.signed_in("auditor")
    (number,) = asked(settled)
    book = post(client, f"{PATH}/{number}/xlsx").data
    assert "xl/worksheets/sheet6.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()
    table = post(client, f"{PATH}/{number}/csv").data.decode("utf-8-sig")
    assert "失能等级,重度失能一级,3,2,0,640.00,720.00,80.00,0.00" in table
    assert [each.act for each in stored(AuditRow)].count("what_if.file") == 2
    assert post(client, f"{PATH}/{number}/pdf").status_code == 404


def asked(world) -> list[int]:
    ask(world.site.signed_in("officer"))
    return [each.id for each in stored(Errand)]


def test_another_area_and_another_kind_of_run_are_not_found(settled):
    (number,) = asked(settled)
    assert settled.site.signed_in("elsewhere").get(f"{PATH}/{number}").status_code == 404
    client = settled.site.signed_in("officer")
    assert client.get(f"{PATH}/{number}/progress").json == {"over": True}
    post(client, "/desk/months/2111/2023-10/preview")
    assert client.get(f"{PATH}/{number + 1}").status_code == 404


def test_values_that_cannot_be_stand_beside_their_boxes_all_at_once(world):
    wrong = {
        "changed-0-to": "75",
        "changed-1-place": "benefit.monthly_cap|severe_1",
        "changed-1-to": "两千",
        "changed-2-place": "benefit.cap_applies_to",
        "changed-2-word": "fund",
    }
    page = ask(world.site.signed_in("officer"), **wrong).text
    for box in ("changed-0-to", "changed-1-to"):
        assert f'href="#{box}"' in page
    assert 'href="#pack"' not in page
    assert '<option selected value="fund">限基金支付额' in page
