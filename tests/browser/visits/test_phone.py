"""The carer's phone in a real Chromium, 360 pixels wide: location allowed, denied, vague, far away.

The site keeps the real time here, because a browser's location carries it.
"""

import re

import pytest
import sqlalchemy as sa

from ltc.db import read_only, session
from providers.visits.models import Fix, SyncItem, Visit
from tests.support.browser import access_findings, overflow
from tests.support.device import disk, draw_name, saved, unlock
from tests.support.factories import visits as make
from tests.support.phone import HERE, press, sent, told

pytestmark = pytest.mark.browser
FAR = {**HERE, "latitude": make.HOME[0] + make.FAR_NORTH}
VAGUE = {**HERE, "accuracy": 650}


def visit(street):
    with read_only():
        return session().get(Visit, street.visit.id)


def fixes():
    with read_only():
        return session().scalars(sa.select(Fix).order_by(Fix.id)).all()


def test_at_home_one_tap_checks_in(street, stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    assert "距离住址约22米，精度约20米。在允许范围内。" in told(page)
    found = visit(street)
    assert (found.state, found.in_verdict) == ("started", "in")
    assert sent(page).locator("code").inner_text()  # the receipt's hash


def test_a_whole_visit_with_tasks_and_check_out(street, stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    assert page.get_by_role("timer").inner_text().startswith("00:00")
    press(page, "签退")
    sent(page, "签退").wait_for()
    found = visit(street)
    assert found.out_verdict == "in"
    assert found.tasks == [{"item": make.ITEM, "done": True, "why": ""}]
    assert found.state == "ended"  # far too short: held, and the phone says so with the next day
    press(page, "返回列表")
    press(page, "我的报酬")
    page.get_by_text("时长不足").wait_for()


def test_location_denied_asks_for_a_reason_and_still_checks_in(street, stop):
    page = stop()
    press(page, "签到")
    page.get_by_text("手机没有允许定位").wait_for()
    press(page, "说明原因并签到")
    page.locator("#told", has_text="请选择原因").wait_for()
    page.locator("#why-code").select_option("location_off")
    press(page, "说明原因并签到")
    sent(page).wait_for()
    assert (visit(street).state, visit(street).in_verdict) == ("started", "none")
    assert fixes()[0].raw["why"]["code"] == "location_off"


def test_an_inaccurate_location_is_weak_and_says_what_to_do(street, stop):
    page = stop(VAGUE)
    press(page, "签到")
    page.locator("#told", has_text="精度不够，最好到窗边再试一次").wait_for()
    page.context.set_geolocation(HERE)
    press(page, "重新定位")
    sent(page).wait_for()
    assert visit(street).in_verdict == "in"


def test_a_kilometre_away_is_out_but_no_locked_door(street, stop):
    page = stop(FAR)
    press(page, "签到")
    page.locator("#why-code").select_option("person_elsewhere")
    assert "不在允许范围内" in told(page)
    press(page, "说明原因并签到")
    sent(page).wait_for()
    assert visit(street).in_verdict == "out"
    assert "定位在住址" in sent(page).inner_text()  # the server's own reason


def test_without_geolocation_it_says_so_and_sends_null(stop):
    page = stop()
    page.evaluate("Object.defineProperty(navigator, 'geolocation', {value: undefined})")
    press(page, "签到")
    page.locator("#why-code").select_option("phone_broken")
    assert "没有定位功能" in told(page)
    press(page, "说明原因并签到")
    sent(page).wait_for()
    with read_only():
        assert session().scalar(sa.select(SyncItem.payload))["fix"] is None


def test_in_a_basement_from_the_pin_to_the_check_out(street, phone):
    page = phone(HERE)
    page.context.set_offline(True)
    page.reload()
    unlock(page)
    page.get_by_role("button", name="张秀英").tap()
    press(page, "签到")
    sent(page, state="waiting").wait_for()
    press(page, "签退")
    sent(page, "签退", "waiting").wait_for()
    assert "待发送3条" in page.locator("#app-line").inner_text()
    assert visit(street).state == "planned"
    page.context.set_offline(False)
    press(page, "立即发送")
    sent(page, "签退").wait_for()
    found = visit(street)
    assert (found.state, found.in_verdict, found.out_verdict) == ("ended", "in", "in")
    assert "全部已发送" in page.locator("#app-line").inner_text()


def test_a_killed_page_keeps_what_was_typed_and_done(street, stop):
    page = stop(HERE)
    page.context.set_offline(True)
    press(page, "签到")
    sent(page, state="waiting").wait_for()
    saved(page, "ltc-carer", lambda: page.get_by_label("确认人姓名").fill("李建国"))
    page.goto("about:blank")
    page.goto(f"{street.address}/pwa/")
    unlock(page)
    page.get_by_role("button", name="张秀英").tap()
    assert page.get_by_label("确认人姓名").input_value() == "李建国"
    assert page.locator(".sent-list li").filter(has_text="签到").count() == 1
    assert page.get_by_role("button", name="签退", exact=True).is_visible()


def test_missed_with_a_reason(street, stop):
    page = stop()
    page.get_by_text("这次没有服务成").tap()
    press(page, "未服务")
    page.locator("#told", has_text="请选择原因").wait_for()
    page.locator("#not-code").select_option("person_elsewhere")
    press(page, "未服务")
    sent(page, "未服务").wait_for()
    assert visit(street).state == "missed"


def test_a_signature_is_an_independent_proof(street, stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    page.get_by_text("手写签名").tap()
    draw_name(page)
    press(page, "提交签名")
    sent(page, "确认").wait_for()
    assert visit(street).confirmed_how == "recipient_signature"


def test_nothing_readable_is_kept_on_the_phone(stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    kept = disk(page, "ltc-carer")
    assert kept["boxes"] >= 6
    assert not re.search(r"张秀英|41\.12", kept["text"])


def test_a_phone_is_handed_back_only_when_all_is_sent(stop):
    page = stop(HERE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(True)
    press(page, "签到")
    sent(page, state="waiting").wait_for()
    press(page, "返回列表")
    press(page, "交还本机")
    page.get_by_text("还有记录没有发送").wait_for()
    page.context.set_offline(False)
    press(page, "立即发送")
    sent(page).wait_for()
    press(page, "交还本机")
    page.get_by_role("heading", name="设置本机密码").wait_for()
    assert disk(page, "ltc-carer")["boxes"] == 0


SMALL = """() => [...document.querySelectorAll('button, select, input, summary')]
  .filter(one => one.offsetParent && one.type !== 'checkbox')
  .filter(one => one.getBoundingClientRect().height < 60)
  .map(one => one.outerHTML)"""


@pytest.mark.parametrize("where", ["home", "pay", "stop"])
def test_the_phone_pages_are_reachable_for_all(phone, where, picture):
    page = phone(HERE)
    if where == "pay":
        press(page, "我的报酬")
    if where == "stop":
        page.get_by_role("button", name="张秀英").tap()
        press(page, "签到")
        sent(page).wait_for()
    picture(page, f"phone-{where}")
    assert access_findings(page) == []
    assert overflow(page) == 0
    assert page.evaluate(SMALL) == []


def test_news_does_not_take_a_card_from_under_the_finger(phone):
    page = phone()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/visits/bundle", hold)
    with page.expect_request("**/visits/bundle"):
        press(page, "更新安排")
    card = page.get_by_role("button", name="张秀英").bounding_box()
    page.mouse.move(card["x"] + 20, card["y"] + 20)
    page.mouse.down()
    saved(page, "ltc-carer", held[0].continue_)
    page.mouse.up()
    page.get_by_role("heading", name="张秀英", level=1).wait_for()
