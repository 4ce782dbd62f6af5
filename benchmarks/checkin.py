"""How fast a phone's check-in is answered, beside a bare Flask answer: `./run bench checkin`.

Both stand under the same gunicorn with the same processes and threads; 16 connections send one
check-in each after another, every one of another carer: parse, verdict, sync item, fix, visit,
receipt, audit row and seals in one commit.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click

from benchmarks.support.figures import Figure, note
from ltc.shared.clock import monotonic

CONNECTIONS = 16
ROUNDS = 3
_KEYS = {"LTC_SECRET_KEY": "s" * 40, "LTC_FIELD_KEY": "f" * 40, "LTC_ENV": "test"}
_PATIENCE_S = 60


@click.command()
@click.option("--carers", default=600, show_default=True, help="check-ins in a round")
@click.option("--rounds", default=ROUNDS, show_default=True)
@click.option(
    "--database",
    type=click.Choice(["sqlite", "postgres", "both"]),
    default="both",
    show_default=True,
)
@click.option("--processes", default=2, show_default=True)
@click.option("--parts", is_flag=True, help="show what a check-in's CPU time goes into instead")
@click.option("--serve", default="", hidden=True)
@click.option("--build", default="", hidden=True)
@click.option("--measure", is_flag=True, hidden=True)
def main(  # noqa: PLR0913 - one argument for each option
    *,
    carers: int,
    rounds: int,
    database: str,
    processes: int,
    parts: bool,
    serve: str,
    build: str,
    measure: bool,
) -> None:
    """Print requests a second, p95 and the ratio to a bare Flask answer; medians of ROUNDS."""
    if serve:
        _serve(serve, processes)
    elif build:
        _build(Path(build), carers)
    elif measure:
        _show_parts()
    else:
        click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {processes} processes")
        for name in ("sqlite", "postgres") if database == "both" else (database,):
            if parts:
                _parts(name, carers)
            else:
                _compare(name, carers, rounds, processes)


def _parts(name: str, carers: int) -> None:
    """Measure one process alone, without a server around it."""
    with _database(name) as environment:
        _requests(environment, carers)
        click.echo(f"{name}: CPU of one check-in")
        _python(environment, "--measure").wait()


def _show_parts() -> None:
    from benchmarks.support.parts import measure

    requests = json.loads((Path(os.environ["LTC_DATA_DIR"]) / "requests.json").read_text("utf-8"))
    for part, spent_ms in measure(requests).items():
        click.echo(f"{part:32} {spent_ms:6.2f} ms")


def _compare(name: str, carers: int, rounds: int, processes: int) -> None:
    """Measure both servers by turns, so that whatever else the machine does strikes both."""
    bare, ours = [], []
    for _ in range(rounds):
        with _database(name) as environment:
            requests = _requests(environment, carers)
            with _server("bare", environment, processes) as port:
                bare.append(_load(port, [{**each, "path": "/"} for each in requests]))
            with _server("ours", environment, processes) as port:
                ours.append(_load(port, requests))
    rate, plain = median(each["rate"] for each in ours), median(each["rate"] for each in bare)
    p95 = median(each["p95_ms"] for each in ours)
    goal = {"sqlite": 0.5, "postgres": 0.3}[name]
    click.echo(
        f"{name:9} check-in {rate:7.0f}/s  p95 {p95:6.1f} ms (goal 50)   bare Flask {plain:7.0f}/s"
        f"   ratio {rate / plain:.2f} (goal {goal})"
    )
    told = f"{rate:.0f} a second beside bare Flask {plain:.0f}"
    note(Figure(f"check-in, {name}", rate / plain, "x", goal, at_least=True, beside=told))
    note(Figure(f"check-in p95, {name}", p95, "ms", 50, beside=f"{CONNECTIONS} connections"))


def _load(port: int, requests: list[dict[str, str]]) -> dict[str, float]:
    """Send every request once over 16 kept connections; the first ones only warm the server."""
    warm, rest = requests[:CONNECTIONS], requests[CONNECTIONS:]
    _send_all(port, warm)
    begun = monotonic()
    times = _send_all(port, rest)
    seconds = monotonic() - begun
    return {"rate": len(rest) / seconds, "p95_ms": quantiles(times, n=20)[-1] * 1000}


def _send_all(port: int, requests: list[dict[str, str]]) -> list[float]:
    parts = [requests[at::CONNECTIONS] for at in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [each for times in pool.map(lambda part: _send(port, part), parts) for each in times]


def _send(port: int, requests: list[dict[str, str]]) -> list[float]:
    """Send some requests over one connection; anything but success ends the measurement."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    times = []
    for each in requests:
        headers = {
            "Cookie": f"ltc={each['cookie']}",
            "X-CSRFToken": each["token"],
            "Content-Type": "application/json",
        }
        begun = monotonic()
        connection.request("POST", each["path"], each["body"], headers)
        answer = connection.getresponse()
        body = answer.read()
        times.append(monotonic() - begun)
        if answer.status != http.client.OK or b'"parked"' in body:
            raise click.ClickException(f"{answer.status}: {body[:300]!r}")
    connection.close()
    return times


def _requests(environment: dict[str, str], carers: int) -> list[dict[str, str]]:
    path = Path(environment["LTC_DATA_DIR"]) / "requests.json"
    _python(environment, "--build", str(path), "--carers", str(carers)).wait()
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _build(path: Path, carers: int) -> None:
    """Migrate the database, write the street, and leave the requests in a file."""
    from benchmarks.support.street import build
    from ltc.migrations.run import upgrade

    upgrade()
    path.write_text(json.dumps(build(carers)), encoding="utf-8")


@contextmanager
def _server(kind: str, environment: dict[str, str], processes: int) -> Iterator[int]:
    """Run one of the two servers; give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = _python(environment, "--serve", f"{kind}:{port}", "--processes", str(processes))
    try:
        _await(port, running)
        yield port
    finally:
        running.terminate()
        running.wait()


def _serve(what: str, processes: int) -> None:
    from flask import Flask, jsonify

    from ltc.server import Site, options

    kind, _, port = what.partition(":")

    class Bare(Site):
        """The least that Flask can answer, under the same gunicorn."""

        def load(self) -> Flask:
            app = Flask("bare")
            app.add_url_rule("/", view_func=lambda: jsonify(status="ok"), methods=["POST"])
            return app

    chosen: dict[str, Any] = options("127.0.0.1", int(port), processes)
    (Bare if kind == "bare" else Site)(chosen).run()


@contextmanager
def _database(name: str) -> Iterator[dict[str, str]]:
    """Give the environment of a fresh database."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LTC_")}
    with tempfile.TemporaryDirectory(prefix="ltc-bench-", dir="/tmp") as folder:
        environment = {**clean, **_KEYS, "LTC_DATA_DIR": folder}
        if name == "sqlite":
            yield environment
            return
        from tests.support import postgres

        Path(folder).chmod(0o755)
        (Path(folder) / "pg").mkdir()
        server = postgres.start(Path(folder) / "pg")
        address = f"postgresql+psycopg://postgres@/postgres?host={folder}/pg"
        try:
            yield {**environment, "LTC_DATABASE_URL": address}
        finally:
            server.communicate()


def _python(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.checkin", *arguments]
    return subprocess.Popen(command, env=environment)


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens."""
    end = monotonic() + _PATIENCE_S
    while monotonic() < end and running.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise click.ClickException("the server did not start")


if __name__ == "__main__":
    main()
