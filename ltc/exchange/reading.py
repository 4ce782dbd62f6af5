"""Read exchange files, CSV, Parquet or XLSX, a page at a time: rows of text with their numbers.

A missing, doubled or unknown column is a fault of the whole file and stops the run before anything
is written; what is wrong with a row is told with the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from ltc.exchange import workbook
from ltc.exchange.layout import Field, Layout
from ltc.exchange.layouts import IMPORTABLE, LAYOUTS
from ltc.exchange.workbook import WORKBOOK
from ltc.shared.errors import BadInput, Faults, LtcError
from ltc.shared.ids import canonical_json, first_repeated, sha256
from ltc.shared.tabular import plain_text, read_csv

CSV, PARQUET, XLSX = SUFFIXES = (".csv", ".parquet", ".xlsx")
PAGE = 500
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Given:
    """A row as it came: its number in the file (the heading is row 1), its text and its hash."""

    number: int
    cells: Mapping[str, str]
    faults: Sequence[LtcError] = ()  # of cells that could not even be turned into text

    @property
    def name(self) -> str:
        """The row's name in its source."""
        return self.cells.get("id", "")

    @property
    def hash(self) -> str:
        """The hash of what was said; the same from every kind of file."""
        return sha256(canonical_json({key: text for key, text in self.cells.items() if text}))


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an import, or one sheet of a workbook."""

    layout: Layout
    path: Path
    sheet: str = ""  # none: the first one

    @property
    def name(self) -> str:
        """What a fault of the whole file calls it."""
        return f"{self.path.name} {self.sheet}".rstrip()

    def rows(self) -> Iterator[Given]:
        """Yield the rows; columns that are ours to work out are left out."""
        yield from self.rows_of([field for field in self.layout.fields if not field.ours])

    def rows_of(self, wanted: Sequence[Field]) -> Iterator[Given]:
        """Yield the rows with some of their columns."""
        if self.path.suffix == XLSX:
            yield from _sheet_rows(self, wanted)
        else:
            reader = _parquet_rows if self.path.suffix == PARQUET else _csv_rows
            yield from reader(self.path, wanted)

    def heading(self) -> list[str]:
        """Return the names of the file's columns."""
        if self.path.suffix == XLSX:
            return workbook.heading(self.path, self.sheet, self.layout.fields)
        if self.path.suffix == PARQUET:
            return list(_parquet(self.path).schema_arrow.names)
        with self.path.open("rb") as raw:
            return [plain_text(cell).strip() for cell in next(read_csv(raw), [])]

    def count(self, most: int | None = None) -> int:
        """Return how many rows the file has, counting no further than ``most``."""
        if self.path.suffix == PARQUET:
            return int(_parquet(self.path).metadata.num_rows)
        return sum(1 for _ in islice(self.rows(), most))

    def pages(self, most: int | None = PAGE) -> Iterator[list[Given]]:
        """Yield the rows in pages, or all as one."""
        rows = self.rows()
        while page := list(islice(rows, most)):
            yield page


def sources_in(folder: Path) -> list[Source]:
    """Return the importable files of a folder in the order in which they are read."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder", f"{folder} 不是文件夹", field="folder")
    there, faults = _there(folder), list[LtcError]()
    found = []
    for name in IMPORTABLE:
        mine = [each for each in there if each.layout.name == name]
        if len(mine) > 1:
            faults.append(_fault(name, "two files of one kind", "同一种文件有两个"))
        found += mine[:1]
    faults += [fault for each in found for fault in _heading_faults(each)]
    if not found:
        known = ", ".join(f"{name}.csv" for name in IMPORTABLE)
        faults.append(
            BadInput(
                f"no exchange file in {folder}; known: {known}, {WORKBOOK}",
                f"{folder} 中没有可导入的交换文件；可用：{known}, {WORKBOOK}",
                field="folder",
            )
        )
    if faults:
        raise Faults(faults)
    return found


def source_in(folder: Path, layout: Layout) -> Source:
    """Return the one file of a kind in a folder."""
    found = [each for each in _there(folder) if each.layout is layout]
    if len(found) != 1:
        known = ", ".join(f"{layout.name}{suffix}" for suffix in SUFFIXES)
        raise BadInput(
            f"{folder} holds no {layout.name}, or more than one; known: {known}, {WORKBOOK}",
            f"{folder} 中应有且只有一个“{layout.zh}”文件；可用：{known}, {WORKBOOK}",
            field="folder",
        )
    return found[0]


def _there(folder: Path) -> list[Source]:
    """Return the files of a folder that have a layout, and the sheets of its workbook."""
    found = [
        Source(layout, path)
        for name, layout in LAYOUTS.items()
        for suffix in SUFFIXES
        if (path := folder / f"{name}{suffix}").is_file()
    ]
    if (book := folder / WORKBOOK).is_file():
        found += [Source(_layout_of(sheet), book, sheet) for sheet in workbook.sheets(book)]
    return found


def _layout_of(sheet: str) -> Layout:
    for layout in LAYOUTS.values():
        if sheet in (layout.name, layout.zh):
            return layout
    known = ", ".join(layout.zh for layout in LAYOUTS.values())
    raise _fault(
        WORKBOOK,
        f"no kind of file has the name of sheet {sheet[:40]!r}; known: {known}",
        f"不认识的工作表“{sheet[:40]}”；可用：{known}",
    )


def _heading_faults(source: Source) -> list[LtcError]:
    """Compare a file's heading with its layout."""
    layout, name = source.layout, source.name
    try:
        heading = source.heading()
    except LtcError as fault:
        return [_fault(name, fault.en, fault.zh)]
    faults: list[LtcError] = []
    if double := first_repeated(heading):
        faults.append(_fault(name, f"column {double} comes twice", f"列 {double} 重复"))
    missing = [each.name for each in layout.fields if each.required and each.name not in heading]
    if missing:
        said = ", ".join(missing)
        faults.append(_fault(name, f"columns are missing: {said}", f"缺少列：{said}"))
    strange = [each for each in heading if each not in layout.by_name]
    if strange:
        said = ", ".join(each[:40] for each in strange[:_SHOWN])
        faults.append(_fault(name, f"unknown columns: {said}", f"不认识的列：{said}"))
    return faults


def _csv_rows(path: Path, wanted: Sequence[Field]) -> Iterator[Given]:
    with path.open("rb") as raw:
        yield from given_of(read_csv(raw), wanted)


def given_of(lines: Iterable[Sequence[str]], wanted: Sequence[Field]) -> Iterator[Given]:
    """Turn lines under a heading into rows; a line that is too long or short is told as it is."""
    rows = iter(lines)
    heading = [plain_text(cell).strip() for cell in next(rows, [])]
    names = {field.name for field in wanted}
    for number, line in enumerate(rows, start=2):
        if not any(line):
            continue
        cells = dict(zip(heading, map(plain_text, line), strict=False))
        given = {name: cell for name, cell in cells.items() if name in names}
        yield Given(number, given, _uneven(len(line), len(heading)))


def _uneven(cells: int, columns: int) -> list[LtcError]:
    if cells == columns:
        return []
    en, zh = f"the row has {cells} cells under {columns} columns", "本行的列数与标题不符"
    return [BadInput(en, zh, field="row")]


def _sheet_rows(source: Source, wanted: Sequence[Field]) -> Iterator[Given]:
    heading, fields = source.heading(), {field.name: field for field in wanted}
    for number, line in workbook.rows(source.path, source.sheet, source.layout.fields):
        cells, faults = dict[str, str](), _uneven(len(line), len(heading))
        for name, cell in zip(heading, line, strict=False):
            if name not in fields:
                continue
            try:
                cells[name] = workbook.text_of(fields[name], cell)
            except LtcError as fault:
                faults.append(fault)
        yield Given(number, cells, faults)


def _parquet_rows(path: Path, wanted: Sequence[Field]) -> Iterator[Given]:
    file = _parquet(path)
    there = [field for field in wanted if field.name in file.schema_arrow.names]
    number = 1
    batches = file.iter_batches(PAGE, columns=[field.name for field in there])
    while True:
        with _plainly():
            batch = next(batches, None)
        if batch is None:
            return
        for values in batch.to_pylist():
            number += 1
            cells = {each.name: _text_of(each, values[each.name]) for each in there}
            yield Given(number, cells)


def _text_of(field: Field, value: Any) -> str:  # noqa: ANN401 - what Parquet holds
    """Write a typed value as the text of a CSV cell, so that both are read alike."""
    if value is None or isinstance(value, str):
        return value or ""
    if field.kind == "money" and isinstance(value, Decimal):
        return str(value)
    try:
        return field.write(value)
    except (TypeError, ValueError, AttributeError):
        return str(value)  # a column of another type: the field's reader says what is wrong


def _parquet(path: Path) -> Any:  # noqa: ANN401 - pyarrow's own
    import pyarrow.parquet as pq

    with _plainly():
        return pq.ParquetFile(path)


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell in one plain message whatever pyarrow stumbles over."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as fault:
        raise BadInput(
            "not a Parquet file, or a damaged one", "不是 Parquet 文件或已损坏", field="file"
        ) from fault


def _fault(name: str, en: str, zh: str) -> BadInput:
    return BadInput(f"{name}: {en}", f"{name}：{zh}", field=name)
