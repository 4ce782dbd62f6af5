"""基金预测 and 收支报告: the formulas with their inputs, the bureau's own line, the paper."""

from datetime import date

import pytest

from billing.forecast.models import ReserveLine
from ltc.audit.models import AuditRow
from ltc.case.models import Plan
from ltc.db import unit_of_work
from ltc.papers.models import Paper
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.web import post

PATH, REPORT = "/desk/fund/forecast/", "/desk/fund/report/"
LINE = {"insurance": "employee", "months": "12", "basis": "局长办公会纪要〔2023〕9号"}


def plan(person_id: int, planned_fen: int, last_day: date | None = None) -> None:
    with unit_of_work() as opened:
        opened.add(
            Plan(
                person_id=person_id,
                area_code="211102",
                determination_id=1,
                state="confirmed",
                mode="home",
                first_day=date(2023, 10, 1),
                last_day=last_day,
                planned_fen=planned_fen,
                confirmed_at=desk.KNOWN,
                drafted_by=1,
            )
        )


@pytest.mark.parametrize("name", ["near", "operator", "system"])
def test_only_bureau_and_auditor_see_the_outlook(world, name):
    client = world.site.signed_in(name)
    assert client.get(PATH).status_code == client.get(REPORT).status_code == 403


def test_the_outlook_shows_every_figure_that_it_is_reckoned_from(settled):
    desk.income(settled)
    plan(settled.person, 1_500_00)
    page = settled.site.signed_in("auditor").get(PATH).text
    # 400 元 of 600 asked were paid (one visit came after a death): 1,500 × 400 ÷ 600 = 1,000.
    for told in ("4,999,600.00", "400.00 ÷ 600.00", "1,000.00", "5,000,000.00", "2024年5月"):
        assert told in page


def test_without_income_it_is_said_when_the_money_is_gone(settled):
    page = settled.site.signed_in("officer").get(PATH).text
    assert "现有结余不足以支付2023年11月" in page
    assert "基金预警" in settled.site.signed_in("officer").get("/").text


def test_there_is_no_warning_line_but_the_bureaus_own(settled):
    desk.income(settled)
    client = settled.site.signed_in("lead")
    assert "未设预警线" in client.get(PATH).text
    assert "预警线12个月" not in client.get(PATH).text
    assert post(client, f"{PATH}line", LINE).status_code == 303
    (line,) = stored(ReserveLine)
    assert (line.months, line.basis) == (12, LINE["basis"])
    assert "预警线12个月" in client.get(PATH).text
    assert [each.act for each in stored(AuditRow)].count("fund.reserve_line") == 1


def test_a_fund_below_the_line_is_warned_of(settled):
    with unit_of_work():
        income = desk.Income("2111", "employee", "income.fiscal", 10_000_00, desk.oct_(10), "A1")
        desk.ledger.record_income(income, scope=desk.OFFICER, at=desk.KNOWN)
    client = settled.site.signed_in("lead")
    post(client, f"{PATH}line", {**LINE, "months": "23"})
    assert "低于本局设定的预警线" not in client.get(PATH).text
    post(client, f"{PATH}line", {**LINE, "months": "25"})
    page = client.get(PATH).text
    assert "低于本局设定的预警线25个月" in page
    assert LINE["basis"] in page


def test_a_line_needs_its_basis_and_the_lead(world):
    client = world.site.signed_in("lead")
    for bad, told in (
        ({"basis": " "}, "请填写“依据”"),
        ({"months": "0"}, "1"),
        ({"insurance": "x"}, "险种"),
    ):
        answer = post(client, f"{PATH}line", {**LINE, **bad})
        assert answer.status_code == 422
        assert told in answer.text
    assert post(world.site.signed_in("officer"), f"{PATH}line", LINE).status_code == 403


def test_a_report_of_a_half_year_ties(settled):
    desk.income(settled)
    client = settled.site.signed_in("auditor")
    whole, first = (client.get(f"{REPORT}?year=2023&half={half}").text for half in (0, 1))
    for told in ("5,000,000.00", "400.00", "4,999,600.00", "与期末结余相符"):
        assert told in whole
    assert "5,000,000.00" not in first
    assert "不符" not in whole
    assert client.get(f"{REPORT}?year=junk&half=9").status_code == 200


def test_a_report_is_a_draft_until_every_month_is_closed(settled):
    client = settled.site.signed_in("officer")
    answer = post(client, f"{REPORT}paper", {"year": "2023", "half": "0"})
    assert answer.status_code == 303
    (paper,) = stored(Paper)
    assert (paper.kind, paper.is_draft, paper.about_id) == ("fund_report", True, "2111:2023:0")
    assert client.get(answer.headers["Location"]).data.startswith(b"%PDF")
    assert post(client, f"{REPORT}paper", {"year": "3000"}).status_code == 422
