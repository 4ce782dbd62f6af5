"""Oversight and administration in a real browser: sound at every width, acts from end to end."""

import re

import pytest

from tests.support.browser import SIZES, access_findings, overflow

pytestmark = pytest.mark.browser
PAGES = {
    "lead": (
        "/desk/scorecards/",
        "/desk/scorecards/{card}",
        "/desk/scorecards/{card}/delivery_time",
        "/desk/contracts/",
        "/desk/contracts/{contract}",
        "/desk/complaints/",
        "/desk/complaints/{complaint}",
        "/desk/complaints/{sealed}",
        "/desk/complaints/new",
        "/desk/checks/",
        "/desk/checks/new",
        "/desk/inspections/",
        "/desk/inspections/{inspection}",
        "/desk/inspections/new",
        "/desk/findings/",
        "/desk/findings/{finding}",
        "/desk/findings/{finding}/decide",
        "/desk/findings/new",
        "/draws/",
        "/complaints/",
    ),
    "officer": ("/desk/contracts/new",),
    "desk": ("/desk/findings/{finding}", "/messages/"),
    "family": ("/my/complaints/", "/my/complaints/new"),
    "system": (
        "/desk/accounts/",
        "/desk/accounts/new",
        "/desk/accounts/{account}",
        "/desk/organisations/",
        "/desk/organisations/new",
        "/desk/areas/list/",
        "/desk/areas/add",
        "/desk/jobs/",
    ),
    "security": ("/desk/accounts/{account}/roles", "/second-factor/"),
    "audit": ("/desk/trail/", "/desk/trail/verify"),
    "auditor": ("/desk/trail/",),
}


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound_at_every_width(signed_in, house, picture, name, width):
    page, found = signed_in(name, width), {}
    for number, each in enumerate(PAGES[name]):
        path = each.format(**vars(house))
        assert page.go(path).status == 200, path
        wrong = [*access_findings(page), *([f"{n} px too wide"] if (n := overflow(page)) else [])]
        if wrong:
            found[path] = wrong
        picture(page, f"oversight-{name}-{number:02d}")
    assert found == {}


def test_a_figure_opens_to_its_records(signed_in, house):
    page = signed_in("lead")
    page.go(f"/desk/scorecards/{house.card}")
    page.get_by_role("link", name="结论送达按期率").click()
    assert "未达标" in page.locator("main").inner_text()


def test_the_lead_decides_and_the_provider_reads_it(signed_in, house):
    page = signed_in("lead")
    page.go(f"/desk/findings/{house.finding}")
    page.get_by_role("link", name="作出决定").click()
    page.get_by_label("成立", exact=True).check()
    page.get_by_label("决定的理由").fill("事实清楚，证据充分")
    page.get_by_role("button", name="作出决定并送达").click()
    assert "决定已作出并送达机构" in page.locator("main").inner_text()
    provider = signed_in("desk", 360)
    provider.go("/messages/")
    assert "检查处理决定" in provider.locator("main").inner_text()


def test_a_family_reports_under_seal_on_a_phone(signed_in, house):
    page = signed_in("family", 360)
    page.go("/my/complaints/new")
    page.get_by_label("举报", exact=True).check()
    page.get_by_label("护理机构或人员").check()
    page.get_by_label("反映的情况").fill("机构虚构服务记录，多次如此。")
    page.get_by_label("为我保密").check()
    page.get_by_role("button", name="提交").click()
    assert re.search(r"[0-9A-F]{12}", page.locator("main").inner_text())
    page.go("/my/complaints/")
    assert "机构虚构服务记录" not in page.locator("main").inner_text()
