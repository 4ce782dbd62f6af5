"""A conclusion that is published or delivered, and the steps by which another agency reviews it."""

from __future__ import annotations

from datetime import date

from ltc.db import unit_of_work
from ltc.demo.cast import PASSWORD
from ltc.demo.chapters.stage import set_stage
from ltc.demo.places import demo_area
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.scope import Actor
from ltc.security.services import NewAccount, create_account
from ltc.shared.dates import Month
from tests.support.factories import assessments as make
from tests.support.factories import base
from tests.support.main_job import HERE, PHONE, TABLET, House

ELDER, FAMILY = "张秀英", "lijianguo"
MILDER = make.answers(memory=2, communication=2)
CONCLUDED = "待公示、送达的结论"


def brought_to(state: str) -> Story:
    """Set the stage, with one conclusion of another agency published or delivered."""
    story = Story(demo_area("panjin"), Month(2023, 10), 7, 3, Teller(lambda _line: None))
    set_stage(story)
    with unit_of_work():
        agency = make.Agency()
        made = make.dispatched(agency)
        make.reach(state, made, agency, first=MILDER)
        account = NewAccount(
            FAMILY, "李建国", PASSWORD, ("family",), base.CITY, person_id=made.person_id
        )
        create_account(account, actor=Actor.system("test"), at=base.AT)
    return story


def ask(house: House) -> None:
    """The family asks within its days, and reads that it was heard."""
    house.set_clock(date(2023, 10, 25), 9)
    family = house.enter(FAMILY, PHONE).open("我的申请").look("may-ask").follow("申请复评")
    family.fill(made_by_name="李建国", text="老人近来完全不认人，评得太轻。").look("ask")
    family.press("提交复评申请").reads("复评申请已提交", "等待派往另一家评估机构").look("asked")


def send_elsewhere(house: House) -> None:
    """The operator finds the request on its desk and sends it to another agency, which agrees."""
    house.set_clock(date(2023, 10, 26), 9)
    clerk = house.enter("operator").follow("待办理的异议与复评").follow(ELDER).look("request")
    clerk.follow("派往复评机构").tap(house.cast.agencies[0].name).look("elsewhere")
    clerk.press("派出复评").reads("复评已派出", "复评中")
    desk = house.enter("agency").follow("待上门评估").follow(ELDER).follow("约定时间与人员")
    desk.fill(visit_at="2023-10-30T09:00")
    for seat, login in (("assessors", "assessor"), ("experts", "expert")):
        desk.tick(seat, house.name_of(login))
    desk.tick("confirmers", house.name_of("expert02")).press("约定并通知家属")
    family = house.enter(FAMILY, PHONE).open("我的申请").look("under-review")
    family.reads("复评人员将于2023年10月30日 09:00上门")


def look_again(house: House, points: dict[str, int]) -> None:
    """Two other people score apart in the home, and their expert settles the grade."""
    house.set_clock(date(2023, 10, 30), 9, 2)
    tablet = {"permissions": ["geolocation"], "geolocation": HERE}
    expert = house.enter("expert", TABLET, **tablet).follow("待上门评估").follow(ELDER)
    expert.follow("开始现场评估").press("记下这里的位置").waits_for("精度约18米")
    expert.tap("已核对身份证").fill(guardian="李建国", video_reference="V-9").press("开始评估")
    expert.choose(**points).press("保存评分").press("封存我的评分表").reads("不能再改")
    house.set_clock(date(2023, 10, 30), 9, 40)
    second = house.enter("assessor", TABLET).follow("待上门评估").follow(ELDER)
    second.follow("我的评分表").choose(**points).press("保存评分").press("封存我的评分表")
    expert = house.enter("expert", TABLET).follow("待比对").follow(ELDER).follow("比对与合议")
    expert.press("保存合议，得出等级")


def confirm_and_deliver(house: House) -> None:
    """Both experts confirm; what a review found is not published but delivered at once."""
    for login in ("expert", "expert02"):
        desk = house.enter(login, TABLET).follow("待专家确认").follow(ELDER)
        desk.follow("确认结论").press("我确认这一结论")
    house.set_clock(date(2023, 11, 1), 9)
    officer = house.enter("officer").follow(CONCLUDED).look("review-to-deliver")
    officer.press("送达").reads("结论书已送达")
