"""The carer's phone in a real Chromium, 360 pixels wide: location allowed, denied, vague, far away.

The site keeps the real time here, because a browser's location carries it.
"""

import pytest
import sqlalchemy as sa

from ltc.app import create_app
from ltc.db import read_only, session, unit_of_work
from ltc.shared.clock import now, today
from providers.visits.models import Fix, SyncItem, Visit
from tests.support.browser import access_findings, overflow
from tests.support.factories import visits as make
from tests.support.web import PASSWORD, Site

pytestmark = pytest.mark.browser
HERE = {"latitude": make.HOME[0] + 0.0002, "longitude": make.HOME[1], "accuracy": 20}
FAR = {**HERE, "latitude": make.HOME[0] + make.FAR_NORTH}
VAGUE = {**HERE, "accuracy": 650}


@pytest.fixture
def street(sqlite_database, live_site):
    """Give the site with one visit for today; the clock stands at the real time."""
    site = Site(create_app())
    with unit_of_work():
        world = make.world()
        world.visit = make.visit(world, day=today(), planned_start=now())
    house = {"organisation_id": world.provider.id}
    site.account("carer", "carer", staff_id=world.carer.id, **house)
    world.address = live_site(site.app)
    return world


@pytest.fixture
def phone(street, browser_page):
    """Give ``open(place)``: a signed-in phone at a place, on the page of the visit."""

    def open_phone(place=None, **options):
        allowed = {"geolocation": place, "permissions": ["geolocation"]} if place else {}
        page = browser_page(360, **allowed, **options)
        page.goto(f"{street.address}/sign-in?next=/pwa/")
        page.get_by_label("登录名").fill("carer")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("link", name="张秀英").click()
        return page

    return open_phone


def visit(street):
    with read_only():
        return session().get(Visit, street.visit.id)


def fixes():
    with read_only():
        return session().scalars(sa.select(Fix).order_by(Fix.id)).all()


def check_in(page):
    page.get_by_role("button", name="签到", exact=True).click()


def sent(page, kind="签到"):
    return page.locator("#sent-list li[data-state=stored]").filter(has_text=kind)


def test_at_home_one_tap_checks_in(street, phone):
    page = phone(HERE)
    check_in(page)
    sent(page).wait_for()
    assert "距离住址约22米，精度约20米。在允许范围内。" in page.locator("#place").inner_text()
    found = visit(street)
    assert (found.state, found.in_verdict) == ("started", "in")
    assert sent(page).locator("code").inner_text()  # the receipt's hash


def test_a_whole_visit_with_tasks_and_check_out(street, phone):
    page = phone(HERE)
    check_in(page)
    sent(page).wait_for()
    assert page.get_by_role("timer").inner_text().startswith("00:00")
    page.get_by_role("button", name="签退", exact=True).click()
    sent(page, "签退").wait_for()
    found = visit(street)
    assert found.out_verdict == "in"
    assert found.tasks == [{"item": make.ITEM, "done": True, "why": ""}]
    assert found.state == "ended"  # far too short: held, and the page says so after a reload
    page.reload()
    assert "时长不足" in page.locator("#visit").inner_text()


def test_location_denied_asks_for_a_reason_and_still_checks_in(street, phone):
    page = phone()
    check_in(page)
    anyway = page.get_by_role("button", name="说明原因并签到")
    anyway.wait_for()
    assert "手机没有允许定位" in page.locator("#place").inner_text()
    anyway.click()
    assert "请选择原因" in page.locator("#place").inner_text()
    page.locator("#why-code").select_option("location_off")
    anyway.click()
    sent(page).wait_for()
    assert (visit(street).state, visit(street).in_verdict) == ("started", "none")
    assert fixes()[0].raw["why"]["code"] == "location_off"


def test_an_inaccurate_location_is_weak_and_says_what_to_do(street, phone):
    page = phone(VAGUE)
    check_in(page)
    page.locator("#why-code").wait_for()
    assert "精度不够，最好到窗边再试一次" in page.locator("#place").inner_text()
    page.context.set_geolocation(HERE)
    page.get_by_role("button", name="重新定位").click()
    sent(page).wait_for()
    assert visit(street).in_verdict == "in"


def test_a_kilometre_away_is_out_but_no_locked_door(street, phone):
    page = phone(FAR)
    check_in(page)
    page.locator("#why-code").select_option("person_elsewhere")
    assert "不在允许范围内" in page.locator("#place").inner_text()
    page.get_by_role("button", name="说明原因并签到").click()
    sent(page).wait_for()
    assert visit(street).in_verdict == "out"
    assert "定位在住址" in sent(page).inner_text()  # the server's own reason


def test_without_geolocation_it_says_so_and_sends_null(street, phone):
    page = phone()
    page.evaluate("Object.defineProperty(navigator, 'geolocation', {value: undefined})")
    check_in(page)
    page.locator("#why-code").select_option("phone_broken")
    assert "没有定位功能" in page.locator("#place").inner_text()
    page.get_by_role("button", name="说明原因并签到").click()
    sent(page).wait_for()
    with read_only():
        assert session().scalar(sa.select(SyncItem.payload))["fix"] is None


def test_offline_it_is_kept_on_the_phone_and_sent_later(street, phone):
    page = phone(HERE, allow=("ERR_INTERNET_DISCONNECTED",))
    page.context.set_offline(True)
    check_in(page)
    waiting = page.locator("#sent-list li[data-state=waiting]")
    waiting.wait_for()
    assert "已保存在手机上，等待发送" in waiting.inner_text()
    assert "待发送1条" in page.locator("#phone-line").inner_text()
    assert page.get_by_role("button", name="签退", exact=True).is_visible()
    assert visit(street).state == "planned"
    page.context.set_offline(False)
    page.get_by_role("button", name="立即发送").click()
    sent(page).wait_for()
    assert visit(street).state == "started"


def test_missed_with_a_reason(street, phone):
    page = phone()
    page.get_by_text("这次没有服务成").click()
    page.locator("#not-code").select_option("person_elsewhere")
    page.get_by_role("button", name="未服务").click()
    sent(page, "未服务").wait_for()
    assert visit(street).state == "missed"


def test_a_signature_is_an_independent_proof(street, phone):
    page = phone(HERE)
    check_in(page)
    sent(page).wait_for()
    page.get_by_text("手写签名").click()
    box = page.locator("#signature").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 20 + step * 8, box["y"] + 40 + (step % 5) * 9)
    page.mouse.up()
    page.get_by_role("button", name="提交签名").click()
    sent(page, "确认").wait_for()
    assert visit(street).confirmed_how == "recipient_signature"


SMALL = """() => [...document.querySelectorAll('#visit button, #visit select, #visit input, .stop')]
  .filter(one => one.offsetParent && one.type !== 'checkbox')
  .filter(one => one.getBoundingClientRect().height < 60)
  .map(one => one.outerHTML)"""


@pytest.mark.parametrize("path", ["/pwa/", "/pwa/pay", "visit"])
def test_the_phone_pages_are_reachable_for_all(street, phone, path, picture):
    page = phone(HERE)
    if path != "visit":
        page.goto(f"{street.address}{path}")
    page.get_by_role("heading", level=1).wait_for()
    picture(page, f"phone{path.replace('/', '-')}")
    assert access_findings(page) == []
    assert overflow(page) == 0
    assert page.evaluate(SMALL) == []
