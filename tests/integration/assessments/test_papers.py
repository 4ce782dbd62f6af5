"""The assessment report and the decision letter: complete, in plain words, verifiable."""

from datetime import date

import pytest

from assessments import services
from assessments.papers.letter import letter
from assessments.papers.report import report
from ltc.case.models import Determination, Person
from ltc.db import session, unit_of_work
from ltc.scope import Scope
from ltc.shared.errors import Conflict, NotFound
from tests.support.factories import assessments as make
from tests.support.factories import base, case
from tests.support.papers import fonts, pages, printed, size_mm, words

EVERYTHING = Scope.everything("test")


@pytest.fixture
def opened(sqlite_database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        base.organisation("bureau", base.CITY, name="盘锦市医疗保障局")
        yield


def reached(step: str, **answers) -> int:
    """Bring an assessment of 欧阳㛃 to a step; return its id."""
    agency = make.Agency()
    found = make.dispatched(agency, make.accepted(case.person(name="欧阳㛃䶮")))
    make.reach(step, found, agency, **answers)
    return found.id


def test_the_report_holds_both_forms_the_agreed_points_and_the_reasons(opened):
    first, second = make.answers(eating=5, memory=2), make.answers(eating=10, memory=2)
    ready = printed(report(reached("confirm", first=first, second=second), scope=EVERYTHING))
    text = words(ready)
    for said in ("长期护理失能等级评估报告", "欧阳㛃䶮", "进食", "需人帮一部分，如夹菜盛饭"):
        assert said in text
    for said in ("逐项讨论后一致", "医保办发〔2021〕37号", "专家确认", "录像编号"):
        assert said in text
    assert "草稿" not in text
    assert size_mm(ready) == (210, 297)


def test_a_report_before_the_confirmation_is_a_draft(opened):
    sheet = report(reached("agree"), scope=EVERYTHING)
    assert sheet.is_draft
    assert all("草稿" in page for page in pages(printed(sheet)))


def test_there_is_no_report_without_a_result(opened):
    with pytest.raises(Conflict, match="no agreed result"):
        report(reached("score"), scope=EVERYTHING)


def test_the_letter_tells_grade_standard_reasons_change_and_appeal(opened):
    reached("deliver", first=make.answers(memory=2, vision=3))
    (found,) = session().query(Determination)
    text = words(printed(letter(found.id, scope=EVERYTHING)))
    assert "您可以享受长期护理保险待遇，自2023年11月1日起，至2025年10月31日止" in text
    for said in ("重度失能二级", "2,010.00", "80%", "70%", "盘医保发〔2022〕79号"):
        assert said in text
    assert "更重的5级（重度失能一级）" in text
    assert "这是改变等级所需的最小变化" in text
    assert "10个工作日内（最迟2023年11月3日）申请复评" in text
    assert "结论作出满6个月（2024年4月20日起）" in text
    assert "盘锦市医疗保障局" in text


def test_a_letter_without_benefit_says_why_and_promises_nothing(opened):
    agency = make.Agency()
    found = make.dispatched(agency)
    make.reach("confirm", found, agency, first={**make.intact(), "eating": 5})
    at = base.at(date(2023, 10, 13))
    made = services.deliver(found.id, scope=base.desk(), at=at)
    text = words(printed(letter(made.id, scope=EVERYTHING)))
    assert "您暂不享受长期护理保险待遇" in text
    assert "未达到享受待遇的等级" in text
    assert "待遇标准" not in text


def test_every_font_is_embedded_and_chinese(opened):
    found = fonts(printed(report(reached("confirm"), scope=EVERYTHING)))
    assert any("Noto-Serif-CJK-SC" in each for each in found)
    assert not [each for each in found if "MISSING" in each]


def test_the_whole_id_number_is_on_no_paper(opened):
    made = reached("deliver")
    (found,) = session().query(Determination)
    number = session().get(Person, found.person_id).id_number
    for sheet in (report(made, scope=EVERYTHING), letter(found.id, scope=EVERYTHING)):
        assert number not in words(printed(sheet))


def test_papers_stay_within_the_scope(opened):
    made = reached("deliver")
    (found,) = session().query(Determination)
    elsewhere = base.desk(area="2102")
    with pytest.raises(NotFound):
        report(made, scope=elsewhere)
    with pytest.raises(NotFound):
        letter(found.id, scope=elsewhere)
    assert letter(found.id, scope=base.of_person(found.person_id)).about.person_id
