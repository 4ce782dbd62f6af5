"""Write exchange files: CSV, Parquet, or one workbook for people.  A page in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ltc.exchange.fhir import write_fhir
from ltc.exchange.layout import SEPARATOR, Field, Layout
from ltc.exchange.queries.cases import Row
from ltc.exchange.queries.keys import names
from ltc.exchange.workbook import WORKBOOK
from ltc.shared.ids import sha256
from ltc.shared.tabular import Column, Sheet, csv_rows, safe_text, write_xlsx

if TYPE_CHECKING:
    import pyarrow as pa

FORMS = ("csv", "parquet", "xlsx", "fhir")
MANIFEST = "manifest.json"
_PAGE = 500
_FEN_DECIMALS = 2
_PLAIN = frozenset({"int", "number", "money", "flag"})

Put = Callable[[Sequence[Row]], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A file to write: its layout, the columns that may be told, and its rows."""

    layout: Layout
    columns: tuple[Field, ...]
    rows: Iterable[Row]


def write_tables(folder: Path, tables: Iterable[Table], form: str) -> dict[str, int]:
    """Write every table into ``folder``; return how many rows each file has."""
    if form == "xlsx":
        return _write_workbook(folder / WORKBOOK, tables)
    if form == "fhir":
        return _write_fhir(folder, tables)
    counts = {}
    for table in tables:
        opened = _WRITERS[form](folder / f"{table.layout.name}.{form}", table.columns)
        with opened as put:
            counts[table.layout.name] = 0
            for page in named_pages(table):
                put(page)
                counts[table.layout.name] += len(page)
    return counts


def write_manifest(folder: Path, facts: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    """Say beside the files what they are of, how many rows each has, and its SHA-256."""
    files = {
        each.name: {"rows": counts.get(each.stem), "sha256": sha256(each.read_bytes())}
        for each in sorted(folder.iterdir())
    }
    text = json.dumps({**facts, "files": files}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def named_pages(table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield pages of rows in which records have the names that files know them by."""
    rows = iter(table.rows)
    while page := list(islice(rows, _PAGE)):
        made = [dict(row) for row in page]
        for field in table.columns:
            if kind := table.layout.name if field.name == "id" else field.refers:
                _name(made, field.name, kind)
        yield made


def _name(rows: Sequence[dict[str, Any]], column: str, kind: str) -> None:
    """Put the names of records in the place of our numbers."""
    called = names(kind, [row[column] for row in rows if row[column]])
    for row in rows:
        row[column] = called.get(row[column])


@contextmanager
def _csv(path: Path, columns: Sequence[Field]) -> Iterator[Put]:
    """Text with a mark for Excel; what a spreadsheet would spoil is kept as text."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv_rows(out)
        rows.writerow([field.name for field in columns])

        def put(page: Sequence[Row]) -> None:
            rows.writerows([csv_cell(field, row[field.name]) for field in columns] for row in page)

        yield put


def csv_cell(field: Field, value: Any) -> str:  # noqa: ANN401 - what the field holds
    """Return a cell of a CSV file: numbers as they are, everything else safe as text."""
    text = field.write(value)
    return text if field.kind in _PLAIN else safe_text(text)


@contextmanager
def _parquet(path: Path, columns: Sequence[Field]) -> Iterator[Put]:
    """Typed columns: days, instants, exact decimals."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(field.name, _arrow_type(field)) for field in columns])
    with pq.ParquetWriter(path, schema) as writer:

        def put(page: Sequence[Row]) -> None:
            held = [[_arrow_value(field, row[field.name]) for row in page] for field in columns]
            arrays = [pa.array(each, _arrow_type(f)) for f, each in zip(columns, held, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))

        yield put


def _arrow_type(field: Field) -> pa.DataType:
    import pyarrow as pa

    made = {
        "day": pa.date32,
        "instant": lambda: pa.timestamp("ms", "UTC"),
        "int": pa.int64,
        "number": pa.float64,
        "money": lambda: pa.decimal128(18, _FEN_DECIMALS),
        "flag": pa.bool_,
    }
    return made.get(field.kind, pa.string)()


def _arrow_value(field: Field, value: Any) -> Any:  # noqa: ANN401 - what the field holds
    if value is None:
        return None
    if field.kind == "money":
        return Decimal(value).scaleb(-_FEN_DECIMALS)
    return SEPARATOR.join(value) if field.kind == "words" else value


def _write_fhir(folder: Path, tables: Iterable[Table]) -> dict[str, int]:
    """Write the settled lines as Claim and ClaimResponse; the other tables have no such shape."""
    counts: dict[str, int] = {}
    for table in tables:
        if table.layout.name == "claims":
            rows = (row for page in named_pages(table) for row in page)
            counts = write_fhir(folder, rows)
    return counts


def _write_workbook(path: Path, tables: Iterable[Table]) -> dict[str, int]:
    """Write one sheet per file, with Chinese headings, for reading and printing."""
    counts: dict[str, int] = {}
    with path.open("wb") as out:
        write_xlsx(out, (_sheet(table, counts) for table in tables))
    return counts


def _sheet(table: Table, counts: dict[str, int]) -> Sheet:
    name = table.layout.name
    counts[name] = 0

    def rows() -> Iterator[list[Any]]:
        for page in named_pages(table):
            counts[name] += len(page)
            yield from ([_shown(field, row[field.name]) for field in table.columns] for row in page)

    return Sheet(table.layout.zh, [_heading(each) for each in table.columns], rows())


def _heading(field: Field) -> Column:
    kind = {"money": "money", "int": "number", "number": "number"}.get(field.kind, "text")
    return Column(field.heading, kind)


def _shown(field: Field, value: Any) -> Any:  # noqa: ANN401 - what the field holds
    return (
        value if value is None or field.kind in ("money", "int", "number") else field.write(value)
    )


_WRITERS: Mapping[str, Callable[[Path, Sequence[Field]], AbstractContextManager[Put]]] = {
    "csv": _csv,
    "parquet": _parquet,
}
