"""A settlement killed with kill -9 leaves whole batches only; the same command finishes it."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from billing import checks
from billing.models import SettledLine, Settlement, SettlementBatch
from ltc.db import engine, forget_engines, read_only, session, unit_of_work
from ltc.shared.dates import each_day
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import MONTH
from tests.support.house import ROOT

KILLS = int(os.environ.get("LTC_TEST_KILLS", "3"))
# The command with small batches and a pause in each, so that a kill finds it in the middle.
COMMAND = """
import sys, time
from billing.settlement import doors
from billing.settlement.rules import batches
batches.LINES_PER_BATCH = 20
write = doors.ColumnDoor.write
def slowly(door, table, frame):
    write(door, table, frame)
    time.sleep(0.05)
doors.ColumnDoor.write = slowly
from billing.settlement.commands import settle
settle()
"""


def big_month() -> None:
    with unit_of_work():
        by = billing.provider()
        for number in range(6):
            whose = billing.person(id=600 * number + 1)
            for day in list(each_day(*MONTH.days))[:10]:
                billing.visit(whose, by, day, hour=7 + number)
    forget_engines()


def start() -> subprocess.Popen:
    arguments = ["--area", "2111", "--month", str(MONTH)]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished() -> int:
    with read_only():
        return session().scalar(sa.select(sa.func.count()).select_from(SettlementBatch)) or 0


def batches_are_whole() -> bool:
    lines, rows = stored(SettledLine), stored(SettlementBatch)
    return len(lines) == sum(row.lines for row in rows)


@pytest.mark.slow
def test_a_killed_run_goes_on_and_gives_the_same(database):
    big_month()
    chance = random.Random(7)
    for _ in range(KILLS):
        running, until = start(), chance.randint(0, 6)
        deadline = time.monotonic() + 30
        while running.poll() is None and finished() < until and time.monotonic() < deadline:
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert batches_are_whole()
        assert all(each.state in ("frozen", "computed") for each in stored(Settlement))
    out, errors = (last := start()).communicate(timeout=60)
    month = stored(Settlement)[0]
    assert last.returncode == 0 or "不能重复结算" in errors, errors
    assert not out or json.loads(out)["result_hash"] == month.result_hash
    again = billing.runs.preview(
        "2111", MONTH, scope=billing.EVERYTHING, at=month.computed_at, known_at=month.as_known_at
    )
    assert (month.state, month.result_hash) == ("computed", again.result_hash)
    assert list(checks.faults()) == []
    assert engine() is not None
