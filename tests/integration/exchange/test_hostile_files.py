"""Files that no office meant to send: one plain message and exit 2, or the good rows go in."""

import json

import openpyxl
import pytest
from click.testing import CliRunner

from ltc.case.models import Person
from ltc.cli import main
from tests.support.factories import base, exchange

pytestmark = pytest.mark.usefixtures("areas")
HEADING = exchange.HEADINGS["persons"].split()
ROW = exchange.ROWS["persons"][0]
LINES = [",".join(each) for each in (HEADING, ROW)]


def bring(folder):
    words = ["import", folder, "--area", base.CITY, "--source", "旧"]
    return CliRunner().invoke(main, [*map(str, words)])


def book(path, *rows):
    """Write a workbook of people as a person would."""
    made = openpyxl.Workbook()
    for row in (HEADING, *rows):
        made.active.append(row)
    made.save(path)


WHOLE = {
    "UTF-16": ("persons.csv", "\r\n".join(LINES).encode("utf-16")),
    "a mark of UTF-8 before GBK": (
        "persons.csv",
        b"\xef\xbb\xbf" + "\r\n".join(LINES).encode("gbk"),
    ),
    "a quote that never ends": ("persons.csv", f'"{LINES[0]}'.encode()),
    "nothing": ("persons.csv", b""),
    "a picture": ("persons.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    "another archive": ("persons.xlsx", b"PK\x05\x06" + bytes(18)),
    "no parquet": ("persons.parquet", b"PAR1" + bytes(40) + b"PAR1"),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_that_cannot_be_read_is_one_plain_message(tmp_path, case):
    name, content = WHOLE[case]
    (tmp_path / name).write_bytes(content)
    told = bring(tmp_path)
    assert told.exit_code == 2, told.output
    assert name.split(".")[0] in told.stderr
    assert "Traceback" not in told.output
    assert base.stored(Person) == []


def test_what_a_spreadsheet_spoilt_stays_outside_and_the_other_rows_go_in(tmp_path):
    good = [*ROW]
    number = ["p2", *ROW[1:3], float(base.id_number()[:17]), *ROW[4:]]
    serial = ["p3", *ROW[1:3], base.id_number(), ROW[4], 42005, *ROW[6:]]
    formula = ["=1+1", *ROW[1:3], base.id_number(), *ROW[4:]]
    book(tmp_path / "persons.xlsx", formula, number, serial, good)
    told = bring(tmp_path)
    assert told.exit_code == 1
    assert json.loads(told.stdout)["files"]["persons"] == {
        **dict.fromkeys(("changed", "same"), 0),
        "new": 1,
        "rejected": 3,
    }
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[1:4:2] for row in rejects[1:]] == [
        ["2", "id"],
        ["3", "id_number"],
        ["4", "insured_from"],
    ]


def test_gbk_as_a_spreadsheet_saves_it_is_read(tmp_path):
    (tmp_path / "persons.csv").write_bytes("\r\n".join(LINES).encode("gbk"))
    assert bring(tmp_path).exit_code == 0
    assert base.stored(Person)[0].name == ROW[2]


@pytest.mark.parametrize("command", ["import", "compare"])
def test_a_link_or_folder_of_the_name_of_a_file_is_no_file(tmp_path, command):
    (tmp_path / "payments.csv").mkdir()
    (tmp_path / "persons.csv").symlink_to(tmp_path / "nowhere")
    told = CliRunner().invoke(main, [command, str(tmp_path), "--area", base.CITY])
    assert (told.exit_code, "Traceback" in told.output) == (2, False)
