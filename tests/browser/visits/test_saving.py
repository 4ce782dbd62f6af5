"""Nothing that a carer did or typed is lost, doubled or passed over on the phone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc.db import read_only, session, unit_of_work
from ltc.shared.clock import today
from providers.visits.models import SyncItem, Visit, VisitException
from tests.support.device import draw_name, saved, unlock
from tests.support.factories import visits as make
from tests.support.phone import FULL, HERE, press, sent

pytestmark = pytest.mark.browser
VAGUE = {**HERE, "accuracy": 650}
# Locating waits until the test says "go".
SLOW = """() => {
  const own = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
  window.found = new Promise((done) => { window.go = done; });
  const later = (...given) => window.found.then(() => own(...given));
  Object.defineProperty(navigator, 'geolocation', { value: { getCurrentPosition: later } });
}"""


def items(kind):
    with read_only():
        found = session().scalars(sa.select(SyncItem).where(SyncItem.kind == kind))
        return [each.payload for each in found]


def strokes(page):
    page.get_by_text("手写签名").tap()
    draw_name(page)


def test_a_full_disk_is_told_and_the_code_stays(stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    page.get_by_label("家庭动态码或家庭密码").fill("123456")
    page.evaluate(FULL, "items")
    press(page, "提交动态码")
    page.locator("#told", has_text="没有保存成功").wait_for()
    assert page.get_by_label("家庭动态码或家庭密码").input_value() == "123456"


def test_a_page_left_while_locating_records_nothing(stop):
    page = stop(HERE)
    page.evaluate(SLOW)
    press(page, "签到")
    press(page, "返回列表")
    page.get_by_role("button", name="张秀英").tap()
    press(page, "签到")
    page.evaluate("window.go()")
    sent(page).wait_for()
    assert len(items("check_in")) == 1


def test_again_and_anyway_check_in_once(stop):
    page = stop(VAGUE)
    press(page, "签到")
    page.locator("#why-code").select_option("location_off")
    page.evaluate(SLOW)
    page.context.set_geolocation(HERE)
    press(page, "重新定位")
    page.get_by_role("button", name="说明原因并签到").evaluate("one => one.click()")
    page.evaluate("window.go()")
    sent(page).wait_for()
    assert [each["why"] for each in items("check_in")] == [None]


def test_a_service_not_given_is_reported(street, stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    page.locator("input[name=task]").uncheck()
    press(page, "签退")
    sent(page, "签退").wait_for()
    (told,) = items("tasks")
    assert told["tasks"] == [{"item": make.ITEM, "done": False, "why": "schedule_changed"}]
    with read_only():
        codes = session().scalars(sa.select(VisitException.code)).all()
    assert "missing_task" in codes


def test_a_visit_that_began_yesterday_stays_in_sight(street, stop):
    page = stop(HERE)
    page.context.set_offline(True)
    press(page, "签到")
    sent(page, state="waiting").wait_for()
    with unit_of_work():
        session().get(Visit, street.visit.id).day = today() - timedelta(days=1)
    page.context.set_offline(False)
    press(page, "返回列表")
    sent(page, "张秀英").wait_for()
    press(page, "更新安排")
    page.get_by_role("button", name="张秀英").filter(has_text="服务中").wait_for()


def test_a_signature_is_kept_with_each_stroke(stop):
    page = stop(HERE)
    press(page, "签到")
    sent(page).wait_for()
    saved(page, "ltc-carer", lambda: strokes(page))
    page.reload()
    unlock(page)
    page.get_by_role("button", name="张秀英").tap()
    page.get_by_text("手写签名").tap()
    press(page, "提交签名")
    sent(page, "确认").wait_for()


def test_a_session_that_ended_is_told_on_the_first_page(phone):
    page = phone()
    page.context.clear_cookies()
    press(page, "更新安排")
    page.locator("#app-trouble", has_text="登录已过期").wait_for()
    page.locator("#app-trouble").get_by_role("link", name="重新登录").wait_for()
    press(page, "立即发送")
    page.get_by_text("安排更新于").wait_for()
    assert page.locator("#app-trouble").is_visible()
