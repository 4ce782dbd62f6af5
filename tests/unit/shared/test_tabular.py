"""Cells that leave the house: no formula, no rounded number; they are read back as they were."""

import io

import openpyxl
import pytest

from ltc.shared.errors import BadInput
from ltc.shared.tabular import (
    BOM,
    Column,
    Sheet,
    csv_rows,
    plain_text,
    read_csv,
    safe_text,
    write_xlsx,
)

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    " =1",
]
LONG = ["211102194105289952", "007", "13804272767890"]
PLAIN = ["王秀英", "O'Neill", "3号", "12", "2023-10-09", "👵", ""]


@pytest.mark.parametrize("text", [*DANGEROUS, *LONG, "'=1", "'"])
def test_what_a_spreadsheet_would_change_is_marked_as_text(text):
    assert safe_text(text) == "'" + text
    assert plain_text(safe_text(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_everything_else_stands_as_it_is(text):
    assert safe_text(text) == plain_text(text) == text


def test_csv_begins_with_the_mark_that_excel_in_china_needs():
    out = io.StringIO(newline="")
    csv_rows(out).writerow(["姓名", 'a"b', "x\ny"])
    assert out.getvalue() == BOM + '姓名,"a""b","x\ny"\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_the_encodings_that_are_used(encoding):
    raw = io.BytesIO("姓名,住址\r\n王秀英,兴隆台区\r\n".encode(encoding))
    assert list(read_csv(raw)) == [["姓名", "住址"], ["王秀英", "兴隆台区"]]


@pytest.mark.parametrize("raw", [b"\xff\xff\xff", b'a,"b\r\n', b'"a"b,c\r\n'])
def test_what_is_no_csv_is_refused(raw):
    with pytest.raises(BadInput):
        list(read_csv(io.BytesIO(raw)))


def test_a_workbook_holds_text_as_text_and_amounts_as_numbers():
    out = io.BytesIO()
    columns = [Column("证件"), Column("金额（元）", "money"), Column("次数", "number")]
    rows = [[text, -1205, 3] for text in (*DANGEROUS[:4], LONG[0])] + [[None, None, None]]
    write_xlsx(out, [Sheet("表", columns, iter(rows), about=("2023年10月",))])
    page = openpyxl.load_workbook(out)["表"]
    assert [cell.value for cell in page[2]] == ["证件", "金额（元）", "次数"]
    assert [page.cell(row, 1).data_type for row in range(3, 8)] == ["s"] * 5
    assert [cell.value for cell in page[7]] == [LONG[0], -12.05, 3]
