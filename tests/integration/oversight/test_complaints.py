"""Complaints: handled by the right desk in time, sealed ones leave no trace of their maker."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.db import engine, session, unit_of_work
from ltc.outbox.models import Message
from ltc.oversight import services
from ltc.oversight.models import Complaint
from ltc.oversight.queries import records
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from tests.support.factories import base, case
from tests.support.factories import oversight as make

SECRET_NAME, SECRET_PHONE = "赵举报", "13977778888"


@pytest.fixture
def opened(database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def test_the_operator_deals_with_it_to_the_end(opened):
    contract = make.contract()
    whose = case.person()
    found, _ = make.complaint(person_id=whose.id)
    desk = make.operator_scope(contract.operator_id)
    assert (found.handler, found.operator_id) == ("operator", contract.operator_id)
    services.accept_complaint(found.id, scope=desk, at=base.AT)
    services.investigate_complaint(found.id, "已回访家属", "upheld", scope=desk, at=base.AT)
    services.answer_complaint(found.id, "情况属实，已更换护理员", scope=desk, at=base.AT)
    assert (found.state, found.answered_on, found.version) == ("answered", base.ON, 4)
    news = session().scalars(sa.select(Message).where(Message.person_id == whose.id)).all()
    assert [each.body for each in news] == ["情况属实，已更换护理员"]


def test_the_clocks_count_working_days(opened):
    found, _ = make.complaint()
    assert found.accept_due_on == date(2023, 10, 16)  # five working days after Monday 9 October
    assert found.due_on == date(2023, 10, 30)


def test_steps_cannot_be_skipped_or_taken_twice(opened):
    found, _ = make.complaint()
    lead = make.bureau_scope("bureau_lead")
    with pytest.raises(Conflict):
        services.answer_complaint(found.id, "已处理完毕", scope=lead, at=base.AT)
    services.accept_complaint(found.id, scope=lead, at=base.AT)
    with pytest.raises(Conflict):
        services.accept_complaint(found.id, scope=lead, at=base.AT)
    with pytest.raises(Conflict, match="somebody else"):
        services.investigate_complaint(
            found.id, "已查明", "upheld", scope=lead, at=base.AT, version=1
        )


def test_a_complaint_about_an_operator_is_out_of_its_sight(opened):
    contract = make.contract()
    found, _ = make.complaint(against="operator")
    desk = make.operator_scope(contract.operator_id)
    assert found.handler == "bureau"
    assert list(records.complaints(scope=desk)) == []
    with pytest.raises(NotFound):
        services.accept_complaint(found.id, scope=desk, at=base.AT)


def test_providers_see_no_complaint_at_all(opened):
    provider = base.organisation("care_provider")
    make.complaint(provider_id=provider.id)
    scope = base.of_organisation(provider, "provider_desk")
    assert list(records.complaints(scope=scope)) == []


def test_the_bureau_takes_over_what_an_operator_lets_lie(opened):
    contract = make.contract()
    found, _ = make.complaint()
    desk = make.operator_scope(contract.operator_id)
    with pytest.raises(Forbidden):
        services.take_over(found.id, "试一试", scope=desk, at=base.AT)
    services.take_over(found.id, "逾期未办", scope=make.bureau_scope(), at=base.AT)
    with pytest.raises(NotFound):
        services.accept_complaint(found.id, scope=desk, at=base.AT)


def test_a_sealed_report_names_its_maker_nowhere(database):
    with unit_of_work():
        whose = case.person()
        family = base.of_person(whose.id)
        new = services.NewComplaint(
            area_code=base.TOWN,
            text="机构虚构服务记录，多次如此。",
            kind="report",
            made_by_name=SECRET_NAME,
            contact=SECRET_PHONE,
            sealed=True,
        )
        found, code = services.make_complaint(new, scope=family, at=base.AT)
    assert (found.person_id, found.made_by, found.area_code) == (None, 0, base.COUNTY)
    with engine().connect() as connection:
        rows = [
            dict(row._mapping) for row in connection.execute(sa.text("SELECT * FROM complaint"))
        ]
        trail = connection.execute(
            sa.text("SELECT user_id, actor_name FROM audit_row WHERE act = 'complaint.make'")
        ).all()
    stored = json.dumps(rows, default=str, ensure_ascii=False)
    assert not [word for word in (SECRET_NAME, SECRET_PHONE, code) if word in stored]
    assert trail == [(0, "举报人（保密）")]


def test_the_seal_is_opened_only_against_a_reason_in_the_trail(opened):
    found, _ = make.complaint(kind="report", sealed=True)
    lead = make.bureau_scope("bureau_lead")
    with pytest.raises(BadInput):
        services.reveal(found.id, " ", scope=lead, at=base.AT)
    name, contact = services.reveal(found.id, "需要补充证据", scope=lead, at=base.AT)
    assert (name, contact) == ("王某", "13900000009")
    row, _about = session().info["audit"][-1]
    assert (row.act, row.reason, row.user_id) == (
        "complaint.reveal",
        "需要补充证据",
        lead.actor.user_id,
    )


def test_the_operator_never_sees_a_sealed_report(opened):
    contract = make.contract()
    found, _ = make.complaint(sealed=True)
    desk = make.operator_scope(contract.operator_id)
    with pytest.raises(NotFound):
        records.complaint(found.id, scope=desk)


def test_the_code_finds_the_answer_and_another_code_nothing(opened):
    found, code = make.complaint(sealed=True)
    services.reject_complaint(found.id, "不属于长护险事项", scope=make.bureau_scope(), at=base.AT)
    assert services.tracked(code.lower()).answer == "不属于长护险事项"
    with pytest.raises(NotFound):
        services.tracked("000000000000")


def test_every_step_leaves_its_row(database):
    with unit_of_work():
        found, _ = make.complaint()
    with unit_of_work():
        services.accept_complaint(found.id, scope=make.bureau_scope(), at=base.AT)
    acts = [row.act for row in base.stored(AuditRow) if row.about_kind == "complaint"]
    assert acts == ["complaint.make", "complaint.accept"]
    assert [each.state for each in base.stored(Complaint)] == ["accepted"]
