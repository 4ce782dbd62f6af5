"""The page kit in a real browser: nothing fails, nothing leaves, nothing runs over."""

import pytest

from tests.support.browser import SIZES, access_findings, overflow

pytestmark = pytest.mark.browser
LARGE = {"name": "ltc_large_text", "value": "1"}
SMALLER_THAN = """least => {
  const touched = 'button, .button, .input, summary, .choice, .top-link';
  return [...document.querySelectorAll(touched)]
    .filter(one => one.checkVisibility())
    .filter(one => one.getBoundingClientRect().height < least - 0.5)
    .map(one => one.outerHTML.slice(0, 90));
}"""
LINES_BESIDE_A_LONG_TEXT = """cell => {
  cell.parentElement.parentElement.replaceChildren(cell.parentElement);
  cell.closest('table').tHead.rows[0].cells[cell.cellIndex].textContent = '区';
  cell.textContent = '盘锦市';
  cell.nextElementSibling.textContent = '长'.repeat(200);
  const words = document.createRange();
  words.selectNodeContents(cell);
  return words.getClientRects().length;
}"""
ENGLISH = {"name": "ltc_language", "value": "en"}


def choose(page, cookie, address):
    page.context.add_cookies([{**cookie, "url": address}])


@pytest.mark.parametrize("width", SIZES)
def test_the_gallery_is_sound_at_every_width(gallery, browser_page, picture, width):
    page = browser_page(width)
    page.goto(gallery)
    page.wait_for_function("document.querySelectorAll('canvas[data-chart][width]').length === 3")
    assert overflow(page) == 0
    assert access_findings(page) == []
    picture(page, "gallery")


@pytest.mark.parametrize("cookies", [(), (LARGE,), (ENGLISH,), (LARGE, ENGLISH)])
def test_the_narrowest_phone_needs_no_sideways_scrolling(gallery, browser_page, cookies):
    page = browser_page(320)
    for cookie in cookies:
        choose(page, cookie, gallery)
    page.goto(gallery)
    assert overflow(page) == 0
    assert access_findings(page) == []


@pytest.mark.parametrize("width", SIZES)
def test_large_english_letters_fit_at_every_width(gallery, browser_page, width):
    page = browser_page(width)
    for cookie in (LARGE, ENGLISH):
        choose(page, cookie, gallery)
    page.goto(gallery)
    page.eval_on_selector(".facts .state", "one => one.append(' Waiting for his own answer')")
    assert overflow(page) == 0


def test_a_short_word_of_a_table_stays_on_one_line(gallery, browser_page):
    page = browser_page(768)
    page.goto(gallery)
    assert page.eval_on_selector("tbody td:not([class])", LINES_BESIDE_A_LONG_TEXT) == 1


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("path", ["/sign-in", "/wrong/404"])
def test_pages_without_a_menu_are_sound_too(gallery, browser_page, width, path):
    page = browser_page(width, allow=("status of 404",))
    page.goto(gallery + path)
    assert overflow(page) == 0
    assert access_findings(page) == []


def test_two_hundred_per_cent_is_like_half_the_width(gallery, browser_page):
    page = browser_page(640)
    page.goto(gallery)
    assert overflow(page) == 0


@pytest.mark.parametrize(("cookies", "least"), [((), 44), ((LARGE,), 60)])
def test_fingers_find_everything(gallery, browser_page, cookies, least):
    page = browser_page(360)
    for cookie in cookies:
        choose(page, cookie, gallery)
    page.goto(gallery)
    small = page.evaluate(SMALLER_THAN, least)
    assert small == []


def test_elder_mode_letters_are_large(gallery, browser_page):
    page = browser_page(360)
    choose(page, LARGE, gallery)
    page.goto(gallery)
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")
    assert size >= 18


def test_a_state_is_a_word_and_a_shape(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    states = page.locator(".state")
    assert states.count() >= 6
    for one in states.all():
        assert one.inner_text().strip()
        assert one.locator("svg use").count() == 1


def test_icons_are_really_drawn(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    page.wait_for_load_state("networkidle")
    box = page.evaluate("document.querySelector('.side .nav-link svg use').getBBox().width")
    assert box > 0


def test_on_paper_there_is_no_frame(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    page.emulate_media(media="print")
    for part in (".top", ".side", ".page-acts", ".pager", ".filter-row"):
        assert not page.locator(part).first.is_visible()
    assert page.locator("h1").is_visible()
