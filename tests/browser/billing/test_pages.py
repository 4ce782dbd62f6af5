"""The settlement pages in a real browser: sound at every width, and an act from end to end."""

import pytest

from tests.support.browser import SIZES, access_findings, overflow

pytestmark = pytest.mark.browser
BILL = "month=2023-10&insurance=employee&grade=severe_1&mode=home&lines-0-day=2023-10-02"
PAGES = (
    "/desk/months/",
    "/desk/months/2111/2023-10",
    "/desk/months/2111/2023-11",
    "/desk/lines/",
    "/desk/lines/{visits[0]}",
    "/desk/lines/{late}",
    "/desk/trace/",
    "/desk/trace/visits/{late}",
    "/desk/statements/",
    "/desk/statements/{statement}",
    "/desk/statements/{statement}/dispute",
    "/desk/statements/disputes/{dispute}",
    "/desk/payments/",
    "/desk/fund/",
    "/desk/fund/journal",
    "/desk/fund/entries/{income}",
    "/desk/fund/income",
    "/desk/fund/forecast/",
    "/desk/fund/report/",
    "/desk/what-if/",
    "/desk/what-if/new",
    f"/calculator/panjin?{BILL}&lines-0-price=120&lines-0-minutes=60",
    f"/calculator/panjin?{BILL}",
    "/calculator/xuzhou?month=2024-06&insurance=employee&grade=severe_1&mode=home&traits=student",
    "/calculator/nanning/contribution?on=2021-06-01&category=employee&base=4000",
    "/calculator/changzhou/entitlement?on=2023-05-10&insurance=employee&insured_from=2023-01-01",
    "/packs/",
    "/packs/panjin?on=2023-10-01",
    "/packs/compare?one=panjin",
    "/packs/compare?one=panjin&one_on=2022-06-01&other=hanzhong&other_on=2022-06-01",
)


def path_of(page: str, ids) -> str:
    near = ids.statements[ids.near]
    return page.format(**{**vars(ids), "statement": near})


@pytest.mark.parametrize("width", SIZES)
def test_every_page_is_sound_at_every_width(signed_in, desk, picture, width):
    address, ids = desk
    page = signed_in(address, "officer", width)
    found = {}
    for number, each in enumerate(PAGES):
        path = path_of(each, ids)
        page.goto(address + path)
        wrong = [*access_findings(page), *([f"{n} px too wide"] if (n := overflow(page)) else [])]
        if wrong:
            found[path] = wrong
        picture(page, f"billing-{number:02d}")
    assert found == {}


def test_a_month_is_tried_and_settled_while_one_looks_on(signed_in, unsettled, picture):
    page = signed_in(unsettled, "officer")
    page.goto(f"{unsettled}/desk/months/2111/2023-10")
    page.get_by_role("button", name="试算").click()
    page.get_by_role("heading", name="试算结果").wait_for(timeout=120_000)
    assert page.get_by_text("900.00").first.is_visible()
    picture(page, "billing-tried")
    page.locator("summary", has_text="冻结并计算").click()
    assert page.get_by_text("约9行明细").is_visible()
    page.get_by_role("button", name="确认：冻结并计算").click()
    page.locator("summary", has_text="生成对账单").wait_for(timeout=120_000)
    picture(page, "billing-settled")


def test_a_statement_is_signed_by_keyboard_alone(signed_in, desk):
    address, ids = desk
    page = signed_in(address, "officer")
    page.goto(f"{address}/desk/statements/{ids.statements[ids.near]}")
    page.locator("summary", has_text="代表医保局签署").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("已签署").first.wait_for()
    row = page.locator("#signatures tr", has_text="医保局")
    assert row.get_by_text("已签", exact=True).is_visible()


@pytest.mark.parametrize("width", [360, 768])
def test_anybody_asks_the_calculator_with_a_thumb(browser_page, desk, picture, width):
    address, _ids = desk
    page = browser_page(width)
    page.goto(f"{address}/calculator/panjin")
    page.select_option("#grade", label="重度失能一级")
    page.fill("#month", "2023-10")
    page.fill("#lines-0-day", "2023-10-02")
    page.fill("#lines-0-price", "120")
    page.get_by_role("button", name="试算").tap()
    page.get_by_text("96.00").first.wait_for()
    assert access_findings(page) == []
    assert overflow(page) == 0
    picture(page, "calculator")
