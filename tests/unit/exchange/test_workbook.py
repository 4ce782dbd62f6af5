"""A workbook that somebody typed or spoilt: what a spreadsheet may have lost is never taken in."""

import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from ltc.exchange import workbook
from ltc.exchange.layout import Field, Layout
from ltc.exchange.layouts import LAYOUTS
from ltc.exchange.reading import Source, sources_in
from ltc.shared.errors import LtcError

FIELDS = (
    Field("id", "编号", required=True),
    Field("day", "日期", "day"),
    Field("at", "时刻", "instant"),
    Field("month", "月份", "month"),
    Field("price", "单价", "money", unit="元"),
    Field("count", "次数", "int"),
    Field("long", "经度", "number"),
    Field("left", "离岗", "flag"),
)
LAYOUT = Layout("things", "物", "", FIELDS)
HEADING = [field.heading for field in FIELDS]
AN_HOUR = datetime.combine(date(2023, 10, 9), time(8, 30))
SOUND = ["007", date(2023, 10, 9), "2023-10-09T09:00:00+08:00", "2023-10", 120, 3, 122, True]
READ = ["007", "2023-10-09", SOUND[2], "2023-10", "120.00", "3", "122.0", "yes"]


def book(path, *rows, heading=HEADING, title="物"):
    """Write a workbook as a person would."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in (heading, *rows):
        made.active.append(row)
    made.save(path)
    return path


def read(path):
    return list(Source(LAYOUT, path).rows())


def test_cells_are_read_as_the_text_of_csv_under_either_heading(tmp_path):
    names = [field.name for field in FIELDS]
    for heading in (HEADING, names):
        [row] = read(book(tmp_path / "things.xlsx", SOUND, heading=heading))
        assert [row.cells[name] for name in names] == READ
        assert row.faults == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", 7, "zeros in front"),
        ("id", 211102194005120011, "zeros in front"),
        ("id", "=1+1", "formula"),
        ("id", "#N/A", "formula"),
        ("id", date(2023, 10, 9), "date"),
        ("id", True, "true or false"),
        ("day", 45200, "number where text"),
        ("day", AN_HOUR, "date"),
        ("at", AN_HOUR, "date"),
        ("price", "=SUM(A1:A2)", "formula"),
        ("price", 1e16, "too large"),
    ],
)
def test_what_a_spreadsheet_may_have_spoilt_is_refused_in_its_field(tmp_path, column, value, said):
    place = [field.name for field in FIELDS].index(column)
    row = [*SOUND[:place], value, *SOUND[place + 1 :]]
    [found] = read(book(tmp_path / "things.xlsx", row))
    [fault] = found.faults
    assert (fault.field, said in fault.en, fault.zh != fault.en) == (column, True, True)


def test_rows_keep_their_numbers_and_one_that_is_too_long_is_told(tmp_path):
    empty = [None] * len(SOUND)
    found = read(book(tmp_path / "things.xlsx", SOUND, empty, [*SOUND, "beside"]))
    assert [(row.number, [each.field for each in row.faults]) for row in found] == [
        (2, []),
        (4, ["row"]),
    ]


def test_a_month_typed_as_a_date_is_its_month(tmp_path):
    row = [*SOUND[:3], date(2023, 10, 1), *SOUND[4:]]
    assert read(book(tmp_path / "things.xlsx", row))[0].cells["month"] == "2023-10"


@pytest.mark.parametrize("spoilt", ["no zip", "half", "no sheet", "not xml"])
def test_a_damaged_workbook_is_one_plain_message(tmp_path, spoilt):
    path = book(tmp_path / "things.xlsx", SOUND)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if spoilt == "no sheet":
        del parts["xl/worksheets/sheet1.xml"]
    if spoilt == "not xml":
        parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row r='1'><c"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    if spoilt in ("no zip", "half"):
        path.write_bytes(path.read_bytes()[: 0 if spoilt == "no zip" else 900])
    with pytest.raises(LtcError, match="not an XLSX workbook"):
        read(path)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = book(tmp_path / "exchange.xlsx", SOUND)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (3 << 20))
    with pytest.raises(LtcError, match="larger than 2 MB unpacked"):
        workbook.sheets(path, most=2 << 20)


def test_a_row_far_below_all_others_costs_nothing(tmp_path):
    path = book(tmp_path / "things.xlsx", SOUND)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="2"', b'r="99999999999"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read(path) == []


def test_a_sheet_of_another_name_is_refused_by_the_names_that_are_known(tmp_path):
    book(tmp_path / "exchange.xlsx", SOUND, title="张三的表")
    with pytest.raises(LtcError, match="known: 参保人"):
        sources_in(tmp_path)


def test_no_two_columns_of_a_sheet_have_one_heading():
    for layout in LAYOUTS.values():
        assert len({field.heading for field in layout.fields}) == len(layout.fields), layout.name
    assert len({layout.zh[:31] for layout in LAYOUTS.values()}) == len(LAYOUTS)
