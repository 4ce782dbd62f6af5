"""An objection to a published conclusion and a review of a delivered one, by pages alone.

The first conclusion is made beforehand; from there on each role signs in and only what a page shows
decides what is tapped next.
"""

from datetime import date

import pytest

from ltc.app import create_app
from tests.support.appeals import (
    CONCLUDED,
    ELDER,
    FAMILY,
    MILDER,
    ask,
    brought_to,
    confirm_and_deliver,
    look_again,
    send_elsewhere,
)
from tests.support.factories import assessments as make
from tests.support.main_job import PHONE, House

pytestmark = pytest.mark.browser


@pytest.fixture
def house_with(sqlite_database, live_site, browser_page, picture):
    """Give a way to serve a site whose one conclusion is published or delivered."""

    def serve(state: str) -> House:
        app = create_app()
        story = brought_to(state)
        return House(live_site(app), browser_page, picture, story.cast)

    return serve


def test_an_objection_is_answered_and_the_letter_goes_on(house_with):
    house = house_with("publish")
    object_to(house)
    wait(house)
    answer(house)
    deliver(house)


def object_to(house: House) -> None:
    """A neighbour reads the public list and calls; the operator writes down what he says."""
    house.set_clock(date(2023, 10, 18), 9)
    house.door("/published/", PHONE).reads("张**", "如有异议", "可到窗口或打电话")
    clerk = house.enter("operator").open("公示与送达").follow(ELDER).follow("登记异议")
    clerk.fill(made_by_name="周文斌", text="上个月还看见他自己在院子里走路。").look("object")
    clerk.press("登记异议").reads("异议已登记", "待答复", "周文斌").look("objected")


def wait(house: House) -> None:
    """When the publication is over the letter cannot go: the desk says why and where to go."""
    house.set_clock(date(2023, 10, 20), 9)
    officer = house.enter("officer").follow(CONCLUDED).look("kept-back")
    assert officer.page.get_by_role("button", name="送达").count() == 0
    officer.follow("有异议待答复").reads("公示异议", "上个月还看见他")


def answer(house: House) -> None:
    """The officer finds the objection on the desk, answers it, and it is no longer there."""
    officer = house.enter("officer").follow("待办理的异议与复评").follow(ELDER).follow("答复")
    officer.choose(upheld="no").fill(text="已调阅录像并回访：行走需两人搀扶，维持结论。")
    officer.look("answer").press("答复并通知").reads("已答复", "不成立", "行走需两人搀扶")
    officer.open("异议与复评").reads("这里没有异议或复评申请")


def deliver(house: House) -> None:
    """The letter goes, and the family reads both the answer and the conclusion on the phone."""
    officer = house.enter("officer").follow(CONCLUDED)
    officer.press("送达").reads("待遇已认定")
    family = house.enter(FAMILY, PHONE).open("消息").reads("异议答复", "评估结论书")
    family.open("我的申请").look("after-objection").reads("您可以享受长期护理保险待遇")


def test_a_review_takes_the_place_of_the_first_conclusion(house_with):
    house = house_with("deliver")
    ask(house)
    send_elsewhere(house)
    look_again(house, make.answers())
    confirm_and_deliver(house)
    family = house.enter(FAMILY, PHONE).open("我的申请").look("replaced")
    family.reads("以复评结论替代原结论", "为最终结论", "重度失能一级", "自2023年11月1日起")
    assert "申请复评的期限" not in family.body.inner_text()


def test_a_review_upholds_the_first_conclusion(house_with):
    house = house_with("deliver")
    ask(house)
    send_elsewhere(house)
    look_again(house, MILDER)
    confirm_and_deliver(house)
    family = house.enter(FAMILY, PHONE).open("我的申请").look("upheld")
    family.reads("维持原结论", "为最终结论", "重度失能二级")
    house.enter("operator").open("异议与复评").follow("已办结").follow(ELDER).look("done")
