"""The receipt and the care plan."""

import pytest

from ltc.case.models import Plan
from ltc.case.papers import care_plan, receipt
from ltc.db import unit_of_work
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from tests.support.factories import base, case
from tests.support.papers import pages, printed, words

EVERYTHING = Scope.everything("test")


@pytest.fixture
def opened(sqlite_database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def plan(**facts) -> Plan:
    whose = case.person(name="王䶮")
    case.determination(whose)
    return case.plan(whose, **facts)


def test_the_receipt_names_the_day_of_the_answer(opened):
    made = case.application(case.person())
    text = words(printed(receipt(made.id, scope=EVERYTHING)))
    assert "张秀英" in text
    assert "最迟于2023年10月16日告知您（5个工作日）" in text
    assert "30个工作日内送达" in text


def test_without_a_bureau_the_area_s_office_signs(opened):
    made = case.application(case.person())
    assert "区划211102001医疗保障经办机构" in words(printed(receipt(made.id, scope=EVERYTHING)))


def test_a_plan_lists_its_services_by_name_with_the_sum(opened):
    text = words(printed(care_plan(plan().id, scope=EVERYTHING)))
    for said in ("温水擦浴", "协助进食/水", "护理员", "480.00", "1,080.00", "2,010.00元/月"):
        assert said in text
    assert "由李建国以“窗口当面确认”方式确认" in text


def test_an_unconfirmed_plan_is_a_draft_with_room_to_sign(opened):
    sheet = care_plan(plan(confirmed=False).id, scope=EVERYTHING)
    found = pages(printed(sheet))
    assert sheet.is_draft
    assert all("草稿" in page for page in found)
    assert "参保人或监护人签字" in found[0]


def test_a_plan_outside_the_scope_is_not_printed(opened):
    made = plan()
    with pytest.raises(NotFound):
        care_plan(made.id, scope=base.desk(area="2102"))
