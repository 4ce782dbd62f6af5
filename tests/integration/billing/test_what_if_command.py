"""`ltc what-if`: a pack's folder or a file of values in, JSON and a workbook out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import ltc.policy
from billing.models import SettledLine
from ltc.cli import main
from ltc.shared import clock
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN

PANJIN = Path(ltc.policy.__file__).parent / "packs/panjin"


def run(*arguments: str):
    clock.start_at(KNOWN)
    return CliRunner().invoke(main, ["what-if", "--area", "2111", *arguments])


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Give a copy of the pool's pack in which home care is paid at 85 %."""
    folder = tmp_path / "panjin"
    folder.mkdir()
    for each in PANJIN.iterdir():
        (folder / each.name).write_text(each.read_text().replace("home: 0.80", "home: 0.85"))
    return folder


def test_a_folder_of_another_pack(sqlite_database, other, tmp_path):
    billing.simple_month(2, 3)
    book = tmp_path / "effect.xlsx"
    done = run("--month", "2023-10", "--pack", str(other), "--xlsx", str(book))
    told = json.loads(done.stdout)
    assert (done.exit_code, told["state"]) == (0, "what-if")
    assert (told["whole"]["before"], told["whole"]["after"]) == ("480.00", "510.00")
    assert told["changes"][0]["after"] == "0.85"
    assert book.read_bytes().startswith(b"PK")
    assert stored(SettledLine) == []


def test_a_file_of_values_over_two_months(sqlite_database, tmp_path):
    billing.simple_month(1, 2)
    values = tmp_path / "values.yaml"
    values.write_text("benefit.ratio: {home: 0.75}\n")
    both = ("--month", "2023-10", "--month", "2023-09", "--values", str(values))
    told = json.loads(run(*both).stdout)
    assert [(each["month"], each["before"], each["after"]) for each in told["months"]] == [
        ("2023-09", "0.00", "0.00"),
        ("2023-10", "160.00", "150.00"),
    ]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("benefit.ratio: {home: 7.50}", "0 与 1 之间"),
        ("benefit.rate: {home: 0.75}", "没有参数"),
        ("a: [", "values"),
        ("", "没有改动"),
    ],
)
def test_bad_values_are_told_plainly(sqlite_database, tmp_path, values, told):
    billing.simple_month(1, 1)
    file = tmp_path / "values.yaml"
    file.write_text(values)
    done = run("--month", "2023-10", "--values", str(file))
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.output
