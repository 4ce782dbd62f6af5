"""How fast a month is settled in a real database: `./run bench settle`.

Prints seconds per phase, peak memory, totals in 分, the result's hash, and the ratio against a
plain DuckDB script over the same rows with write-back.  Both run in turn, so that a machine that is
busy for a while slows both: what counts is the median of the ratios of neighbours.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import click

from benchmarks.support.apart import ROUNDS, apart, server
from benchmarks.support.figures import Figure, note

_MOST_MB = 1536


@click.command()
@click.option("--persons", default=15_000, show_default=True)
@click.option("--visits", default=450_000, show_default=True)
@click.option(
    "--database",
    type=click.Choice(["sqlite", "postgres", "both"]),
    default="both",
    show_default=True,
)
@click.option("--workers", default=2, show_default=True)
@click.option("--rounds", default=ROUNDS, show_default=True)
@click.option("--one", default="", hidden=True, help="What to measure here, as JSON.")
def main(*, persons: int, visits: int, database: str, workers: int, rounds: int, one: str) -> None:
    """Settle a seeded month of VISITS visits of PERSONS people on each database."""
    if one:
        click.echo(json.dumps(_measure(**json.loads(one))))
        return
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people, {visits} visits")
    hashes = set()
    for name in ("sqlite", "postgres") if database == "both" else (database,):
        with server(name) as (template, fresh):
            apart("fill", template, persons=persons, visits=visits)
            pairs = [
                (apart("ours", fresh(), workers=workers), apart("plain", fresh()))
                for _ in range(rounds)
            ]
        ours, plain = (list(each) for each in zip(*pairs, strict=True))
        hashes.add(ours[0]["hash"])
        _show(name, ours, plain)
        _note(name, visits, ours, plain)
    if len(hashes) > 1:
        click.echo("the results differ between the databases")
        sys.exit(1)


def _note(name: str, visits: int, ours: list[dict], plain: list[dict]) -> None:
    """Keep the figures that have a goal, and the seconds by which growth is told."""
    all_, yard = median(e["all"] for e in ours), median(e["all"] for e in plain)
    ratio = median(each["all"] / its["all"] for each, its in zip(ours, plain, strict=True))
    about = f"{name}, {visits} visits"
    told = f"{all_:.2f} s beside plain DuckDB {yard:.2f} s"
    note(Figure(f"settle, {about}", ratio, "x", 1.5, beside=told))
    note(Figure(f"peak, {about}", max(e["peak"] for e in ours), "MB", _MOST_MB))
    note(Figure(f"settled in {name} {visits}", all_, "s", float("inf")))


def _show(name: str, ours: list[dict], plain: list[dict]) -> None:
    """Print one database's figures: medians of the rounds."""
    phases = ", ".join(
        f"{phase} {median(each['phases'][phase] for each in ours):.2f}"
        for phase in ours[0]["phases"]
    )
    all_, yard = median(e["all"] for e in ours), median(e["all"] for e in plain)
    first = ours[0]
    click.echo(f"\n{name}: {all_:.2f} s ({phases}), peak {max(e['peak'] for e in ours)} MB")
    click.echo(
        f"  lines {first['lines']}, asked {first['asked']} 分, fund {first['fund']} 分, "
        f"person {first['person']} 分\n  hash {first['hash']}"
    )
    parts = ", ".join(
        f"{part} {median(e[part] for e in plain):.2f}" for part in ("read", "reckon", "write")
    )
    click.echo(
        f"  plain DuckDB: {yard:.2f} s ({parts}), peak {max(e['peak'] for e in plain)} MB, "
        f"fund {plain[0]['fund_fen']} 分"
    )
    ratios = [each["all"] / its["all"] for each, its in zip(ours, plain, strict=True)]
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    click.echo(f"  ratios {told}: median {median(ratios):.2f} (goal at most 1.5)")


def _measure(what: str, **facts: int | str) -> dict:
    if what == "fill":
        return _fill(**facts)
    found = _ours(**facts) if what == "ours" else _plain()
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def _fill(persons: int, visits: int) -> dict:
    from benchmarks.support.stored_month import write_month
    from ltc.db import forget_engines
    from ltc.migrations.run import upgrade

    upgrade()
    write_month(persons, visits)
    forget_engines()
    return {}


def _ours(workers: int, on: str = "") -> dict:
    """Settle once, ``on`` a cluster if given; phases are those of ``billing.settlement.runs``."""
    from benchmarks.support.stored_month import CITY, KNOWN, MONTH
    from billing.settlement import engine, runs, services
    from ltc.scope import Scope
    from ltc.shared.clock import monotonic

    phases: dict[str, float] = {}
    for owner, name in (
        (engine, "brief"),
        (engine, "prepare"),
        (services, "freeze"),
        (engine, "write_batches"),
        (services, "finish"),
    ):
        _timed(owner, name, phases)
    scope, carried = Scope.everything(reason="benchmark"), {}
    with _pace(workers, on, carried) as pace:
        begun = monotonic()
        done = runs.settle(CITY, MONTH, scope=scope, at=KNOWN, pace=pace)
        all_ = monotonic() - begun
    return {
        **carried,
        "all": all_,
        "phases": phases,
        "lines": done.lines,
        "asked": done.asked_fen,
        "fund": done.fund_fen,
        "person": done.person_fen,
        "hash": done.result_hash,
    }


@contextmanager
def _pace(workers: int, on: str, carried: dict[str, int]) -> Iterator[object]:
    """Give the pace of a run; with a cluster, count the bytes that go there and come back."""
    from billing.settlement import cluster, engine

    if not on:
        yield engine.Pace(workers=workers)
        return
    carried.update(sent=0, back=0)
    wrapped, from_arrow = cluster.wrapped, cluster.from_arrow

    def sending(*given: object) -> object:
        parcel = wrapped(*given)
        carried["sent"] += sum(map(len, parcel.frames.values()))
        return parcel

    def receiving(data: bytes) -> object:
        carried["back"] += len(data)
        return from_arrow(data)

    cluster.wrapped, cluster.from_arrow = sending, receiving
    with cluster.cluster(on) as found:
        yield engine.Pace(workers=found.at_once, elsewhere=found.rate)


def _timed(owner: object, name: str, phases: dict[str, float]) -> None:
    """Have every call of a function add its seconds to ``phases``."""
    from ltc.shared.clock import monotonic

    work = getattr(owner, name)

    def timed(*given: object, **named: object) -> object:
        begun = monotonic()
        found = work(*given, **named)
        phases[name] = phases.get(name, 0) + monotonic() - begun
        return found

    setattr(owner, name, timed)


def _plain() -> dict:
    import sqlalchemy as sa

    from benchmarks.support.plain_duckdb import settle_plainly, tables
    from ltc.db import engine

    with engine().begin() as connection:
        for table in tables():
            connection.execute(sa.text(table))
    return settle_plainly()


if __name__ == "__main__":
    main()
