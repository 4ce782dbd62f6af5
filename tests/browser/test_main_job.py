"""One elder goes through the whole house by pages alone, from the application to the paid month.

Each role signs in and does its act, and only what a page shows decides what is tapped next.  The
stage (offices, staff, agreements, accounts) is the demonstration's; the clock is set to each day.
With LTC_TEST_PICTURES each turn of the way leaves a picture.
"""

from datetime import date

import pytest
from playwright.sync_api import expect

from ltc.app import create_app
from ltc.demo.chapters.stage import set_stage
from ltc.demo.places import demo_area
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.shared.dates import Month
from tests.support.main_job import (
    ELDER,
    FAMILY,
    HERE,
    ID_NUMBER,
    PASSWORD,
    PHONE,
    POINTS,
    SELF,
    TABLET,
    House,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def house(sqlite_database, live_site, browser_page, picture) -> House:
    """Give a served site where everybody has an account and nobody has applied."""
    app = create_app()
    story = Story(demo_area("panjin"), Month(2023, 10), 7, 3, Teller(lambda _line: None))
    set_stage(story)
    return House(live_site(app), browser_page, picture, story.cast)


def test_an_elder_goes_from_the_application_to_the_paid_month(house):
    apply(house)
    take_in(house)
    assess(house)
    conclude(house)
    plan(house)
    assign(house)
    visit(house)
    settle(house)
    sign(house)
    pay(house)
    see_it_paid(house)


def apply(house: House) -> None:
    """The family opens a file and an account on the phone, assesses itself and applies."""
    house.set_clock(date(2023, 9, 1), 10)
    new = house.door("/", PHONE).follow("首次使用").look("join")
    new.fill(name=ELDER, id_number=ID_NUMBER, insured_from="2015-01-01", phone="13904270001")
    new.pick(category="退休人员", area_code="胜利街道 河岸社区")
    new.fill(address="和平里3号楼", guardian_name="孙强", login_name=FAMILY, password=PASSWORD)
    new.tap("本人或家属知情").press("登记并开户").reads("已登记")
    family = house.enter(FAMILY, PHONE).open("我的申请").follow("开始自评")
    family.choose(**SELF, mode_wish="home").fill(disabled_since="2022-11-01").look("self")
    family.press("提交申请").reads("5个工作日内告知是否受理", "最迟2023年9月8日").look("applied")


def take_in(house: House) -> None:
    """The operator accepts and sends the case to an agency, which agrees on an hour."""
    house.set_clock(date(2023, 9, 4), 9)
    clerk = house.enter("operator").follow("待受理的申请").follow(ELDER).look("application")
    clerk.press("受理").reads("请派往评估机构").follow("派往评估机构")
    clerk.tap(house.cast.agencies[0].name).press("派出").reads("已派往评估机构")
    house.set_clock(date(2023, 9, 5), 9)
    desk = house.enter("agency").follow("待上门评估").follow(ELDER).follow("约定时间与人员")
    desk.fill(visit_at="2023-09-06T09:00")
    for seat, login in (("assessors", "assessor"), ("experts", "expert")):
        desk.tick(seat, house.name_of(login))
    desk.tick("confirmers", house.name_of("expert02")).look("schedule")
    desk.press("约定并通知家属").reads("已通知家属")
    told = house.enter(FAMILY, PHONE).open("消息")
    told.reads("评估人员将于2023年9月6日09:00上门")


def assess(house: House) -> None:
    """Two people score apart in the home; the expert settles what differs."""
    house.set_clock(date(2023, 9, 6), 9, 2)
    tablet = {"permissions": ["geolocation"], "geolocation": HERE}
    expert = house.enter("expert", TABLET, **tablet).follow("待上门评估").follow(ELDER)
    expert.follow("开始现场评估").press("记下这里的位置").waits_for("精度约18米")
    expert.tap("已核对身份证").fill(guardian="孙强", video_reference="V-1").press("开始评估")
    expert.choose(eating=0).press("保存评分").reads("还有16项没有评")
    expert.choose(**POINTS).look("score").press("保存评分").reads("离另一等级有多远")
    expert.press("封存我的评分表").reads("不能再改")
    house.set_clock(date(2023, 9, 6), 9, 40)
    second = house.enter("assessor", TABLET).follow("待上门评估").follow(ELDER)
    second.follow("我的评分表").choose(**{**POINTS, "walking": 0}).press("保存评分")
    second.press("封存我的评分表")
    expert = house.enter("expert", TABLET).follow("待比对").follow(ELDER).follow("比对与合议")
    expert.look("compare").choose(walking=5).fill(discussion="两人复看行走，按现场表现商定。")
    expert.press("保存合议，得出等级").reads("重度失能Ⅰ级").follow("确认结论").press(
        "我确认这一结论"
    )


def conclude(house: House) -> None:
    """A second expert confirms; the officer publishes and, when that is over, delivers."""
    house.set_clock(date(2023, 9, 7), 10)
    second = house.enter("expert02", TABLET).follow("待专家确认").follow(ELDER)
    second.follow("确认结论").press("我确认这一结论")
    house.set_clock(date(2023, 9, 8), 9)
    house.enter("officer").follow("待公示、送达的结论").press("公示").reads("公示未满")
    house.door("/published/", PHONE).reads("孙**", "国家3级")
    house.set_clock(date(2023, 9, 21), 9)
    officer = house.enter("officer").follow("待公示、送达的结论").look("publications")
    officer.press("送达").reads("待遇已认定")
    family = house.enter(FAMILY, PHONE).open("我的申请").look("decided")
    family.reads("您可以享受长期护理保险待遇，自2023年10月1日起", "下一步", "申请复评的期限")


def plan(house: House) -> None:
    """The operator drafts with the meter; the family agrees to pay what is beyond the standard."""
    clerk = house.enter("operator").open("参保人档案").follow(ELDER).follow("拟定护理计划")
    clerk.tap("居家上门护理").fill(first_day="2023-10-01").press("建立草稿")
    for item, times in (("晨间护理", "20"), ("沐浴", "6")):
        clerk.follow("加入服务项目").pick_first(item=item).tap("护理员")
        clerk.fill(times_per_month=times, minutes="60").press("加入计划")
    clerk.reads("1,872.00元 / 1,680.00元", "超出192.00元").look("plan")
    family = house.enter(FAMILY, PHONE).open("我的申请").follow("查看并确认").look("my-plan")
    family.follow("我要确认").fill(by="孙强").tap("已说明并同意").press("我同意这份计划")
    family.reads("您已确认护理计划")


def assign(house: House) -> None:
    """The nearest provider is asked and takes the plan with a carer."""
    house.set_clock(date(2023, 9, 22), 9)
    clerk = house.enter("operator").follow("待派单的护理计划").follow(ELDER).look("candidates")
    clerk.reads("可以承接").tap("就近派单").press("派单并通知机构").reads("待接单")
    desk = house.enter("provider").follow("待答复的派单").follow(ELDER).follow("接单")
    desk.fill(first_day="2023-10-01").pick_first(carer_id=house.name_of("carer"))
    desk.press("接单").reads("服务中")
    told = house.enter(FAMILY, PHONE).open("消息")
    told.reads("将自2023年10月1日起按护理计划上门服务")


def visit(house: House) -> None:
    """The carer checks in and out at the door; the phone's facts alone verify the visit."""
    house.set_clock(date(2023, 10, 3), 9, 25)
    phone = {"permissions": ["geolocation"], "geolocation": HERE}
    carer = house.enter("carer", PHONE, **phone).follow("今天还要上门").set_pin()
    carer.card(ELDER).press("签到").received("签到").reads("服务中", "在允许范围内").look(
        "checked-in"
    )
    house.set_clock(date(2023, 10, 3), 10, 28)
    carer.open_again().card(ELDER).received("签到").sign("孙强").received("确认").press(
        "签退"
    ).received("签退")
    carer.open_again().waits_for("已核实").card(ELDER).reads("已核实，等待结算").look("checked-out")
    desk = house.enter("provider").open("服务记录").reads("09:25").follow(ELDER).look("visit")
    desk.reads("已核实", "参保人签名", "没有异常", "1小时")
    family = house.enter(FAMILY, PHONE).open("上门服务记录").reads("接下来七天")
    family.press("来过").reads("您已确认")


def settle(house: House) -> None:
    """Money comes in; the officer tries the month, settles it and makes the statements."""
    house.set_clock(date(2023, 11, 2), 9)
    officer = house.enter("officer").open("基金账").follow("登记收入").tap("职工")
    officer.pick(source="职工医保统筹基金划转收入")
    officer.fill(amount="200000", received_on="2023-10-08", document="辽财社2023-101")
    officer.press("入账").reads("200,000.00")
    officer.open("月结看板").follow("2023年10月").press("试算").waits_for("试算结果")
    officer.reads("57.60", "尚未上门 25次").press("冻结并计算").waits_for("对账单")
    officer.look("month").press("生成对账单").reads("已生成1份对账单")


def sign(house: House) -> None:
    """Provider, operator and bureau sign the same version, one after the other."""
    for login, party in (("provider", "护理机构"), ("operator", "经办机构"), ("officer", "医保局")):
        desk = house.enter(login).follow("待我方签署的对账单").follow("红滩护理服务中心")
        desk.reads("57.60元 = 可付 57.60元").press(f"代表{party}签署").reads("已签署")
    desk.reads("三方已签").look("statement")


def pay(house: House) -> None:
    """The lead approves the month and, after a step-up, the payment that the officer drafted."""
    lead = house.enter("lead").follow("等我办理的月结").follow("2023年10月")
    lead.press("复核通过").reads("制作付款单")
    house.enter("officer").follow("等我办理的月结").follow("2023年10月").press("制作付款单")
    house.set_clock(date(2023, 11, 2), 9, 20)
    lead.open("付款单").follow("2023年10月").press("复核通过").reads("请再次确认身份")
    lead.fill(password=PASSWORD).press("确认").reads("请继续刚才的办理").press("复核通过")
    lead.reads("待付款")
    house.set_clock(date(2023, 11, 6), 10)
    officer = house.enter("officer").open("付款单").follow("2023年10月").follow("登记付款结果")
    officer.fill(paid_on="2023-11-06", bank_reference="YH20231106").press("登记")
    officer.reads("已付款", "共57.60元").look("paid")
    lead = house.enter("lead").open("月结看板").follow("2023年10月").press("关账").reads("已关账")


def see_it_paid(house: House) -> None:
    """The family reads what the fund paid, the auditor traces it, in English too."""
    family = house.enter(FAMILY, PHONE).open("上门服务记录").look("family-paid")
    family.reads("基金支付57.60元，个人负担14.40元", "已拨付")
    carer = house.enter("carer", PHONE).open("今日服务").open_again()
    carer.waits_for("交还本机").press("我的报酬").waits_for("已拨付给机构")
    auditor = house.enter("auditor").open("付款单").follow("2023年10月").follow("红滩护理服务中心")
    auditor.follow("2023年10月3日").follow("追溯")
    auditor.reads("57.60元", "YH20231106", "参保人签名", "重度失能三级").look("trace")
    auditor.page.goto(f"{house.address}/language/en?next=/desk/months/2111/2023-10")
    expect(auditor.page.locator("h1")).to_contain_text("2023")
    expect(auditor.page.locator("html")).to_have_attribute("lang", "en")
