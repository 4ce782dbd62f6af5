"""Read the sheets of an XLSX workbook as rows of text, page by page; nothing in it is believed.

A spreadsheet loses what it shows as a number: leading zeros, the end of a long number, a day.  So
text is read from text cells alone, and a formula is never worked out.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ltc.exchange.layout import NO, YES, Field
from ltc.shared.errors import BadInput, LtcError

WORKBOOK = "exchange.xlsx"
MOST_UNPACKED = 2 << 30  # bytes; a million visits take about one
_MOST_STRINGS = 256 << 20  # these alone are held in memory
_LAST_ROW, _MOST_COLUMNS = 1_048_576, 200
_PAGE = 500
_FEN = Decimal("0.01")
# What the reader raises on bytes that are no workbook, or one that was tampered with.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, ArithmeticError, RuntimeError),
)


class Cell(NamedTuple):
    """What stands in a cell, and of which kind the spreadsheet takes it to be."""

    value: Any
    kind: str  # n number, s text, b flag, d day or instant, f formula, e error


def sheets(path: Path, *, most: int = MOST_UNPACKED) -> list[str]:
    """Return the names of a workbook's sheets; one that is too large unpacked is not opened."""
    with _opened(path, most) as book:
        return [str(name) for name in book.sheetnames]


def heading(path: Path, sheet: str, fields: Sequence[Field]) -> list[str]:
    """Return the columns of a sheet by the names of fields; what is no field stays as written."""
    with _opened(path) as book:
        return _heading(_sheet(book, sheet), fields)


def rows(path: Path, sheet: str, fields: Sequence[Field]) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows under the heading with their numbers, each as wide as the heading or wider."""
    with _opened(path) as book:
        page = _sheet(book, sheet)
        wide = len(_heading(page, fields))
        found = page.iter_rows(min_row=2, max_row=_LAST_ROW, max_col=wide + 1)
        numbered = enumerate(found, start=2)
        while part := _told_plainly(lambda: list(islice(numbered, _PAGE))):
            yield from _with_content(part, wide)


def _with_content(part: Sequence[tuple[int, Any]], wide: int) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows in which something stands; one with a cell beside the heading stays longer."""
    for number, row in part:
        cells = [Cell(each.value, each.data_type) for each in row]
        if any(each.value not in (None, "") for each in cells):
            yield number, cells[:wide] if cells[-1].value in (None, "") else cells


def text_of(field: Field, cell: Cell) -> str:
    """Return a cell as the text of a CSV file; refuse what a spreadsheet may have spoilt."""
    value, kind = cell
    if value is None or value == "":
        return ""
    if kind in ("f", "e"):
        raise _refused(field, "a formula or an error, not a value", "是公式或错误值，请粘贴为数值")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _flag(field, value=value)
    if isinstance(value, date):
        return _day(field, value)
    if field.kind in ("int", "number", "money") and isinstance(value, int | float):
        return _number(field, value)
    raise _refused(
        field,
        "a number where text is wanted: zeros in front and digits past 15 are lost; "
        "format the column as text and type it again",
        "是数字格式，开头的零和15位以后的数字会丢失；请把该列设为“文本”格式后重新填写",
    )


def _flag(field: Field, *, value: bool) -> str:
    if field.kind == "flag":
        return YES if value else NO
    raise _refused(field, "true or false", "是“真/假”，请改为文本")


def _day(field: Field, value: date) -> str:
    """Return a day or month that the spreadsheet holds as such; an instant needs its offset."""
    whole = not isinstance(value, datetime) or value.time() == time()
    if field.kind == "day" and whole:
        return f"{value:%Y-%m-%d}"
    if field.kind == "month" and whole:
        return f"{value:%Y-%m}"
    raise _refused(
        field,
        "a date of the spreadsheet; format the column as text and type it as the page says",
        "是电子表格的日期，请把该列设为“文本”格式，按说明的写法填写",
    )


def _number(field: Field, value: float) -> str:
    if field.kind == "number":
        return repr(float(value))
    exact = Decimal(repr(value))
    if not exact.is_finite() or abs(exact) >= 10**15:
        raise _refused(field, "a number too large to be exact", "数值过大，电子表格已不能精确保存")
    if exact == exact.quantize(_FEN):
        exact = exact.quantize(_FEN if field.kind == "money" else Decimal(1))
    return str(exact)


def _refused(field: Field, en: str, zh: str) -> BadInput:
    said = f"{field.zh}（{field.name}）的单元格{zh}"
    return BadInput(f"{field.name}: the cell holds {en}", said, field=field.name)


def _heading(page: Any, fields: Sequence[Field]) -> list[str]:  # noqa: ANN401 - openpyxl's sheet
    names = {field.heading: field.name for field in fields}
    first = page.iter_rows(max_row=1, max_col=_MOST_COLUMNS)
    row = _told_plainly(lambda: next(first, ()))
    written = [str(each.value or "").strip() for each in row]
    while written and not written[-1]:
        written.pop()
    return [names.get(each, each) for each in written]


def _sheet(book: Any, name: str) -> Any:  # noqa: ANN401 - openpyxl's own
    def found() -> Any:  # noqa: ANN401 - same
        page = book[name or book.sheetnames[0]]
        page.reset_dimensions()  # what a file says of its own size proves nothing
        return page

    return _told_plainly(found)


@contextmanager
def _opened(path: Path, most: int = MOST_UNPACKED) -> Iterator[Any]:
    """Open a workbook that is not larger than it may be."""
    from openpyxl import load_workbook

    book = None
    try:
        _told_plainly(lambda: _refuse_large(path, most))
        book = _told_plainly(lambda: load_workbook(path, read_only=True, keep_links=False))
        yield book
    finally:
        if book is not None:
            book.close()


def _refuse_large(path: Path, most: int) -> None:
    """Refuse a bomb: no member gives more bytes than the archive's own list says it has."""
    with zipfile.ZipFile(path) as archive:
        sizes = {each.filename: each.file_size for each in archive.infolist()}
    strings = sum(size for name, size in sizes.items() if not name.startswith("xl/worksheets/"))
    if sum(sizes.values()) > most or strings > min(most, _MOST_STRINGS):
        raise BadInput(
            f"the workbook is larger than {most >> 20} MB unpacked; bring CSV instead",
            f"工作簿解压后超过 {most >> 20} MB，请改用 CSV",
            field="file",
        )


def _told_plainly(act: Any) -> Any:  # noqa: ANN401 - what the act gives
    """Read on; whatever the reader stumbles over is one plain message."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and days outside the calendar
            return act()
    except LtcError:
        raise
    except _BROKEN as fault:
        raise BadInput(
            "not an XLSX workbook, or a damaged one; save it anew as .xlsx or bring CSV",
            "不是 XLSX 工作簿或已损坏，请另存为 .xlsx 或改用 CSV",
            field="file",
        ) from fault
