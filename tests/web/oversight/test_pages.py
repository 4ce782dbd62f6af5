"""Pages of oversight: each role's way through them, four eyes, and what stays out of sight."""

import json
import re

import pytest
from click.testing import CliRunner

from ltc.cli import main
from ltc.db import unit_of_work
from ltc.oversight import services
from ltc.oversight.models import (
    Complaint,
    Finding,
    Inspection,
    InspectionItem,
    Scorecard,
    SpotCheck,
)
from ltc.shared import clock
from ltc.shared.dates import Month
from providers.models import Suspension
from tests.support.factories import base
from tests.support.factories import oversight as make
from tests.support.web import post


def made(answer) -> int:
    """Return the id of the record that an act led to."""
    assert answer.status_code == 303, answer.text
    return int(answer.location.rstrip("/").rpartition("/")[2])


CONTRACT = {
    "number": "HT-2",
    "first_day": "2024-01-01",
    "last_day": "2024-12-31",
    "fee_fen": "1000.00",
    "performance_bp": "30",
    "insurance": "employee",
    "goal_intake_time": "95",
    "weight_intake_time": "60",
    "goal_spot_checks": "100",
    "weight_spot_checks": "40",
    "quota": "1.5",
}


def test_a_contract_is_entered_by_one_and_approved_by_another(house):
    officer, lead = house.site.signed_in("officer"), house.site.signed_in("lead")
    facts = {**CONTRACT, "operator_id": house.operator}
    contract_id = made(post(officer, "/desk/contracts/new", facts))
    path = f"/desk/contracts/{contract_id}"
    page = officer.get(path).text
    assert "95.00%" in page
    assert "1.50%" in page
    assert post(officer, f"{path}/approve").status_code == 403
    assert post(lead, f"{path}/approve").status_code == 303
    assert "执行中" in lead.get(path).text


def test_weights_that_do_not_add_up_are_told_on_the_form(house):
    facts = {**CONTRACT, "operator_id": house.operator, "weight_intake_time": "50"}
    answer = post(house.site.signed_in("officer"), "/desk/contracts/new", facts)
    assert answer.status_code == 422
    assert "权重之和应为100" in answer.text


@pytest.fixture
def card(house):
    """Give the month's scorecard, made by the officer."""
    with unit_of_work():
        make.clock("acceptance", due_on=base.ON, met_on=None)
    clock.start_at(make.AFTER)
    facts = {"contract_id": house.contract, "month": make.OCTOBER}
    return made(post(house.site.signed_in("officer"), "/desk/scorecards/make", facts))


def test_a_scorecard_leads_to_the_records_behind_it(house, card):
    officer = house.site.signed_in("officer")
    page = officer.get(f"/desk/scorecards/{card}").text
    assert "受理答复按期率" in page
    assert "本月无此类业务，权重不计" in page
    details = officer.get(f"/desk/scorecards/{card}/intake_time?met=0").text
    assert "未达标" in details
    assert officer.get(f"/desk/scorecards/{card}/nonsense").status_code == 404
    assert "data-chart" in officer.get("/desk/scorecards/").text


def test_only_another_person_accepts_a_scorecard(house, card):
    path = f"/desk/scorecards/{card}/approve"
    assert post(house.site.signed_in("officer"), path).status_code == 403
    lead = house.site.signed_in("lead")
    assert post(lead, path).status_code == 303
    assert post(lead, path).status_code == 409
    assert "已确认" in lead.get("/desk/scorecards/").text


def test_an_operator_reads_its_own_scorecard_and_changes_nothing(house, card):
    operator = house.site.signed_in("operator")
    assert operator.get(f"/desk/scorecards/{card}").status_code == 200
    assert post(operator, "/desk/scorecards/make").status_code == 403
    with unit_of_work():
        other = make.contract(area_code=base.COUNTY)
        theirs = services.make_scorecard(
            other.id, Month.parse(make.OCTOBER), scope=make.bureau_scope(), at=make.AFTER
        ).id
    assert operator.get(f"/desk/scorecards/{theirs}").status_code == 404
    assert len(base.stored(Scorecard)) == 2


COMPLAINT = {
    "kind": "complaint",
    "against": "provider",
    "text": "护理员十月九日没有上门，却有签到记录。",
}


def test_a_family_complains_and_reads_the_answer(house):
    family, operator = house.site.signed_in("family"), house.site.signed_in("operator")
    page = post(family, "/my/complaints/new", COMPLAINT).text
    code = re.search(r"<code>([0-9A-F]{12})</code>", page)[1]
    (complaint,) = base.stored(Complaint)
    path = f"/desk/complaints/{complaint.id}"
    assert post(operator, f"{path}/accept", {"version": 1}).status_code == 303
    facts = {"investigation": "已回访", "outcome": "upheld"}
    assert post(operator, f"{path}/investigate", facts).status_code == 303
    assert post(operator, f"{path}/answer", {"text": "已更换护理员"}).status_code == 303
    assert "已更换护理员" in family.get("/my/complaints/").text
    stranger = house.site.client()
    assert "已更换护理员" in post(stranger, "/complaints/", {"code": code}).text
    assert post(stranger, "/complaints/", {"code": "0" * 12}).status_code == 422


def test_a_sealed_report_is_seen_by_the_bureau_and_its_maker_by_the_lead_with_a_reason(house):
    facts = {**COMPLAINT, "sealed": "y"}
    post(house.site.signed_in("family"), "/my/complaints/new", facts)
    (complaint,) = base.stored(Complaint)
    path = f"/desk/complaints/{complaint.id}"
    assert house.site.signed_in("operator").get(path).status_code == 404
    officer, lead = house.site.signed_in("officer"), house.site.signed_in("lead")
    (main,) = re.findall(r"(?s)<main.*</main>", officer.get(path).text)
    assert "family" not in main
    assert post(officer, f"{path}/reveal", {"text": "想知道"}).status_code == 403
    assert "姓名：family" in post(lead, f"{path}/reveal", {"text": "需要补充证据"}).text
    assert complaint.text not in house.site.signed_in("family").get("/my/complaints/").text


def test_a_stale_page_accepts_nothing(house):
    post(house.site.signed_in("family"), "/my/complaints/new", COMPLAINT)
    (complaint,) = base.stored(Complaint)
    operator = house.site.signed_in("operator")
    path = f"/desk/complaints/{complaint.id}/accept"
    assert post(operator, path, {"version": 7}).status_code == 409


def test_the_desk_writes_down_a_call_and_the_bureau_takes_over(house):
    operator, officer = house.site.signed_in("operator"), house.site.signed_in("officer")
    facts = {**COMPLAINT, "channel": "phone", "area_code": base.TOWN, "made_by_name": "王某"}
    assert post(operator, "/desk/complaints/new", facts).status_code == 200
    (complaint,) = base.stored(Complaint)
    assert f"/desk/complaints/{complaint.id}" in operator.get("/desk/complaints/").text
    path = f"/desk/complaints/{complaint.id}/take-over"
    assert post(operator, path, {"text": "不办"}).status_code == 403
    assert post(officer, path, {"text": "逾期未办"}).status_code == 303
    assert operator.get(f"/desk/complaints/{complaint.id}").status_code == 404


def test_a_visit_is_called_back_from_the_list(house):
    operator = house.site.signed_in("operator")
    assert f"id={house.visit}" in operator.get("/desk/checks/").text
    page = operator.get(f"/desk/checks/new?kind=visit&id={house.visit}").text
    assert f'value="{house.visit}"' in page
    facts = {"about_kind": "visit", "about_id": house.visit, "how": "call_back"}
    assert post(operator, "/desk/checks/new", {**facts, "result": "denied"}).status_code == 422
    assert post(operator, "/desk/checks/new", {**facts, "result": "confirmed"}).status_code == 303
    assert [each.operator_id for each in base.stored(SpotCheck)] == [house.operator]


@pytest.fixture
def drawn(house):
    """Give an inspection that the officer planned and the lead drew."""
    officer, lead = house.site.signed_in("officer"), house.site.signed_in("lead")
    facts = {"title": "十月抽查", "area_code": base.CITY, "month": make.OCTOBER}
    facts |= {"population": "visits", "size": 1, "inspectors": 2}
    path = f"/desk/inspections/{made(post(officer, '/desk/inspections/new', facts))}"
    assert post(officer, f"{path}/draw").status_code == 403
    assert post(lead, f"{path}/draw").status_code == 303
    return path


def test_before_the_draw_the_public_sees_the_hash_only(house):
    officer = house.site.signed_in("officer")
    facts = {"title": "十月抽查", "area_code": base.CITY, "month": make.OCTOBER}
    facts |= {"population": "visits", "size": 1, "inspectors": 1}
    inspection_id = made(post(officer, "/desk/inspections/new", facts))
    (row,) = base.stored(Inspection)
    stranger = house.site.client()
    page = stranger.get("/draws/").text
    assert row.seed_hash in page
    assert row.sealed_seed not in page + officer.get(f"/desk/inspections/{inspection_id}").text
    assert officer.get(f"/desk/inspections/{inspection_id}/proof.json").status_code == 409


def test_the_sample_is_nobodys_business_until_the_inspection_is_over(house, drawn):
    public = drawn.replace("/desk/inspections", "/draws")
    stranger, lead = house.site.client(), house.site.signed_in("lead")
    assert stranger.get(public).status_code == 404
    assert stranger.get(f"{public}/proof.json").status_code == 404
    assert house.site.signed_in("desk").get(drawn).status_code == 403
    (item,) = base.stored(InspectionItem)
    facts = {"result": "sound", "note": "记录齐全"}
    assert post(lead, f"{drawn}/items/{item.id}", facts).status_code == 303
    assert post(lead, f"{drawn}/close").status_code == 303
    assert "完全一致" in stranger.get(public).text


def test_the_downloaded_proof_is_redone_on_the_command_line(house, drawn, tmp_path):
    proof = house.site.signed_in("auditor").get(f"{drawn}/proof.json").get_json()
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(proof))
    assert CliRunner().invoke(main, ["draw", str(file)]).exit_code == 0
    file.write_text(json.dumps({**proof, "drawn": [house.visit + 1]}))
    answer = CliRunner().invoke(main, ["draw", str(file)])
    assert answer.exit_code == 1
    assert "another sample" in answer.output
    file.write_text("{}")
    assert CliRunner().invoke(main, ["draw", str(file)]).exit_code == 2


FINDING = {"kind": "agreement", "text": "未上门而有签到", "law": "协议第十二条", "points": "6"}


@pytest.fixture
def finding(house):
    """Give the path of a finding that the officer wrote down."""
    facts = {**FINDING, "provider_id": house.provider, "visit_id": house.visit}
    return (
        f"/desk/findings/{made(post(house.site.signed_in('officer'), '/desk/findings/new', facts))}"
    )


def test_a_finding_is_heard_decided_by_another_and_put_right(house, finding):
    desk, lead = house.site.signed_in("desk"), house.site.signed_in("lead")
    decision = {"outcome": "upheld", "text": "事实清楚", "points": "6"}
    decision |= {"suspend_from": "2023-10-09", "suspend_to": "2023-10-18"}
    assert post(lead, f"{finding}/decide", decision).status_code == 422
    assert post(desk, f"{finding}/hear", {"text": "系统故障"}).status_code == 303
    assert post(house.site.signed_in("officer"), f"{finding}/decide", decision).status_code == 403
    assert post(lead, f"{finding}/decide", decision).status_code == 303
    assert [each.provider_id for each in base.stored(Suspension)] == [house.provider]
    assert "事实清楚" in desk.get(finding).text
    assert post(desk, f"{finding}/remedy", {"text": "已培训"}).status_code == 303
    assert post(lead, f"{finding}/accept-remedy").status_code == 303
    assert [each.state for each in base.stored(Finding)] == ["remedied"]


def test_a_provider_reads_its_own_findings_only(house, finding):
    house.site.account("other", "provider_desk", organisation_id=house.operator)
    assert house.site.signed_in("desk").get(finding).status_code == 200
    other = house.site.signed_in("other")
    assert other.get(finding).status_code == 404
    assert "未上门而有签到" not in other.get("/desk/findings/").text
    assert post(other, f"{finding}/hear", {"text": "不是我"}).status_code == 404


def test_the_decision_page_shows_the_bounds_of_the_law(house, finding):
    page = house.site.signed_in("lead").get(f"{finding}/decide").text
    assert "骗保的机构暂停服务，最短（月）" in page
    assert "国务院令第735号" in page


def test_mass_assignment_changes_nothing(house):
    facts = {**FINDING, "provider_id": house.provider, "state": "decided", "decided_by": 1}
    post(house.site.signed_in("officer"), "/desk/findings/new", facts)
    (row,) = base.stored(Finding)
    assert (row.state, row.decided_by) == ("found", None)


def test_a_decision_is_lifted_by_another_with_a_reason(house, finding):
    desk, lead = house.site.signed_in("desk"), house.site.signed_in("lead")
    post(desk, f"{finding}/hear", {"text": "系统故障"})
    post(lead, f"{finding}/decide", {"outcome": "upheld", "text": "事实清楚", "points": "6"})
    assert post(lead, f"{finding}/lift", {"text": "有误"}).status_code == 422
    house.site.account("lead2", "bureau_lead")
    other = house.site.signed_in("lead2")
    assert post(other, f"{finding}/lift", {"text": ""}).status_code == 422
    assert post(other, f"{finding}/lift", {"text": "证据有误"}).status_code == 303
    assert "证据有误" in desk.get(finding).text
    assert [each.state for each in base.stored(Finding)] == ["lifted"]
