"""`ltc settle` and `ltc check` at the command line: JSON out, 1 for no, 2 for bad input."""

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from datetime import date

import pytest
from click.testing import CliRunner

from ltc.cli import main
from ltc.db import forget_engines, unit_of_work
from ltc.directory.models import Organisation
from ltc.oversight.models import OperatorContract
from ltc.shared import clock
from tests.support.factories import billing
from tests.support.factories.base import CITY
from tests.support.factories.billing import KNOWN

ORGANISATION = {"kind": "operator", "name": "某保险", "credit_code": "9" * 18, "area_code": CITY}
CONTRACT = {
    "area_code": CITY,
    "number": "J1",
    "first_day": date(2023, 1, 1),
    "last_day": date(2023, 12, 31),
    "indicators": [],
}


def run(*arguments: str):
    clock.start_at(KNOWN)
    return CliRunner().invoke(main, [*arguments])


def settle(*more: str):
    return run("settle", "--area", CITY, "--month", "2023-10", *more)


def test_a_month_is_settled_and_told_as_json(database):
    billing.simple_month(2, 3)
    before = json.loads(settle("--dry-run").stdout)
    done = settle()
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["fund"], told["lines"], told["state"]) == ("480.00", 6, "computed")
    assert before["result_hash"] == told["result_hash"]
    assert json.loads(settle("--dry-run").stdout)["same_as_settled"] is True


def test_a_second_run_says_no(database):
    billing.simple_month(1, 1)
    settle()
    again = settle()
    assert again.exit_code == 1
    assert "不能重复结算" in again.stderr
    assert again.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--month", "2023-11"), 1),
        (("--month", "2023-13"), 2),
        (("--area", "99"), 1),
        (("--as-known-on", "yesterday"), 2),
    ],
)
def test_what_cannot_be_settled_is_told_plainly(sqlite_database, arguments, code):
    billing.simple_month(1, 1)
    done = settle(*arguments)
    assert done.exit_code == code
    assert done.stderr.strip()
    assert "Traceback" not in done.output


def test_as_known_on_leaves_out_what_came_later(sqlite_database):
    billing.simple_month(1, 5)
    with unit_of_work() as opened:
        whose = opened.get(billing.Person, 1)
        billing.event(whose, "death", billing.oct_(3), recorded_at=KNOWN)
    now = json.loads(settle("--dry-run").stdout)
    then = json.loads(settle("--dry-run", "--as-known-on", "2023-11-02").stdout)
    assert (now["fund"], then["fund"]) == ("240.00", "400.00")


def test_check_is_silent_on_a_sound_system(sqlite_database):
    billing.simple_month(1, 1)
    settle()
    done = run("check")
    assert (done.exit_code, done.output) == (0, "")


def test_check_knows_the_tables_of_every_room_in_a_process_of_its_own(sqlite_database):
    with unit_of_work() as opened:
        billing.base.areas()
        opened.add(Organisation(**ORGANISATION))
        opened.flush()
        opened.add(OperatorContract(operator_id=1, **CONTRACT))
    forget_engines()
    command = [sys.executable, "-c", "from ltc.cli import main; main()", "check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def on_terminal(*arguments: str) -> str:
    """Run the command with standard error on a terminal; return what was shown there."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from ltc.cli import main; main()", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=its,
    ) as running:
        os.close(its)
        shown = b""
        with suppress(OSError):  # the other end was closed
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    assert running.returncode == 0, shown
    return shown.decode()


def test_a_bar_on_a_terminal_and_nothing_in_a_pipe(sqlite_database):
    billing.simple_month(1, 1)
    piped = settle()
    assert (piped.exit_code, piped.stderr) == (0, "")
    forget_engines()
    assert "100%" in on_terminal("settle", "--area", CITY, "--month", "2023-11")
