"""From a sealed seed to a lifted suspension by pages alone, with what the provider feels of it.

The stage, the people in care and their visits are made beforehand; from there on each role signs in
and only what a page shows decides what is tapped next.
"""

from datetime import date

import pytest

from ltc.app import create_app
from ltc.db import unit_of_work
from ltc.demo.chapters.stage import set_stage
from ltc.demo.places import demo_area
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.directory import queries as directory
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.geo import Point
from tests.support.factories import oversight as make
from tests.support.factories import providers
from tests.support.main_job import PHONE, TABLET, House

pytestmark = pytest.mark.browser
TITLE = "十月双随机检查"
HOUSE = "红滩护理服务中心"


@pytest.fixture
def house(sqlite_database, live_site, browser_page, picture) -> House:
    """Give a served site with one provider whose visits of October can be drawn."""
    app = create_app()
    story = Story(demo_area("panjin"), Month(2023, 10), 7, 3, Teller(lambda _line: None))
    set_stage(story)
    with unit_of_work():
        everything = Scope.everything("test")
        first = directory.organisation(story.cast.providers[0].id, scope=everything)
        for day in (9, 10, 11):
            make.visit(day=date(2023, 10, day), provider=first)
        providers.plan(home=Point(first.lat, first.lon), items=("sponge_bath",))
    return House(live_site(app), browser_page, picture, story.cast)


def test_from_a_sealed_seed_to_a_lifted_suspension(house):
    plan_and_draw(house)
    look(house)
    find(house)
    hear(house)
    decide(house)
    feel(house)
    lift(house)


def plan_and_draw(house: House) -> None:
    """An officer commits to a seed; another person draws, and everybody can see the hash."""
    house.set_clock(date(2023, 10, 16), 9)
    officer = house.enter("officer").open("双随机检查").follow("制定检查")
    officer.fill(title=TITLE, month="2023-10", size="2", inspectors="4")
    officer.pick_first(area_code="盘锦").tap("当月已核实的服务").press("保存并封存种子")
    officer.reads("待另一人抽取", "须由另一人执行抽取").look("planned")
    house.door("/draws/", PHONE).reads(TITLE)
    lead = house.enter("lead").open("双随机检查").follow(TITLE).press("执行抽取")
    lead.reads("已抽取检查对象和检查人员", "检查人员").look("drawn")


def look(house: House) -> None:
    """The drawn inspectors write down on site, on a tablet, what they saw; the draw is public."""
    house.set_clock(date(2023, 10, 17), 9)
    officer = house.enter("officer", TABLET).open("双随机检查").follow(TITLE)
    for result, note in (("found", "家属称当日无人上门"), ("sound", "记录与现场一致")):
        officer.follow("填写检查情况").choose(result=result).fill(note=note)
        officer.press("保存检查情况").reads("检查情况已登记")
    officer.look("seen")
    lead = house.enter("lead").open("双随机检查").follow(TITLE).press("结束检查")
    lead.reads("抽取证明已公开")
    house.door("/draws/", PHONE).follow(TITLE).reads("样本").look("public")


def find(house: House) -> None:
    """What was found is written down with the law, and the provider is told at once."""
    officer = house.enter("officer").open("双随机检查").follow(TITLE).follow("登记检查发现")
    officer.tap("违反协议").fill(text="家属称当日无人上门，机构没有交接记录。")
    officer.fill(law="服务协议第十二条")
    officer.fill(points="8", suspend_from="2023-10-23", suspend_to="2024-01-20")
    officer.press("保存并告知机构").reads("等待陈述申辩", "查明的事实").look("found")


def hear(house: House) -> None:
    """The provider reads the finding on a phone and says what it has to say."""
    house.set_clock(date(2023, 10, 18), 9)
    desk = house.enter("provider", PHONE)
    desk.open("消息").reads("检查发现告知")
    desk.open("检查发现").follow("1").follow("陈述申辩").fill(text="当日调班，漏了登记，愿意整改。")
    desk.press("陈述申辩").reads("陈述申辩已提交").look("heard")


def decide(house: House) -> None:
    """The lead, who did not find it, decides after a step-up; the suspension is carried out."""
    house.set_clock(date(2023, 10, 20), 9)
    lead = house.enter("lead").open("检查发现").follow("1").follow("作出决定")
    lead.tap("成立").fill(text="事实清楚，按协议扣8分，暂停服务。").press("作出决定并送达")
    lead.reads("决定已作出并送达机构", "2023年10月23日").look("decided")


def feel(house: House) -> None:
    """From its first day the suspended provider is offered to nobody, and its desk says why."""
    house.set_clock(date(2023, 10, 23), 9)
    clerk = house.enter("operator").follow("待派单的护理计划").follow("张秀英")
    clerk.reads("该机构自2023-10-23起暂停服务").look("not-offered")
    house.enter("provider", PHONE).open("消息").reads("暂停服务通知")


def lift(house: House) -> None:
    """After its remedy the lead's colleague lets it serve again, and it is offered again."""
    house.set_clock(date(2023, 11, 6), 9)
    lead = house.enter("lead").open("定点机构").follow(HOUSE).look("suspended").follow("恢复服务")
    lead.fill(last_day="2023-11-06", why="整改合格，经复核恢复服务").press("恢复服务")
    lead.reads("已恢复服务")
    house.set_clock(date(2023, 11, 7), 9)
    clerk = house.enter("operator").follow("待派单的护理计划").follow("张秀英")
    text = clerk.body.inner_text()
    assert "起暂停服务" not in text
    clerk.reads("可以承接").look("offered-again")
