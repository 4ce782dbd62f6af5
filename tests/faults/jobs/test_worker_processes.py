"""Real workers, several at once: each day's work is done once, and they end in order."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ltc.jobs.models import JobRun
from tests.support.factories import base

START = [sys.executable, "-c", "from ltc.cli import main; main()", "worker"]
PATIENCE = 60
LATE = "2023-10-09T23:55:00+08:00"


def start(log: Path) -> subprocess.Popen:
    """Start one worker with this test's settings; what it says goes into a file."""
    with log.open("wb") as out:
        return subprocess.Popen(
            START, env={**os.environ, "LTC_CLOCK": LATE}, stdout=out, stderr=subprocess.STDOUT
        )


def wait_for(test) -> None:
    """Wait until something holds, for a while."""
    for _ in range(PATIENCE * 5):
        if test():
            return
        time.sleep(0.2)
    pytest.fail("it never came to pass")


def finished() -> set[str]:
    """Return the jobs that ran to their end."""
    return {run.name for run in base.stored(JobRun) if run.state == "done"}


@pytest.mark.slow
def test_two_workers_do_each_job_once_and_stop_when_told(database, tmp_path):
    logs = [tmp_path / f"worker{number}.log" for number in range(2)]
    workers = [start(log) for log in logs]
    try:
        wait_for(lambda: {"case.clocks", "audit.head", "house.tidy"} <= finished())
        wait_for(lambda: all("the worker is running" in log.read_text() for log in logs))
    finally:
        for each in workers:
            each.send_signal(signal.SIGTERM)
    assert [each.wait(timeout=30) for each in workers] == [0, 0]
    output = "".join(log.read_text() for log in logs)
    runs = [(run.name, run.business_day) for run in base.stored(JobRun)]
    assert len(runs) == len(set(runs))
    assert output.count("this worker leads: ") == 1
    assert output.count("job audit.head 2023-10-09: 1 done") == 1


@pytest.mark.slow
def test_the_next_takes_over_from_a_worker_that_was_killed(sqlite_database, tmp_path):
    first = start(tmp_path / "worker.log")
    wait_for(lambda: "audit.head" in finished())
    first.kill()
    first.wait()
    second = subprocess.run(
        [*START, "--once"], env={**os.environ, "LTC_CLOCK": LATE}, capture_output=True, check=False
    )
    assert second.returncode == 0, second.stderr
    assert len(base.stored(JobRun)) == len(finished())


def test_once_says_when_another_is_at_work(sqlite_database):
    from ltc.jobs.leader import leader

    mine = leader()
    assert mine.hold()
    done = subprocess.run([*START, "--once"], capture_output=True, text=True, check=False)
    mine.release()
    assert (done.returncode, "another worker" in done.stderr) == (1, True)
