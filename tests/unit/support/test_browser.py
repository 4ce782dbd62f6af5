"""The browser fixture: right sizes, and a page that misbehaves is noticed."""

import pytest

from tests.support.browser import SIZES, access_findings, overflow

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="zh-CN"><head><title>长护险</title>
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"></head><body><main><h1>您好</h1></main></body>"""


def site(body):
    def app(environ, start_response):
        found = environ["PATH_INFO"] == "/"
        headers = [("Content-Type", "text/html; charset=utf-8")]
        start_response("200 OK" if found else "404 Not Found", headers)
        return [(body if found else GOOD).encode()]

    return app


@pytest.mark.parametrize("width", SIZES)
def test_a_good_page_has_nothing_to_say(browser_page, live_site, picture, width):
    page = browser_page(width)
    page.goto(live_site(site(GOOD)))
    picture(page)
    assert page.evaluate("innerWidth") == width
    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
    assert access_findings(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize(
    ("fault", "noticed"),
    [
        ("<script>console.error('broken')</script>", "console: broken"),
        ("<script>throw new Error('broken')</script>", "script: "),
        ("<img src='http://example.org/dot.png' alt=''>", "request to another machine"),
        ("<img src='/missing.png' alt=''>", "status of 404"),
    ],
)
def test_a_fault_is_noticed(browser_page, live_site, fault, noticed):
    page = browser_page()
    page.goto(live_site(site(GOOD + fault)), wait_until="networkidle")
    assert noticed in "\n".join(browser_page.faults())


def test_an_expected_error_is_let_pass(browser_page, live_site):
    page = browser_page(allow=("status of 404",))
    page.goto(live_site(site(GOOD)) + "/missing")
    assert page.content()
    assert browser_page.faults() == []


def test_axe_finds_a_picture_without_words(browser_page, live_site):
    page = browser_page()
    page.goto(live_site(site(GOOD + '<img src="data:,">')))
    assert [line.partition(" ")[0] for line in access_findings(page)] == ["image-alt"]
