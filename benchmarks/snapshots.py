"""How fast a month comes out of the files of closed days: `./run bench snapshots`.

First Parquet in, Parquet out: the rules over the files of a month's days, lines with reasons
written as one file, beside a plain DuckDB script over the same files.  Then the whole settlement
of the same database with and without its files.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from statistics import median

import click

from benchmarks.support.apart import ROUNDS, apart, server
from benchmarks.support.figures import Figure, note

_VISITS = """
CREATE VIEW visits AS SELECT line_id, person, provider, carer, mode, day, started, worked,
  planned_minutes AS planned, quantity_milli AS quantity, price_fen AS price
FROM days WHERE state = 'verified' AND place_ok
"""
_PEOPLE = "CREATE VIEW people AS SELECT person, insurance AS fund FROM persons"
FACTS = ("entitled", "events", "agreements", "suspended_providers", "suspended_carers")


@click.command()
@click.option("--persons", default=15_000, show_default=True)
@click.option("--visits", default=450_000, show_default=True)
@click.option("--rounds", default=ROUNDS, show_default=True)
@click.option("--one", default="", hidden=True)
def main(*, persons: int, visits: int, rounds: int, one: str) -> None:
    """Settle a seeded month of VISITS visits of PERSONS people from files of its days."""
    if one:
        click.echo(json.dumps(measure(json.loads(one)["rounds"])))
        return
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people, {visits} visits")
    with server("sqlite") as (template, fresh):
        apart("fill", template, persons=persons, visits=visits)
        without = [apart("ours", fresh(), workers=2) for _ in range(rounds)]
        found = apart("files", fresh(), module="benchmarks.snapshots", rounds=rounds)
    ours, plain = median(found["ours"]), median(found["plain"])
    click.echo(f"Parquet to Parquet: {ours:.2f} s; plain DuckDB {plain:.2f} s")
    click.echo(f"  ratio {ours / plain:.2f} (goal at most 1.3), fund {found['fund']} 分")
    told = f"{ours:.2f} s beside plain DuckDB {plain:.2f} s, Parquet to Parquet"
    note(Figure(f"from files of closed days, {visits} visits", ours / plain, "x", 1.3, beside=told))
    whole, before = found["settled"], median(each["all"] for each in without)
    click.echo(f"sqlite, settled from files: {whole:.2f} s; without {before:.2f} s")
    if {found["hash"], found["plain_fund"]} != {without[0]["hash"], found["fund"]}:
        click.echo("the results differ")
        sys.exit(1)


def measure(rounds: int) -> dict:
    """Keep the month of the configured database, then measure both ways, one after the other."""
    from benchmarks.support.stored_month import CITY, KNOWN, MONTH
    from billing.settlement import engine, runs
    from billing.snapshots import kept, making
    from ltc.config import settings
    from ltc.db import read_only
    from ltc.scope import Scope
    from ltc.shared.clock import monotonic

    scope = Scope.everything(reason="benchmark")
    making.keep_month(CITY, MONTH, scope=scope, at=KNOWN)
    with read_only():
        briefing = engine.brief(CITY, MONTH, known_at=KNOWN, news_since=None, scope=scope)
    folder = settings().data_dir
    _write_facts(briefing, folder)
    days = kept.folder_of(CITY, MONTH)
    both = [(_ours(briefing, folder), _plain(days, folder)) for _ in range(rounds)]
    begun = monotonic()
    done = runs.settle(CITY, MONTH, scope=scope, at=KNOWN)
    return {
        "settled": monotonic() - begun,
        "hash": done.result_hash,
        "ours": [ours[0] for ours, _ in both],
        "plain": [plain[0] for _, plain in both],
        "fund": both[0][0][1],
        "plain_fund": both[0][1][1],
    }


def _write_facts(briefing, folder: Path) -> None:  # noqa: ANN001 - a run's briefing
    """Put the small tables beside the days as files too, as a plain script would have them."""
    import sqlalchemy as sa

    from billing.columnar import column_door
    from ltc.case.models import Person

    for name in FACTS:
        getattr(briefing.own.small, name).write_parquet(folder / f"{name}.parquet")
    people = sa.select(Person.id.label("person"), Person.insurance, Person.category)
    with column_door() as door:
        door.read(people).write_parquet(folder / "people.parquet")


def _ours(briefing, folder: Path) -> tuple[float, int]:  # noqa: ANN001 - a run's briefing
    """Read files, rate the month in batches on two threads, write one file of lines."""
    from concurrent.futures import ThreadPoolExecutor
    from dataclasses import replace

    import polars as pl

    from billing.settlement import engine
    from billing.settlement.rules.facts import Facts, with_overlaps
    from billing.snapshots import kept
    from billing.snapshots.rules import as_visits, why_not
    from ltc.shared.clock import monotonic

    begun = monotonic()
    own, month = briefing.own, briefing.month
    days = kept.days_kept(briefing.area, month).values()
    rows = pl.concat(kept.rows_kept(briefing.area, month, each) for each in days)
    rows = rows.filter(why_not(briefing.known_at, ()).is_null())
    small = replace(
        own.small, **{name: pl.read_parquet(folder / f"{name}.parquet") for name in FACTS}
    )
    visits = with_overlaps(as_visits(rows, detailed=False).sort("person", "line_id"))
    facts = Facts(visits, pl.read_parquet(folder / "people.parquet"), small, left_out={})
    run = engine.MonthRun(briefing, facts)
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda batch: engine.batch_lines(run, batch, 1), run.plan.batches()))
    lines = pl.concat(parts)
    lines.write_parquet(folder / "ours.parquet")
    return monotonic() - begun, int(lines["fund_fen"].sum())


def _plain(days: Path, folder: Path) -> tuple[float, int]:
    """Do the same by a plain script: no reasons but four, one shape, no proofs."""
    import duckdb
    import polars as pl

    from benchmarks.support.plain_duckdb import CAPS, PLAINLY
    from ltc.shared.clock import monotonic

    begun = monotonic()
    con = duckdb.connect()
    con.read_parquet(f"{days}/*.parquet").create_view("days")
    con.read_parquet(f"{folder}/entitled.parquet").create_view("determinations")
    con.read_parquet(f"{folder}/events.parquet").create_view("events")
    con.read_parquet(f"{folder}/people.parquet").create_view("persons")
    con.execute("CREATE TABLE caps (grade VARCHAR, cap BIGINT)")
    con.executemany("INSERT INTO caps VALUES (?, ?)", list(CAPS.items()))
    con.execute(_VISITS)
    con.execute(_PEOPLE)
    con.execute(f"COPY ({PLAINLY}) TO '{folder}/plain.parquet' (FORMAT parquet)")
    spent = monotonic() - begun
    return spent, int(pl.read_parquet(folder / "plain.parquet")["fund_fen"].sum())


if __name__ == "__main__":
    main()
