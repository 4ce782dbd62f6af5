"""How fast a month of visits is rated in memory, by the 盘锦 pack: `./run bench rating`.

Windows (entitlement, hospital, death, overlaps of carer and person), length, the chronological cap,
the fund's share, reasons; no database.  Each size runs in a process of its own, so that its peak
of memory is its own.
"""

from __future__ import annotations

import json
import math
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

import click
import polars as pl

from benchmarks.support.rated_month import SIZES, lines_of_a_month, spans_of_people, with_flags
from billing.rules.rate import rate
from billing.rules.reasons import codes_of
from billing.rules.tariff import Tariff
from ltc.policy.load import load_pack
from ltc.shared.clock import monotonic
from ltc.shared.ids import sha256

_HASHED = ("line_id", "asked_fen", "allowed_fen", "fund_fen", "person_fen", "reasons")
_HEAD = "size   people   visits  windows    rate     all  µs/visit  peak MB        fund 分  hash"


@click.command()
@click.argument("sizes", nargs=-1, type=click.Choice(list(SIZES)))
@click.option("--one", is_flag=True, hidden=True, help="Measure here and print JSON.")
def main(sizes: tuple[str, ...], *, one: bool) -> None:
    """Rate months of SIZES (S, M, L) three times each; print medians in seconds."""
    if one:
        click.echo(json.dumps(measure(sizes[0])))
        return
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, Polars {pl.__version__}\n{_HEAD}")
    found = {size: _apart(size) for size in sizes or SIZES}
    if {"S", "L"} <= set(found):
        times = found["L"]["all"] / found["S"]["all"]
        visits = found["L"]["visits"] / found["S"]["visits"]
        click.echo(f"growth S to L: exponent {math.log(times) / math.log(visits):.2f}")


def _apart(size: str) -> dict[str, Any]:
    """Measure one size in its own process and print its line."""
    command = [sys.executable, "-m", "benchmarks.rating", "--one", size]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    row: dict[str, Any] = json.loads(done.stdout)
    click.echo(
        f"{size:4} {row['people']:8} {row['visits']:8} {row['windows']:8.2f} {row['rate']:7.2f}"
        f" {row['all']:7.2f} {row['all'] * 1e6 / row['visits']:9.2f} {row['peak_mb']:8.0f}"
        f" {row['fund_fen']:14}  {row['hash'][:16]}"
    )
    click.echo(f"     {', '.join(f'{code} {lines}' for code, lines in row['reasons'].items())}")
    return row


def measure(size: str) -> dict[str, Any]:
    """Find the flags of a month and rate it, three times; return the medians."""
    people, visits = SIZES[size]
    tariff = Tariff(load_pack("panjin"))
    month, (stays, deaths) = lines_of_a_month(visits), spans_of_people(people)
    spent: dict[str, list[float]] = {"windows": [], "rate": []}
    for _ in range(3):
        flagged = _timed(spent["windows"], with_flags, month, stays, deaths)
        rated = _timed(spent["rate"], rate, flagged, tariff)
    seconds = {name: median(times) for name, times in spent.items()}
    return {
        **seconds,
        "all": sum(seconds.values()),
        "people": people,
        "visits": visits,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "fund_fen": int(rated["fund_fen"].sum()),
        "hash": sha256(rated.sort("line_id").select(_HASHED).write_csv()),
        "reasons": _counted(rated["reasons"]),
    }


def _timed(spent: list[float], work: Callable[..., pl.DataFrame], *facts: object) -> pl.DataFrame:
    begun = monotonic()
    done = work(*facts)
    spent.append(monotonic() - begun)
    return done


def _counted(masks: pl.Series) -> dict[str, int]:
    """Return how many lines have each reason."""
    counted: dict[str, int] = {}
    for mask, lines in masks.value_counts(sort=True).iter_rows():
        for code in codes_of(mask):
            counted[code] = counted.get(code, 0) + lines
    return counted


if __name__ == "__main__":
    main()
