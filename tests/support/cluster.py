"""A Dask cluster on this machine: a scheduler and two workers, each a process, loopback only."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

from billing.settlement import parcel
from tests.support.house import ROOT

PAUSE_S = 0.3
_DEADLINE_S = 60


@dataclass
class Processes:
    """A scheduler's address and the processes of its workers, by name."""

    address: str
    workers: dict[str, subprocess.Popen]
    everything: list[subprocess.Popen]
    taken_from: dict[str, list[str]] = field(default_factory=dict)

    def kill_busy(self, client: Client, name: str) -> None:
        """Kill a worker as soon as it has work, once; note which work it had."""
        until = time.monotonic() + _DEADLINE_S
        while name not in self.taken_from and time.monotonic() < until:
            there = client.scheduler_info()["workers"]
            (address,) = (at for at, each in there.items() if each["name"] == name)
            if had := client.processing()[address]:
                self.workers[name].kill()
                self.taken_from[name] = list(had)


def slowly(parcel_: parcel.Parcel) -> bytes:
    """Rate a batch as ever, but so that somebody can be killed meanwhile."""
    time.sleep(PAUSE_S)
    return parcel.rated(parcel_)


@contextmanager
def running(folder: Path) -> Iterator[Processes]:
    """Start them, wait until all are there, and stop them by their handles."""
    file = folder / "scheduler.json"
    here = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--no-dashboard"]
    scheduler = _start("scheduler", *here, "--port", "0", "--scheduler-file", str(file))
    started = [scheduler]
    try:
        address = _address(file)
        alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
        workers = {name: _start("worker", address, *here, *alone, "--name", name) for name in "ab"}
        started += workers.values()
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(len(workers), timeout=_DEADLINE_S)
        yield Processes(address, workers, started)
    finally:
        for each in reversed(started):
            each.kill()
            each.wait()


def _start(*arguments: str) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LTC_")}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _address(file: Path) -> str:
    until = time.monotonic() + _DEADLINE_S
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text()).strip():
            return json.loads(text)["address"]
        time.sleep(0.05)
    raise TimeoutError("the scheduler did not start")
