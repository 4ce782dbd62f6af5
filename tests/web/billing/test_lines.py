"""Settled lines: who sees which, what the boxes find, and how one line is told."""

from billing.models import SettledLine
from ltc.audit.models import AuditRow
from ltc.db import unit_of_work
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import LATER, oct_

PATH = "/desk/lines/"


def lines_shown(page: str) -> int:
    return page.count('href="/desk/lines/') - page.count('href="/desk/lines/"')


def test_a_provider_sees_its_own_lines_only(settled):
    page = settled.site.signed_in("far").get(PATH).text
    assert "远山护理院" in page
    assert "近邻护理站" not in page
    assert "300.00" in page
    assert "900.00" not in page


def test_a_foreign_line_is_not_there_whatever_the_address_says(settled):
    client = settled.site.signed_in("far")
    assert client.get(f"{PATH}{settled.visits[0]}").status_code == 404
    assert client.get(f"{PATH}{settled.away[0]}").status_code == 200
    assert "近邻护理站" not in client.get(f"{PATH}?provider={settled.near}").text
    assert "没有符合条件的明细" in client.get(f"{PATH}?person={settled.person}").text


def test_another_area_sees_no_line(settled):
    client = settled.site.signed_in("elsewhere")
    assert "还没有计算完成的月份" in client.get(PATH).text
    assert client.get(f"{PATH}{settled.visits[0]}").status_code == 404


def test_nothing_is_shown_before_the_month_is_computed(world):
    assert "还没有计算完成的月份" in world.site.signed_in("near").get(PATH).text


def test_the_boxes_find_lines(settled):
    client = settled.site.signed_in("operator")
    assert lines_shown(client.get(PATH).text) == 9
    assert lines_shown(client.get(f"{PATH}?provider={settled.far}").text) == 3
    assert lines_shown(client.get(f"{PATH}?person={settled.person}").text) == 5
    assert lines_shown(client.get(f"{PATH}?only=refused").text) == 1
    assert lines_shown(client.get(f"{PATH}?reason=event.death").text) == 1
    assert lines_shown(client.get(f"{PATH}?reason=event.hospital").text) == 0
    assert lines_shown(client.get(f"{PATH}?only=adjusted").text) == 0


def test_junk_in_the_boxes_finds_nothing_and_breaks_nothing(settled):
    client = settled.site.signed_in("operator")
    for junk in (
        "person=王五",
        "person=1101011990030700XX",
        "settlement=x",
        "after=1.2",
        "after=x",
    ):
        assert client.get(f"{PATH}?{junk}").status_code == 200
    assert lines_shown(client.get(f"{PATH}?person=999999").text) == 0


def test_long_lists_go_on_by_key(settled, monkeypatch):
    monkeypatch.setattr("billing.lines.queries.PAGE", 4)
    client = settled.site.signed_in("operator")
    seen, after = 0, "?"
    for _page in range(3):
        page = client.get(f"{PATH}{after}").text
        seen += lines_shown(page)
        found = stored(SettledLine)[min(seen, 9) - 1]
        after = f"?after={found.person_id}.{found.visit_id}.{found.kind}"
    assert seen == 9


def test_a_line_tells_each_step_with_reason_and_law(settled):
    page = settled.site.signed_in("auditor").get(f"{PATH}{settled.visits[0]}").text
    for told in ("申报", "核定", "限额以内", "基金支付", "80.00", "基金按 80% 支付", "盘锦市公告"):
        assert told in page
    refused = settled.site.signed_in("auditor").get(f"{PATH}{settled.late}").text
    assert "服务日期在死亡之后" in refused


def test_reading_a_line_leaves_a_row(settled):
    settled.site.signed_in("auditor").get(f"{PATH}{settled.visits[0]}")
    (row,) = [each for each in stored(AuditRow) if each.act == "line.read"]
    assert (row.person_id, row.user_id) == (settled.person, settled.users["auditor"])


def test_a_correction_stands_beside_the_original(settled):
    with unit_of_work() as opened:
        whose = opened.get(billing.Person, settled.person)
        billing.event(whose, "death", oct_(3), recorded_at=LATER.replace(day=1))
    billing.settle(billing.MONTH.next(), at_=LATER)
    page = settled.site.signed_in("operator").get(f"{PATH}{settled.visits[4]}").text
    for told in ("本月明细", "冲回", "更正", "-80.00", "服务日期在死亡之后"):
        assert told in page


def test_a_persons_record_shows_the_settled_months(settled):
    page = settled.site.signed_in("operator").get(f"/desk/people/{settled.person}").text
    assert f"settlement={settled.settlement}&amp;person={settled.person}" in page
    assert "400.00" in page
