"""Pages of people and assessments in a real browser: sound at every width, and acts by hand."""

import pytest

from tests.support.browser import SIZES, access_findings, overflow
from tests.support.factories.assessments import SELF

pytestmark = pytest.mark.browser
OPERATOR = (
    "/desk/people/",
    "/desk/people/new",
    "/desk/people/{person}",
    "/desk/people/{person}/contact",
    "/desk/people/{person}/account",
    "/desk/people/{person}/events/new",
    "/desk/intake/",
    "/desk/intake/?state=closed",
    "/desk/intake/new/{person}",
    "/desk/applications/{submitted}",
    "/desk/applications/{submitted}/return",
    "/desk/applications/{submitted}/refuse",
    "/desk/applications/{accepted}/dispatch",
    "/desk/assessments/",
    "/desk/assessments/{publish}",
    "/desk/assessments/{score}/revoke",
    "/desk/visit/{publish}/forms",
    "/desk/publications/?state=published",
    "/desk/appeals/",
    "/desk/appeals/{appeal}",
    "/desk/plans/",
    "/desk/plans/{plan}",
    "/desk/plans/{plan}/add",
    "/desk/plans/{plan}/confirm",
    "/published/",
    "/join/",
)
OFFICER = (
    "/desk/people/events/1/reverse",
    "/desk/intake/order/{person}",
    "/desk/appeals/{appeal}/answer",
    "/desk/quality/",
    "/desk/quality/samples/",
    "/desk/quality/samples/new",
    "/desk/quality/samples/gold/new",
)
AGENCY = (
    "/desk/tablets/",
    "/desk/assessments/{dispatch}/schedule",
    "/desk/assessments/{schedule}/recuse",
    "/desk/assessments/{start}/reschedule",
)
EXPERT = (
    "/desk/assessments/",
    "/desk/assessments/{schedule}",
    "/desk/visit/{schedule}/start",
    "/desk/visit/{start}/form",
    "/desk/visit/{score}/compare",
    "/desk/visit/{agree}/confirm",
    "/desk/quality/tasks/",
)
FAMILY = ("/my/case/", "/my/case/apply", "/my/plan/{plan}", "/my/plan/{plan}/confirm")
KIN = ("/my/case/",)
WHO = {
    "operator": OPERATOR,
    "officer": OFFICER,
    "agency": AGENCY,
    "expert": EXPERT,
    "family": FAMILY,
    "kin": KIN,
}


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", WHO)
def test_every_page_is_sound(desk, signed_in, picture, width, name):
    address, ids = desk
    page = signed_in(name, width)
    for path in WHO[name]:
        answer = page.goto(address + path.format(**ids))
        assert answer.status == 200, path
        assert overflow(page) == 0, path
        assert access_findings(page) == [], path
        picture(page, name + path.replace("/", "-").replace("?", "-").format(**ids))


def test_an_assessor_scores_with_a_finger(desk, signed_in):
    address, ids = desk
    page = signed_in("assessor", 768)
    page.goto(f"{address}/desk/visit/{ids['start']}/form")
    cards = page.locator("fieldset.field")
    assert cards.count() == 17
    for card in cards.all():
        card.locator("label").first.tap()
    page.get_by_role("button", name="保存评分").click()
    page.get_by_text("为什么是这个等级").wait_for()
    assert "已评17项" in page.locator(".lede").inner_text()
    page.get_by_text("封存我的评分表", exact=True).click()
    page.get_by_role("button", name="确认：封存我的评分表").click()
    page.get_by_text("评分表已封存，不能再改").first.wait_for()


def test_a_family_below_the_gate_learns_why(desk, signed_in):
    address, _ids = desk
    page = signed_in("kin", 360)
    page.goto(f"{address}/my/case/apply")
    for item in SELF:
        page.locator(f"fieldset#{item} label").first.click()
    page.locator("fieldset#mode_wish label").first.click()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("现在还不能申请").wait_for()
    assert page.get_by_text("方可申请").count() >= 1


def test_typed_words_stay_when_something_is_wrong(desk, signed_in):
    address, _ids = desk
    page = signed_in("operator", 1280)
    page.goto(f"{address}/desk/people/new")
    page.fill("[name=name]", "钱㛃")
    page.fill("[name=id_number]", "123")
    page.get_by_role("button", name="建立档案").click()
    page.locator(".summary-bad").wait_for()
    assert page.locator("[name=name]").input_value() == "钱㛃"
    page.locator(".summary-bad").get_by_role("link", name="身份证号码有误").click()
    assert page.evaluate("document.activeElement.name") == "id_number"
