"""The page kit under real hands: keyboard, double taps, input methods, going back."""

import pytest

from tests.support.browser import overflow

pytestmark = pytest.mark.browser


def sent_forms(page):
    """Count the POSTs that leave ``page``."""
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    return sent


def test_a_bad_form_puts_the_focus_on_the_summary_and_links_to_the_field(gallery, browser_page):
    page = browser_page(allow=("status of 422",))
    page.goto(gallery)
    page.get_by_label("姓名", exact=True).last.fill("王秀兰")
    page.get_by_role("button", name="提交申请").click()
    summary = page.locator(".summary-bad")
    assert summary.evaluate("one => one === document.activeElement")
    assert page.get_by_label("姓名", exact=True).last.input_value() == "王秀兰"
    summary.get_by_role("link", name="请填写“身份证号码”").click()
    assert page.evaluate("document.activeElement.id") == "id_number"
    described = page.locator("#id_number").get_attribute("aria-describedby").split()
    assert "请填写“身份证号码”" in page.locator(f"#{described[-1]}").inner_text()


def test_enter_inside_an_input_method_does_not_send(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    sent = sent_forms(page)
    page.locator("form[data-guard] #name").evaluate(
        """box => {
             const key = new KeyboardEvent('keydown',
               {key: 'Enter', isComposing: true, bubbles: true, cancelable: true});
             window.stopped = !box.dispatchEvent(key);
           }"""
    )
    assert page.evaluate("window.stopped")
    assert sent == []


def test_a_double_tap_sends_once(gallery, browser_page):
    page = browser_page(allow=("status of 422",))
    page.goto(gallery)
    sent = sent_forms(page)
    send = page.get_by_role("button", name="提交申请")
    with page.expect_navigation():
        send.evaluate("button => { button.click(); button.click(); }")
    assert len(sent) == 1


def test_leaving_typed_words_asks_first(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("form[data-guard] #name").press_sequentially("王")
    page.goto(gallery + "/sign-in")
    assert asked == ["beforeunload"]


def test_leaving_an_untouched_form_asks_nothing(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(gallery + "/sign-in")
    assert asked == []


def test_the_keyboard_reaches_the_content_in_one_step(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_opens_closes_by_escape_and_gives_the_focus_back(gallery, browser_page):
    page = browser_page(360)
    page.goto(gallery)
    page.locator(".nav-fold > summary").click()
    assert page.locator(".nav-fold .nav-link").first.is_visible()
    assert overflow(page) == 0
    page.keyboard.press("Escape")
    assert not page.locator(".nav-fold .nav-link").first.is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_menu_works_without_scripts(gallery, browser_page):
    page = browser_page(360, java_script_enabled=False)
    page.goto(gallery)
    page.locator(".nav-fold > summary").click()
    assert page.locator(".nav-fold .nav-link").first.is_visible()
    assert page.locator("canvas").first.is_hidden()


def test_a_few_doors_stand_at_the_bottom_of_a_phone(few_doors, browser_page):
    page = browser_page(360)
    page.goto(few_doors)
    bar = page.locator(".bottom-bar")
    assert bar.is_visible()
    assert not page.locator(".nav-fold").is_visible()
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] == pytest.approx(740, abs=1)


def test_an_act_that_asks_shows_what_will_happen_before_it_sends(gallery, browser_page):
    page = browser_page(allow=("status of 422",))
    page.goto(gallery)
    sent = sent_forms(page)
    page.locator("summary", has_text="暂停协议").click()
    assert page.get_by_text("不能结算").is_visible()
    assert sent == []
    with page.expect_navigation():
        page.get_by_role("button", name="确认：暂停协议").click()
    assert len(sent) == 1


def test_one_box_ticks_all_rows(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    page.get_by_label("全选").check()
    assert page.locator("tbody .pick-box input:checked").count() == 5


def test_a_table_on_a_phone_says_each_column_s_name(gallery, browser_page):
    page = browser_page(360)
    page.goto(gallery)
    cell = page.locator("td[data-label='申请日期']").first
    label = cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert label == '"申请日期"'


def test_a_chart_says_the_same_in_a_table(gallery, browser_page):
    page = browser_page()
    page.goto(gallery)
    chart = page.locator("figure.chart").first
    chart.locator("summary").click()
    assert chart.get_by_role("cell", name="810,000.00").is_visible()
