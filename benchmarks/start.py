"""How long people wait for a start: `./run bench start`.

``ltc --help`` in a fresh process, and the site from the command to the first answer of
``/healthz``, over a migrated SQLite file; medians.
"""

from __future__ import annotations

import http.client
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import click

from benchmarks.support.figures import Figure, note
from ltc.shared.clock import monotonic

GOALS_S = {"ltc --help": 0.3, "the site until /healthz answers": 3.0}
_PATIENCE_S = 60
# What an installed system does not have: it keeps its compiled files from the first start on.
_NOT_OURS = ("LTC_", "PYTHONDONTWRITEBYTECODE")
_KEYS = {"LTC_SECRET_KEY": "s" * 40, "LTC_FIELD_KEY": "f" * 40, "LTC_ENV": "test"}


@click.command()
@click.option("--times", default=7, show_default=True)
@click.option("--processes", default=2, show_default=True, help="web processes of the site")
def main(*, times: int, processes: int) -> None:
    """Print the medians beside the goals, and the CPU time that the processes took."""
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, medians of {times}")
    with tempfile.TemporaryDirectory(prefix="ltc-bench-") as folder:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(_NOT_OURS)}
        environment = {**clean, **_KEYS, "LTC_DATA_DIR": folder}
        subprocess.run([*_ltc(), "db", "upgrade"], env=environment, check=True, capture_output=True)
        _site(environment, processes)  # compiles what was never started before
        _show("ltc --help", [_help(environment) for _ in range(times)])
        site = [_site(environment, processes) for _ in range(times)]
        _show("the site until /healthz answers", site)


def _show(name: str, taken: list[tuple[float, float]]) -> None:
    """Print the medians of one kind of start."""
    wall, cpu = (median(each) for each in zip(*taken, strict=True))
    note(Figure(f"start of {name}", wall, "s", GOALS_S[name], beside=f"{cpu:.2f} s of CPU"))
    click.echo(f"{name:32} {wall:5.2f} s (goal {GOALS_S[name]:.1f})   {cpu:5.2f} s of CPU")


def _help(environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds and CPU seconds of ``ltc --help``."""
    begun, before = monotonic(), _cpu_of_children()
    subprocess.run([*_ltc(), "--help"], env=environment, check=True, capture_output=True)
    return monotonic() - begun, _cpu_of_children() - before


def _site(environment: dict[str, str], processes: int) -> tuple[float, float]:
    """Return seconds until the site answers, and the CPU seconds of a start and a stop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*_ltc(), "serve", "--port", str(port), "--processes", str(processes)]
    begun, before = monotonic(), _cpu_of_children()
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(port)
        taken = monotonic() - begun
    finally:
        running.terminate()
        running.wait()
    return taken, _cpu_of_children() - before


def _await(port: int) -> None:
    """Ask until the site answers."""
    end = monotonic() + _PATIENCE_S
    while monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return
        except ConnectionError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise click.ClickException("the site did not answer")


def _cpu_of_children() -> float:
    """Return the CPU seconds of all children that ended."""
    times = os.times()
    return times.children_user + times.children_system


def _ltc() -> list[str]:
    return [str(Path(sys.executable).with_name("ltc"))]


if __name__ == "__main__":
    main()
