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
    f"/calculator/panjin?{BILL}&lines-0-price=120&lines-0-minutes=60",
    f"/calculator/panjin?{BILL}",
    "/packs/",
    "/packs/panjin?on=2023-10-01",
)


def path_of(page: str, ids) -> str:
    near = ids.statements[ids.near]
    return page.format(**{**vars(ids), "statement": near})


@pytest.mark.parametrize("width", SIZES)
def test_every_page_is_sound_at_every_width(signed_in, desk, picture, width):
    address, ids = desk
    page = signed_in("officer", width)
    found = {}
    for number, each in enumerate(PAGES):
        path = path_of(each, ids)
        page.goto(address + path)
        wrong = [*access_findings(page), *([f"{n} px too wide"] if (n := overflow(page)) else [])]
        if wrong:
            found[path] = wrong
        picture(page, f"billing-{number:02d}")
    assert found == {}
