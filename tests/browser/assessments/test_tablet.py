"""The assessor's tablet in a real Chromium: from the PIN to the receipt, mostly offline."""

import json
import random
import re
from types import SimpleNamespace

import pytest

from assessments.field.bundle import packed
from assessments.models import Assessment, ScoreForm
from assessments.rules.scoring import score
from assessments.scales.load import load_points_scale
from ltc.db import read_only, session, unit_of_work
from tests.support.browser import access_findings, overflow
from tests.support.device import OFFLINE, disk, draw_name, saved, set_up, unlock
from tests.support.factories import assessments as make
from tests.support.factories import base, case

pytestmark = pytest.mark.browser
VECTORS = 10_000


@pytest.fixture
def field_site(site, live_site):
    """Give the site with one visit appointed for this afternoon."""
    with unit_of_work():
        base.areas()
        agency = make.Agency()
        made = make.dispatched(agency, make.accepted(case.person(name="王䶮")))
        make.reach("schedule", made, agency)
    of = {"organisation_id": agency.organisation.id}
    site.account("assessor", "assessor", staff_id=agency.assessor.id, **of)
    site.account("expert", "assessment_expert", staff_id=agency.expert.id, **of)
    return SimpleNamespace(address=live_site(site.app), assessment=made.id, agency=agency)


@pytest.fixture
def tablet(field_site, browser_page):
    """Give ``open(name)``: a tablet with its PIN set and today's homes loaded."""

    def open_tablet(name="assessor", allow=OFFLINE):
        page = browser_page(768, allow=allow)
        set_up(page, field_site.address, "/pwa/tablet/", name)
        page.get_by_role("button", name="下载评估任务").tap()
        page.get_by_role("button", name="王䶮").wait_for()
        return page

    return open_tablet


def begin(page):
    page.get_by_role("button", name="王䶮").tap()
    page.get_by_label("在场的监护人或代理人").fill("李建国")
    page.get_by_label("已核对证件").check()
    page.get_by_label("录像编号").fill("V-01")
    page.get_by_label("同意人姓名").fill("李建国")
    draw_name(page)
    page.get_by_role("button", name="同意并开始").tap()
    page.get_by_role("heading", name="全部项目").wait_for()


def score_all(page):
    page.get_by_role("button", name="进食").tap()
    for _item in range(17):
        page.locator(".app-cards label").first.tap()
        page.locator(".acts .button-main").first.tap()
    page.get_by_role("heading", name="核对评分").wait_for()


def seal(page):
    page.get_by_label("评估人员姓名").fill("赵评")
    draw_name(page)
    page.get_by_role("button", name="封存并提交评分表").tap()


def stored(model, key):
    with read_only():
        return session().get(model, key)


def forms():
    with read_only():
        return session().query(ScoreForm).all()


def test_a_whole_visit_without_a_network(field_site, tablet, picture):
    page = tablet()
    page.context.set_offline(True)
    page.reload()
    unlock(page)
    begin(page)
    score_all(page)
    picture(page, "tablet-check")
    assert "等级：" in page.locator("main").inner_text()
    seal(page)
    page.locator("#app-page li[data-state=waiting]").nth(1).wait_for()
    assert stored(Assessment, field_site.assessment).state == "scheduled"
    page.context.set_offline(False)
    page.get_by_role("button", name="立即发送").tap()
    page.locator("li[data-state=stored]").nth(1).wait_for()
    (form,) = forms()
    assert (form.sealed_at is not None, form.result["grade"], len(form.answers)) == (True, 5, 17)
    assert "全部已发送" in page.locator("#app-line").inner_text()


def test_two_tablets_bring_two_sealed_forms(field_site, tablet):
    for name in ("assessor", "expert"):
        page = tablet(name)
        begin(page)
        score_all(page)
        seal(page)
        page.locator("li", has_text="评分表").locator("code").wait_for()
    assert len(forms()) == 2
    assert stored(Assessment, field_site.assessment).state == "sealed"


def test_a_killed_page_loses_less_than_a_second(tablet, picture):
    page = tablet()
    begin(page)
    page.get_by_role("button", name="进食").tap()
    page.locator(".app-cards label").nth(1).tap()
    saved(page, "ltc-assessor", lambda: page.get_by_label("备注").fill("鼻饲"))
    picture(page, "tablet-item")
    assert access_findings(page) == []
    assert overflow(page) == 0
    other = page.context.new_page()
    page.close(run_before_unload=False)
    other.goto("about:blank")
    other.goto(page.url)
    unlock(other)
    other.get_by_role("button", name="王䶮").tap()
    other.get_by_role("button", name="进食").tap()
    assert other.get_by_label("备注").input_value() == "鼻饲"
    assert other.locator(".app-cards input").nth(1).is_checked()


def test_an_expired_session_keeps_everything_and_asks_to_sign_in(field_site, tablet):
    # 400: the session may end between the page's question whether it lives and what it then sends.
    page = tablet(allow=(*OFFLINE, "status of 400"))
    page.context.clear_cookies()
    begin(page)
    page.get_by_text("登录已过期。记录都保存在本机上").wait_for()
    assert stored(Assessment, field_site.assessment).state == "scheduled"
    assert "待发送1条" in page.locator("#app-line").inner_text()


def test_what_is_begun_is_kept_and_not_handed_back(tablet):
    page = tablet()
    page.get_by_role("button", name="王䶮").tap()
    page.get_by_label("同意人姓名").fill("李建国")
    saved(page, "ltc-assessor", lambda: draw_name(page))
    page.reload()
    unlock(page)
    page.get_by_role("button", name="王䶮").tap()
    assert page.get_by_label("同意人姓名").input_value() == "李建国"
    page.get_by_label("在场的监护人或代理人").fill("李建国")
    page.get_by_label("已核对证件").check()
    page.get_by_label("录像编号").fill("V-01")
    page.get_by_role("button", name="同意并开始").tap()
    page.get_by_role("heading", name="全部项目").wait_for()
    page.get_by_role("button", name="返回任务列表").tap()
    page.locator("li[data-state=stored]").wait_for()
    page.get_by_role("button", name="交还本机").tap()
    page.get_by_text("王䶮的评估还没有封存").wait_for()


def test_ten_wrong_pins_destroy_the_key(tablet):
    page = tablet()
    page.context.set_offline(True)
    page.reload()
    for left in range(9, 0, -1):
        unlock(page, "000000")
        page.get_by_text(f"还可以试{left}次").wait_for()
    unlock(page, "000000")
    page.get_by_text("记录已销毁").wait_for()
    page.reload()
    page.get_by_role("heading", name="设置本机密码").wait_for()


def test_a_revoked_tablet_loses_its_key(field_site, tablet):
    from ltc.devices.queries import devices
    from ltc.devices.services import revoke_device

    page = tablet()
    with unit_of_work():
        desk = field_site.agency.desk
        (device,) = devices(scope=desk)
        revoke_device(device.id, scope=desk, at=base.AT)
    page.context.set_default_timeout(60_000)
    page.reload()
    unlock(page)
    page.get_by_text("本机已被停用").wait_for()


def test_nothing_readable_is_kept_on_the_device(tablet):
    page = tablet()
    begin(page)
    kept = disk(page, "ltc-assessor")
    assert kept["boxes"] >= 3
    assert not re.search("王䶮|李建国", kept["text"])


SCORE = """async ([packed, vectors]) => {
  const { readScale, score } = await import('/static/pwa/score.js');
  const scale = readScale(packed);
  return vectors.map((answers) => score(scale, answers));
}"""


@pytest.mark.parametrize("name", ["nhsa-2021-37", "gbt-42195-2022"])
def test_device_and_server_score_alike(field_site, browser_page, name):
    scale, chance = load_points_scale(name), random.Random(20261130)
    vectors = [
        {key: chance.choice(tuple(item.options)) for key, item in scale.items.items()}
        for _ in range(VECTORS)
    ]
    page = browser_page(768)
    page.goto(f"{field_site.address}/pwa/tablet/")
    found = page.evaluate(SCORE, [packed(scale), vectors])
    wrong = [v for v, got in zip(vectors, found, strict=True) if got != shown(scale, v)]
    assert wrong[:3] == []


def shown(scale, answers):
    """Return what the tablet shows of a score, from the server's rule."""
    answer = score(scale, answers).as_answer()
    totals = {key: answer["totals"][key] for key in answer["bands"]}
    return json.loads(
        json.dumps({**{k: answer[k] for k in ("bands", "grade", "nearest")}, "totals": totals})
    )
