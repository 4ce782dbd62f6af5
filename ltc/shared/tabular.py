"""Tables that leave and enter the house: CSV and XLSX in which no cell is a formula.

CSV is UTF-8 with a byte-order mark: without it Excel on a Chinese Windows reads the file in its
own code page (GBK) and shows broken characters.  A spreadsheet also takes text for a formula, and
rounds long numbers or drops their leading zeros; a leading apostrophe keeps such a cell as text,
and ``plain_text`` takes it away again.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from ltc.shared.errors import BadInput

BOM = "\ufeff"
MARK = "'"
# A cell that begins with one of these would be a formula in a spreadsheet; full-width forms too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_LONG_NUMBER = 12
_WIDEST, _NARROWEST = 40, 8
_FEN_PER_YUAN = Decimal(100)

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet for people: its heading, and what stands in it."""

    heading: str
    kind: str = "text"  # text, number, money (in 分, shown in 元)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: rows may be an iterator and are written as they come."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    about: Sequence[str] = ()  # lines above the table: what it is, of when


def safe_text(text: str) -> str:
    """Return text that a spreadsheet shows as it is: no formula, no number rounded."""
    number = text.isdigit() and (len(text) >= _LONG_NUMBER or (len(text) > 1 and text[0] == "0"))
    formula = text.lstrip(" \u3000").startswith(_FORMULA)
    return MARK + text if number or formula or text.startswith(MARK) else text


def plain_text(cell: str) -> str:
    """Take away the apostrophe that ``safe_text`` put before a cell."""
    return cell.removeprefix(MARK)


def csv_rows(out: IO[str]) -> Any:  # noqa: ANN401 - the csv module does not name its writers
    """Return a writer of CSV rows; ``out`` must be opened with ``newline=""``."""
    out.write(BOM)
    return csv.writer(out, lineterminator="\r\n")


def read_csv(raw: IO[bytes]) -> Iterator[list[str]]:
    """Yield the rows of a CSV file in UTF-8 (with or without a mark) or GB 18030, as text."""
    text = io.TextIOWrapper(raw, encoding=_encoding(raw), newline="")
    try:
        yield from csv.reader(text, strict=True)
    except (csv.Error, UnicodeDecodeError) as fault:
        raise BadInput(
            f"the file is not CSV in UTF-8 or GB 18030: {fault}",
            "文件不是 UTF-8 或 GB 18030 编码的 CSV，或引号不成对",
            field="file",
        ) from None
    finally:
        text.detach()


def write_xlsx(out: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook row by row; text stays text, amounts are numbers in 元."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    formats = {
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
    }
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name[:31]), sheet, formats, head)
    book.close()


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any], head: Any) -> None:  # noqa: ANN401 - xlsxwriter's own objects
    """Write one sheet: lines about it, headings that stay in sight, rows."""
    for number, line in enumerate(sheet.about):
        page.write_string(number, 0, line)
    top = len(sheet.about)
    for place, column in enumerate(sheet.columns):
        width = min(_WIDEST, max(_NARROWEST, 2 * len(column.heading) + 4))
        page.set_column(place, place, width)
        page.write_string(top, place, column.heading, head)
    page.freeze_panes(top + 1, 0)
    for number, row in enumerate(sheet.rows, start=top + 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, (number, place), column.kind, cell, formats)


def _write_cell(
    page: Any,  # noqa: ANN401 - xlsxwriter's own object
    where: tuple[int, int],
    kind: str,
    cell: Cell,
    formats: dict[str, Any],
) -> None:
    if cell is None or cell == "":
        return
    if kind == "text" or isinstance(cell, str):
        page.write_string(*where, str(cell), formats["text"])
    else:
        value = Decimal(cell) / _FEN_PER_YUAN if kind == "money" else cell
        page.write_number(*where, value, formats[kind])


def _encoding(raw: IO[bytes]) -> str:
    """Find out how a file is written by reading it once: UTF-8, else what Excel saves in China."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := raw.read(1 << 20):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    else:
        return "utf-8-sig"
    finally:
        raw.seek(0)
