"""申报试算 at the provider's desk: its own month only, reasons with law and way out, a table."""

import pytest

from billing.models import SettledLine, Settlement
from ltc.audit.models import AuditRow
from ltc.db import unit_of_work
from providers.visits.models import Visit
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/claims/"
OCTOBER = f"{PATH}?month=2023-10"


@pytest.mark.parametrize("name", ["officer", "operator", "auditor", "system"])
def test_the_desk_is_the_providers(world, name):
    assert world.site.signed_in(name).get(PATH).status_code == 403


def test_a_provider_sees_its_month_before_it_is_settled(world):
    with unit_of_work() as opened:
        opened.get(Visit, world.visits[0]).state = "ended"
    page = world.site.signed_in("near").get(OCTOBER).text
    # Five visits of 100 元 at 80 %, one of them not verified, and one after a death.
    for told in (
        "320.00",
        "400.00",
        "死亡之后的服务不支付",
        "请在月末前核实该次服务",
        "未公布质量保证金",
    ):
        assert told in page
    assert f"/desk/visits/{world.late}" in page
    assert f"/desk/visits/{world.away[0]}" not in page
    assert stored(SettledLine) == stored(Settlement) == []


def test_a_month_without_visits_is_empty_and_a_bad_one_is_this_one(world):
    client = world.site.signed_in("far")
    assert "本月还没有完成的服务" in client.get(f"{PATH}?month=2023-08").text
    assert client.get(f"{PATH}?month=junk").status_code == 200


def test_a_settled_month_says_so(settled):
    assert "以结算明细为准" in settled.site.signed_in("near").get(OCTOBER).text


def test_the_table_has_every_line_and_leaves_a_row(world):
    client = world.site.signed_in("near")
    table = post(client, f"{PATH}table", {"month": "2023-10"}).data.decode("utf-8-sig")
    rows = table.splitlines()
    assert rows[0].startswith("服务编号,服务日期,参保人,申报（元）,现在可付（元）")
    assert len(rows) == 1 + 6
    assert rows[1].split(",")[3:6] == ["100.00", "80.00", "80.00"]
    assert [each.act for each in stored(AuditRow)].count("claim.file") == 1
    assert post(client, f"{PATH}table", {"month": "junk"}).status_code == 422
