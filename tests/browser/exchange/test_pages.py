"""The exchange page in a real browser: sound at every width; files go out, and in after a look."""

import zipfile

import pytest

from tests.support.browser import SIZES, access_findings, overflow
from tests.support.factories import base, exchange

pytestmark = pytest.mark.browser


def sound(page):
    return access_findings(page) + [f"{n} px too wide" for n in [overflow(page)] if n]


def hand_in(page, folder):
    """Choose a folder's files as a ZIP and have them looked over."""
    packed = folder.parent / "files.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for each in folder.iterdir():
            archive.write(each, each.name)
    page.go("/desk/exchange/")
    form = page.locator("#import")
    form.locator("input[type=file]").set_input_files(packed)
    form.get_by_label("区划").select_option(base.CITY)
    form.get_by_label("来源系统").fill("原系统")
    form.get_by_role("button", name="检查文件").click()


@pytest.mark.parametrize("width", SIZES)
def test_both_pages_are_sound_at_every_width(officer, picture, tmp_path, width):
    page = officer(width)
    page.go("/desk/exchange/")
    assert sound(page) == []
    picture(page, "exchange-desk")
    rows = exchange.changed("persons", "category", "超长的类别" * 30)
    hand_in(page, exchange.write(tmp_path / "in", persons=rows))
    assert sound(page) == []
    picture(page, "exchange-upload")


def test_a_month_goes_out_and_a_file_comes_in(officer, tmp_path):
    page = officer()
    page.go("/desk/exchange/")
    page.locator("#export").get_by_label("服务月份").fill("2023-10")
    page.locator("#export").get_by_label("区划").select_option(base.CITY)
    page.get_by_label("CSV 文件（ZIP）").check()
    with page.expect_download() as coming:
        page.get_by_role("button", name="导出，含个人信息").click()
    assert coming.value.suggested_filename == "2111-2023-10.zip"
    hand_in(page, exchange.write(tmp_path / "in"))
    assert "现在还什么都没有写入" in page.locator("main").inner_text()
    page.locator("#counts summary").click()
    page.get_by_role("button", name="确认：导入").click()
    assert "已导入" in page.locator("body").inner_text()
