"""One scheduler however many processes: the lock, its loss, and two runners at once."""

import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa

from ltc.addon import Job
from ltc.db import engine, session
from ltc.directory.models import Area
from ltc.jobs import runner, schedule
from ltc.jobs.leader import leader
from ltc.jobs.models import JobItem, JobRun
from tests.support import chores
from tests.support.factories import base

PROBE = Job("probe", "tests.support.chores:pieces", "00:00")
HOLD = (
    "from ltc.jobs.leader import leader; import sys\n"
    "sys.stdout.write('yes' if leader().hold() else 'no')"
)


@pytest.fixture(autouse=True)
def fresh(database):
    chores.forget()


def another_process() -> str:
    """Try to lead from another process with the same settings."""
    done = subprocess.run([sys.executable, "-c", HOLD], capture_output=True, text=True, check=True)
    return done.stdout


def test_only_one_process_leads_and_the_next_takes_over(database):
    mine = leader()
    assert mine.hold()
    assert another_process() == "no"
    assert mine.hold()
    mine.release()
    assert another_process() == "yes"


def test_two_in_one_process_do_not_both_lead(database):
    first, second = leader(), leader()
    assert (first.hold(), second.hold()) == (True, False)
    first.release()
    assert second.hold()
    second.release()


def test_two_runners_at_once_have_each_effect_once(database):
    """Even without the lock: keys of runs and pieces let nothing happen twice."""
    gate = threading.Barrier(2)

    def add(code: str):
        return lambda: session().add(Area(code=code, name=code, level="county"))

    chores.PIECES += [(str(number), add(f"2100{number:02d}")) for number in range(20)]

    def work() -> None:
        gate.wait()
        runner.run(PROBE, base.ON)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(base.stored(Area)) == 20
    assert {each.state for each in base.stored(JobItem)} == {"done"}
    assert [each.state for each in base.stored(JobRun)] == ["done"]


def test_a_scheduler_runs_what_was_missed_and_stops_in_order(database):
    stop, lock = threading.Event(), leader()
    assert lock.hold()
    chores.PIECES.append(("one", lambda: chores.CALLS.append("done")))
    working = threading.Thread(target=schedule.lead, args=([PROBE], lock, stop))
    working.start()
    stop.set()
    working.join(timeout=30)
    assert not working.is_alive()
    assert chores.CALLS.count("done") == 1
    lock.release()


def test_who_does_not_lead_does_nothing(database):
    first, second = leader(), leader()
    assert first.hold()
    schedule._guarded(second, lambda: chores.CALLS.append("done"))()
    assert chores.CALLS == []
    schedule._guarded(first, lambda: chores.CALLS.append("done"))()
    assert chores.CALLS == ["done"]
    first.release()


def test_an_administrator_has_a_run_repeated(database):
    chores.PIECES.append(("one", lambda: chores.CALLS.append("done")))
    runner.run(PROBE, base.ON)
    with engine().begin() as connection:
        connection.execute(sa.update(JobRun).values(state="again"))
        connection.execute(sa.delete(JobItem))
    schedule.repeat_wanted([PROBE])
    schedule.repeat_wanted([PROBE])
    assert chores.CALLS.count("done") == 2
