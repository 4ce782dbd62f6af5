"""Every figure that has a goal, one after the other, and one table of all: `./run bench table M`.

M is a city's month (15,000 people, 450,000 visits) with everything that does not depend on a size;
L a megacity's (100,000 and 3,000,000) with the list pages of such a place, whose databases are
built once and kept.  Each benchmark runs by itself and shows its own lines; nothing else should
run meanwhile.  Without a goal reached the exit status is 1.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.support.figures import NOTED, Figure, machine, noted
from ltc.shared.clock import monotonic

SIZES = {"S": (2_000, 60_000), "M": (15_000, 450_000), "L": (100_000, 3_000_000)}
_OF_NO_SIZE = ("asking", "checkin", "start", "papers")
_SETTLED, _GROWTH = "settled in", 1.05


@click.command()
@click.argument("size", type=click.Choice(["M", "L"]))
@click.option("--rounds", default=3, show_default=True)
@click.option("--only", default="", metavar="NAMES", help="only these benchmarks, by comma")
def main(size: str, *, rounds: int, only: str) -> None:
    """Measure all figures at SIZE and print them beside their goals."""
    click.echo(machine())
    chosen = only.split(",") if only else None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "figures"
        for name, arguments in _runs(size, rounds):
            if chosen is None or name in chosen:
                _run(name, arguments, place)
        found = noted(place)
    found += _growth(found, size)
    _show([each for each in found if not each.name.startswith(_SETTLED)], size)
    sys.exit(any(each.of_goal > 1 for each in found))


def _runs(size: str, rounds: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each benchmark with its arguments."""
    for each in ("S", size):
        people, visits = SIZES[each]
        sized = ["--persons", str(people), "--visits", str(visits)]
        yield "settle", [*sized, "--rounds", str(rounds)]
    yield "snapshots", [*sized, "--rounds", str(rounds)]
    if size == "L":
        yield "pages", []
        return
    for name in _OF_NO_SIZE:
        yield name, []


def _run(name: str, arguments: list[str], place: Path) -> None:
    """Run a benchmark; one that breaks is told and leaves its figures out."""
    click.echo(f"\n--- {name} {' '.join(arguments)}")
    begun = monotonic()
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    done = subprocess.run(command, env={**os.environ, NOTED: str(place)}, check=False)
    click.echo(f"--- {monotonic() - begun:.0f} s, exit status {done.returncode}")


def _growth(found: list[Figure], size: str) -> Iterator[Figure]:
    """Yield how the time of a settlement grows with its visits, from S to the size."""
    small, large = SIZES["S"][1], SIZES[size][1]
    seconds = {each.name: each.measured for each in found}
    for database in ("sqlite", "postgres"):
        first = seconds.get(f"{_SETTLED} {database} {small}")
        last = seconds.get(f"{_SETTLED} {database} {large}")
        if first and last:
            exponent = math.log(last / first) / math.log(large / small)
            told = f"{first:.2f} s at S, {last:.2f} s at {size}"
            yield Figure(f"growth S to {size}, {database}", exponent, "", _GROWTH, beside=told)


def _show(found: list[Figure], size: str) -> None:
    """Print the table."""
    click.echo(f"\n{machine()}\nsize {size}; 1.00 of the goal or less has reached it\n")
    click.echo(f"{'figure':44} {'measured':>12} {'goal':>14} {'of goal':>8}  from")
    for each in found:
        measured = f"{each.measured:.2f} {each.unit}".strip()
        goal = f"{'at least' if each.at_least else 'at most'} {each.goal:g}"
        mark = "" if each.of_goal <= 1 else "  MISSED"
        click.echo(
            f"{each.name:44} {measured:>12} {goal:>14} {each.of_goal:8.2f}  {each.beside}{mark}"
        )


if __name__ == "__main__":
    main()
