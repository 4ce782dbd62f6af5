"""Whatever people are called: written to a file and read back, every cell is as it was."""

import tempfile
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from ltc.exchange import writing
from ltc.exchange.layout import Field, Layout
from ltc.exchange.reading import Source
from ltc.shared.tabular import Column, Sheet, plain_text, read_csv, safe_text, write_xlsx

FIELDS = (Field("id", "编号", required=True), Field("name", "姓名"), Field("price", "价", "money"))
LAYOUT = Layout("things", "物", "", FIELDS)
# Control characters and halves of pairs are refused at the door; a lone return becomes a newline.
ODD = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=12
)
STARTS = st.sampled_from(
    ["", "=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", "'", " =", "00", '"', "👵"]
)
NAMES = st.builds(str.__add__, STARTS, ODD)
ROWS = st.lists(st.tuples(NAMES, st.integers(-(10**12), 10**12)), min_size=1, max_size=8)


def written(rows, form):
    """Write rows to a file of one form and return what a reader finds in it."""
    told = [
        {"id": f"k{n}", "name": name or None, "price": fen} for n, (name, fen) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"things.{form}"
        with writing._WRITERS[form](path, FIELDS) as put:
            put(told)
        source = Source(LAYOUT, path)
        raw = path.read_bytes()
        return [
            [field.read(given.cells[field.name]) for field in FIELDS] for given in source.rows()
        ], raw


@given(ROWS)
def test_csv_gives_back_what_it_was_given(rows):
    found, _ = written(rows, "csv")
    assert found == [[f"k{n}", name or None, fen] for n, (name, fen) in enumerate(rows)]


@settings(max_examples=25)
@given(ROWS)
def test_parquet_gives_back_the_same_as_csv(rows):
    assert written(rows, "parquet")[0] == written(rows, "csv")[0]


@settings(max_examples=25)
@given(ROWS)
def test_a_workbook_gives_back_the_same_as_csv(rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "things.xlsx"
        told = [[f"k{n}", name or None, fen] for n, (name, fen) in enumerate(rows)]
        with path.open("wb") as out:
            heading = [writing._heading(field) for field in FIELDS]
            write_xlsx(out, [Sheet("物", heading, told)])
        found = [
            [field.read(given.cells[field.name]) for field in FIELDS]
            for given in Source(LAYOUT, path).rows()
        ]
    assert found == told


@given(ROWS)
def test_no_cell_of_a_csv_file_is_a_formula(rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "raw.csv"
        path.write_bytes(written(rows, "csv")[1])
        with path.open("rb") as raw:
            names = [line[1] for line in read_csv(raw)][1:]
    assert not [name for name in names if name.lstrip(" \u3000")[:1] in tuple("=+-@\t\n＝＋－＠")]


@given(NAMES)
def test_the_mark_comes_off_again(name):
    assert plain_text(safe_text(name)) == name


@settings(max_examples=25)
@given(st.lists(NAMES.filter(lambda name: name.strip()), min_size=1, max_size=5))
def test_no_cell_of_a_workbook_is_a_formula(names):
    with tempfile.TemporaryFile() as out:
        write_xlsx(out, [Sheet("表", [Column("姓名")], ([name] for name in names))])
        page = openpyxl.load_workbook(out)["表"]
        kinds = {page.cell(row, 1).data_type for row in range(1, len(names) + 2)}
    assert kinds == {"s"}
