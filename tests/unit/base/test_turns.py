"""Writers of one SQLite file line up, and nobody is locked out by the queue itself."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from ltc import turns
from ltc.turns import Turnstile


@pytest.fixture
def queue(tmp_path):
    made = Turnstile(tmp_path / "ltc.sqlite3")
    yield made
    made.close()


def test_one_writer_at_a_time(queue):
    inside, most = [], []

    def write():
        for _ in range(20):
            assert queue.enter()
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            queue.leave()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(most) == 80
    assert max(most) == 1


def test_another_process_waits_too(queue, tmp_path):
    asks = (
        "from pathlib import Path; from ltc import turns; turns.PATIENCE_S = 0.05\n"
        f"print(turns.Turnstile(Path({str(tmp_path / 'ltc.sqlite3')!r})).enter())"
    )
    assert queue.enter()
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    queue.leave()
    assert told.stdout.strip() == "False"


def test_who_waits_too_long_goes_on(queue, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)
    assert queue.enter()
    assert not queue.enter()
    queue.leave()
    assert queue.enter()
    queue.leave()


def test_a_closed_queue_lets_its_last_visitor_out(queue):
    assert queue.enter()
    queue.close()
    queue.leave()
    assert queue._file < 0
    queue._file = turns.os.open("/dev/null", turns.os.O_RDONLY)
