"""The providers' pages in a real browser: sound at every width, and an act from end to end."""

import pytest

from tests.support.browser import SIZES, access_findings, overflow

pytestmark = pytest.mark.browser
OFFICE = (
    "/desk/providers/",
    "/desk/providers/{near}",
    "/desk/providers/{near}/suspend",
    "/desk/agreements/",
    "/desk/agreements/1",
    "/desk/agreements/1/prices",
    "/desk/carers/",
    "/desk/assignments/",
    "/desk/assignments/plans/{plan}",
    "/papers/",
)
PROVIDER = (
    "/desk/carers/{nurse}",
    "/desk/carers/add",
    "/desk/agreements/apply",
    "/desk/assignments/",
    "/desk/assignments/{assignment}",
    "/desk/assignments/{assignment}/accept",
    "/desk/assignments/{assignment}/decline",
    "/desk/assignments/{assignment}/sheet",
)


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize(("name", "paths"), [("officer", OFFICE), ("near", PROVIDER)])
def test_every_page_is_sound(desk, signed_in, picture, width, name, paths):
    address, ids = desk
    page = signed_in(name, width)
    for path in paths:
        answer = page.goto(address + path.format(**ids))
        assert answer.status == 200, path
        assert overflow(page) == 0, path
        assert access_findings(page) == [], path
        picture(page, "providers" + path.replace("/", "-").format(**ids))


def test_marks_on_the_map_are_really_drawn(desk, signed_in):
    address, _ids = desk
    page = signed_in("officer", 1280)
    page.goto(f"{address}/desk/providers/")
    marks = page.locator(".map > svg .map-dot")
    assert marks.count() == 2
    colours = {each.evaluate("one => getComputedStyle(one).fill") for each in marks.all()}
    assert len(colours) == 2


def test_a_provider_accepts_a_plan_on_a_phone(desk, signed_in):
    address, _ids = desk
    page = signed_in("near", 360)
    page.goto(f"{address}/desk/assignments/")
    page.get_by_role("link", name="张秀英").click()
    page.get_by_role("link", name="接单").click()
    page.get_by_role("button", name="接单").click()
    page.get_by_text("已接单").wait_for()
    assert "服务中" in page.locator(".lede").inner_text()


def test_a_refused_form_takes_the_reader_to_what_is_wrong(desk, signed_in):
    address, ids = desk
    page = signed_in("near", 768)
    page.goto(f"{address}/desk/assignments/{ids['assignment']}/decline")
    page.get_by_role("button", name="谢绝").click()
    summary = page.locator(".summary-bad")
    summary.wait_for()
    assert summary.evaluate("one => one === document.activeElement")
    summary.get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "why"
