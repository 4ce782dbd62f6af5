"""What a Dask cluster costs and brings: `./run bench province`.

The same month is settled by this machine alone and on a scheduler and two workers, all on this
machine: so the figures say what the way to a cluster costs, not what more machines would bring.
Prints seconds of the phase that the cluster takes part in, and how much goes there and back.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median

import click

from benchmarks.support.apart import ROUNDS, apart, server


@click.command()
@click.option("--persons", default=15_000, show_default=True)
@click.option("--visits", default=450_000, show_default=True)
@click.option("--rounds", default=ROUNDS, show_default=True)
def main(*, persons: int, visits: int, rounds: int) -> None:
    """Settle a seeded month of VISITS visits of PERSONS people here and on two workers."""
    from tests.support.cluster import running

    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people, {visits} visits")
    hashes = set()
    for name in ("sqlite", "postgres"):
        with server(name) as (template, fresh), tempfile.TemporaryDirectory() as folder:
            apart("fill", template, persons=persons, visits=visits)
            here = [apart("ours", fresh(), workers=2) for _ in range(rounds)]
            with running(Path(folder)) as started:
                there = [
                    apart("ours", fresh(), workers=2, on=started.address) for _ in range(rounds)
                ]
        hashes |= {each["hash"] for each in (*here, *there)}
        _show(name, here, there)
    if len(hashes) > 1:
        click.echo("the results differ")
        sys.exit(1)
    click.echo(f"\nall the same: {hashes.pop()}")


def _show(name: str, here: list[dict], there: list[dict]) -> None:
    for word, found in (("here", here), ("on two workers", there)):
        rated = median(each["phases"]["write_batches"] for each in found)
        whole, peak = median(each["all"] for each in found), max(each["peak"] for each in found)
        click.echo(f"{name}, {word}: {whole:.2f} s, rated and written in {rated:.2f} s, {peak} MB")
    sent, back = there[0]["sent"] / 1e6, there[0]["back"] / 1e6
    click.echo(f"  sent {sent:.1f} MB, back {back:.1f} MB, {there[0]['lines']} lines")


if __name__ == "__main__":
    main()
