"""The lock of a device in a real Chromium: hasty fingers, a second window, the next person."""

import pytest
import sqlalchemy as sa

from ltc.db import read_only, session
from ltc.devices.models import Device
from tests.support.device import OFFLINE, PIN, disk, set_up, sign_in, unlock
from tests.support.phone import FULL, HERE, press, sent

pytestmark = pytest.mark.browser

TAPS = """([name, times]) => {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent === name);
  for (let at = 0; at < times; at += 1) found.click();
}"""
FACT = """async ([key, value]) => {
  const { Store } = await import('/static/pwa/store.js');
  const store = new Store('ltc-carer');
  if (value !== null) await store.put('facts', key, value);
  return store.get('facts', key);
}"""


def test_two_taps_make_one_key_and_one_device(street, browser_page):
    page = browser_page(360, allow=OFFLINE)
    sign_in(page, street.address, "/pwa/", "carer")
    page.get_by_label("6位数字密码").fill(PIN)
    page.get_by_label("再输入一次").fill(PIN)
    page.evaluate(TAPS, ["设置并登记本机", 3])
    page.get_by_role("button", name="张秀英").wait_for()
    page.reload()
    unlock(page)
    page.get_by_role("button", name="张秀英").wait_for()
    with read_only():
        assert session().scalar(sa.select(sa.func.count()).select_from(Device)) == 1


def test_one_wrong_pin_tapped_many_times_is_one_try(phone):
    page = phone()
    page.reload()
    page.get_by_label("6位数字密码").fill("111111")
    page.evaluate(TAPS, ["打开", 12])
    page.get_by_text("还可以试9次").wait_for()
    assert page.evaluate(FACT, ["wrong", None]) == 1


def test_after_a_wipe_another_person_may_set_the_phone_up(street, phone):
    page = phone()
    page.evaluate(FACT, ["wrong", 9])
    page.reload()
    unlock(page, "111111")
    page.get_by_text("记录已销毁").wait_for()
    assert disk(page, "ltc-carer")["boxes"] == 0
    page.context.clear_cookies()
    set_up(page, street.address, "/pwa/", "other")
    with read_only():
        assert session().scalar(sa.select(sa.func.count()).select_from(Device)) == 2


def test_a_second_window_waits_for_the_first(street, phone):
    page = phone()
    second = page.context.new_page()
    second.goto(f"{street.address}/pwa/")
    second.get_by_text("本应用已在另一个窗口打开").wait_for()
    page.close()
    press(second, "在这里打开")
    unlock(second)
    second.get_by_role("button", name="张秀英").wait_for()


def test_a_clock_that_was_once_ahead_locks_nobody_out(phone):
    page = phone()
    page.evaluate(FACT, ["latest", 4_000_000_000_000])
    page.reload()
    unlock(page)
    page.get_by_role("button", name="张秀英").wait_for()


def test_a_record_and_its_number_are_saved_together_or_not_at_all(stop):
    page = stop(HERE)
    page.context.set_offline(True)
    page.evaluate(FULL, "last")
    press(page, "签到")
    page.get_by_text("没有保存成功").wait_for()
    page.context.set_offline(False)
    page.reload()
    unlock(page)
    page.get_by_role("button", name="张秀英").tap()
    press(page, "签到")
    sent(page).wait_for()
    assert page.evaluate(FACT, ["last", None])["seq"] == 1


def test_the_touch_that_wakes_a_phone_finds_it_locked(stop):
    page = stop()
    page.evaluate(
        "() => { const now = Date.now; Date.now = () => now() + 3 * 3600000;"
        " document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })); }"
    )
    page.get_by_text("5分钟没有操作，已自动锁定").wait_for()
