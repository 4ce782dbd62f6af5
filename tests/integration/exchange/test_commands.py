"""``ltc export`` and ``ltc import``: exit 0 when all went in, 1 with rejects, 2 for bad input."""

import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner

from ltc.audit.models import AuditRow
from ltc.case.models import Person
from ltc.cli import main
from ltc.db import engine, forget_engines, is_postgres
from ltc.exchange.models import ExchangeRun
from tests.support.factories import base, exchange

pytestmark = pytest.mark.usefixtures("areas")


def run(*words):
    """Run a command in this process."""
    return CliRunner().invoke(main, [*map(str, words)])


def bring(folder, *more):
    return run("import", folder, "--area", base.CITY, "--source", "旧", *more)


def test_all_rows_in_is_exit_0_and_again_changes_nothing(tmp_path):
    folder = exchange.write(tmp_path / "in")
    first, again = bring(folder), bring(folder)
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert json.loads(again.stdout)["files"]["visits"]["same"] == 1
    assert not (folder / "rejects.csv").exists()


def test_after_an_import_the_database_knows_how_many_rows_there_are(tmp_path):
    assert bring(exchange.write(tmp_path / "in")).exit_code == 0
    if is_postgres():
        return  # counts by itself
    with engine().connect() as connection:
        counted = "SELECT DISTINCT tbl FROM sqlite_stat1 WHERE tbl IN ('person', 'visit')"
        assert len(connection.exec_driver_sql(counted).all()) == 2


def test_a_rejected_row_is_exit_1_with_a_rejects_file(tmp_path):
    folder = exchange.write(tmp_path / "in", carers=exchange.changed("carers", "work", "king"))
    told = bring(folder)
    assert told.exit_code == 1
    answer = json.loads(told.stdout)
    assert answer["rejects"] == str(folder / "rejects.csv")
    assert "carers,2,c1,work" in (folder / "rejects.csv").read_text(encoding="utf-8-sig")


def test_a_dry_run_writes_nothing(tmp_path):
    told = bring(exchange.write(tmp_path / "in"), "--dry-run")
    assert (told.exit_code, base.stored(Person), base.stored(ExchangeRun)) == (0, [], [])
    assert json.loads(told.stdout)["files"]["persons"]["new"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nowhere", "--area", "2111"),
        ("import", ".", "--area", "2111"),
        ("import", "in", "--area", "9999"),
        ("import", "in", "--area", "2111", "--source", "长" * 41),
        ("export", "in", "--area", "2111", "--month", "2023-10"),
        ("export", "out", "--area", "2111", "--month", "2023-13"),
        ("export", "out", "--area", "9999", "--month", "2023-10"),
        ("export", "out", "--area", "2111", "--month", "2023-10", "--format", "doc"),
    ],
)
def test_bad_input_is_exit_2_with_a_plain_message(tmp_path, monkeypatch, words):
    exchange.write(tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    told = run(*words)
    assert told.exit_code == 2
    assert told.stderr.strip()
    assert "Traceback" not in told.output
    assert base.stored(Person) == []
    assert not (tmp_path / "out").exists()


def test_an_export_without_the_flag_names_nobody_and_cannot_be_imported(tmp_path):
    exchange.bring(exchange.write(tmp_path / "in"))
    told = run("export", tmp_path / "out", "--area", base.CITY, "--month", "2023-10")
    assert told.exit_code == 0, told.output
    everything = "".join(each.read_text("utf-8-sig") for each in (tmp_path / "out").iterdir())
    assert "张秀英" not in everything
    assert run("import", tmp_path / "out", "--area", base.CITY).exit_code == 2
    run_row = base.stored(AuditRow)[-1]
    assert (run_row.act, run_row.after["personal"]) == ("exchange.export", False)


def test_the_bar_is_for_terminals_only(tmp_path):
    exchange.bring(exchange.write(tmp_path / "in"))
    forget_engines()
    words = [sys.executable, "-c", "from ltc.cli import main; main()", "export"]
    more = ["--area", base.CITY, "--month", "2023-10"]
    piped = subprocess.run([*words, tmp_path / "a", *more], capture_output=True, check=True)
    assert piped.stderr == b""
    terminal, other_end = pty.openpty()
    subprocess.run(
        [*words, tmp_path / "b", *more], stderr=other_end, stdout=subprocess.DEVNULL, check=True
    )
    assert "导出" in os.read(terminal, 4096).decode()
    os.close(terminal)
    os.close(other_end)
