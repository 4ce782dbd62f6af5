"""How well the evidence of a visit tells honest carers from pretenders: `./run bench evidence`.

Prints rates, not seconds: 10,000 honest visits and 1,000 of each pretence, with the seeds, beside
the figures that the design asks for.  The model of phones stands in ``benchmarks.support.places``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click
import polars as pl

from benchmarks.support import attacks
from benchmarks.support.judging import FLAGS, judged, judged_fixes
from benchmarks.support.month import Month, honest
from benchmarks.support.places import SURROUNDINGS, home, moved, read
from ltc.shared.geo import Point, from_wgs84
from providers.visits.rules.homepoint import Source, datum_error

_OLD_FENCE_M = 100


@dataclass(frozen=True, slots=True)
class Pretence:
    """One way of pretending, which share of it must be caught (or may pass), and by what."""

    name: str
    make: Callable[[int, int, str], Month]
    caught_by: tuple[str, ...]
    at_least: float


PRETENCES = (
    Pretence("location off: not payable", attacks.location_off, ("none",), 1.0),
    Pretence("1 km away: not in", attacks.a_kilometre_away, ("not in",), 0.999),
    Pretence("300 m away: not in", attacks.three_hundred_metres_away, ("not in",), 0.98),
    Pretence("impossible travel", attacks.impossible_travel, ("travel",), 0.99),
    Pretence("overlap", attacks.overlap, ("overlap",), 0.99),
    Pretence("frozen position", attacks.frozen, ("frozen",), 0.99),
    Pretence("position shared by carers", attacks.shared_position, ("shared",), 0.99),
    Pretence(
        "replayed fix", attacks.replayed_fix, ("replayed", "weak", "out", "clock_offset"), 0.99
    ),
    Pretence("clock set back", attacks.clock_set_back, ("clock_offset", "clock_set_back"), 0.99),
)
# What evidence of place cannot see: the reason why independent proofs of the visit exist.
UNSEEN = Pretence("simulated with noise: flagged", attacks.simulated_with_noise, FLAGS, 0.0)


def honest_rates(count: int, seed: int, surroundings: str) -> dict[str, float]:
    """Return the shares of honest visits that are judged so, or flagged so."""
    visits = judged(honest(count, seed, surroundings))
    rates = {name: float(visits[name].mean() or 0) for name in FLAGS}  # type: ignore[arg-type]
    rates["any flag"] = float(visits.select(pl.any_horizontal(FLAGS).mean()).item())
    for word in ("in", "out"):
        rates[f"check-in {word}"] = float((visits["in_word"] == word).mean() or 0)
    return rates


def datum_errors(count: int, seed: int) -> tuple[float, float]:
    """Return the share of mislabelled homes that are named, and of others that are as well."""
    chance = random.Random(seed)
    named = sum(_named(chance, chance.choice(("gcj02", "bd09"))) for _ in range(count))
    wrongly = sum(_named(chance, None) for _ in range(count))
    return named / count, wrongly / count


def _named(chance: random.Random, really: str | None) -> bool:
    """Tell whether a home in another datum, or just wrong by some way, is called mislabelled."""
    true = home(chance, within_m=6000)
    there = read(chance, *true, surroundings="outdoors")
    if really is None:
        metres, bearing = chance.uniform(200, 1500), chance.uniform(0, 360)
        numbers = moved(*true, metres=metres, bearing=bearing)
    else:
        numbers = from_wgs84(Point(*true), really)
    found = datum_error(
        Source("address", *numbers, "wgs84"), Source("on site", there.lat, there.lon, "wgs84")
    )
    return found is not None and (really is None or found.really == really)


def old_fence_rejects(count: int, seed: int, surroundings: str) -> float:
    """Return the share of honest check-ins that a fixed fence of 100 m would lock out."""
    fixes = judged_fixes(honest(count, seed, surroundings))
    return float((fixes["distance_m"] > _OLD_FENCE_M).mean() or 0)


def caught(pretence: Pretence, count: int, seed: int, surroundings: str) -> float:
    """Return the share of pretended visits that are caught by what should catch them."""
    visits = judged(pretence.make(count, seed, surroundings))
    visits = visits.filter(pl.col("visit_id") < attacks.PRETENDED)
    visits = visits.with_columns((pl.col("in_word") != "in").alias("not in"))
    return float(visits.select(pl.any_horizontal(pretence.caught_by).mean()).item())


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")


@click.command()
@click.option("--honest", "honest_visits", default=10_000, show_default=True)
@click.option("--pretended", default=1_000, show_default=True, help="Visits of each pretence.")
@click.option("--seed", default=20261122, show_default=True)
def main(honest_visits: int, pretended: int, seed: int) -> None:
    """Print how honest visits and pretences are judged."""
    _say(f"{honest_visits} honest visits, {pretended} of each pretence, seed {seed}")
    for number, surroundings in enumerate(SURROUNDINGS):
        _say(f"\n{surroundings}")
        _print_honest(honest_visits, seed + number, surroundings)
        for place, pretence in enumerate(PRETENCES):
            at = seed + 100 * (place + 1) + number
            share = caught(pretence, pretended, at, surroundings)
            mark = "ok" if share >= pretence.at_least else "MISSED"
            goal = f"{pretence.at_least:.1%}"
            _say(f"  {pretence.name:32} {share:8.2%}   asked ≥ {goal:7} {mark:7} seed {at}")
    share = caught(UNSEEN, pretended, seed, "outdoors")
    _say(f"\n{UNSEEN.name:34} {share:8.2%}   place alone cannot see it")
    named, wrongly = datum_errors(pretended, seed)
    _say(f"homes in another datum, named      {named:8.2%}   others named wrongly {wrongly:.2%}")


def _print_honest(count: int, seed: int, surroundings: str) -> None:
    rates = honest_rates(count, seed, surroundings)
    flags = ", ".join(f"{name} {rates[name]:.2%}" for name in FLAGS if rates[name])
    _say(f"  honest, check-in judged in       {rates['check-in in']:8.2%}   seed {seed}")
    _say(f"  honest, check-in judged out      {rates['check-in out']:8.2%}   asked ≤ 0.5%")
    _say(f"  honest, either fix judged out    {rates['out']:8.2%}")
    _say(f"  honest, any flag                 {rates['any flag']:8.2%}   asked ≤ 5% outdoors")
    _say(f"    by kind: {flags}")
    fence = old_fence_rejects(count, seed, surroundings)
    _say(f"  a fixed fence of 100 m locks out {fence:8.2%}   of honest check-ins")


if __name__ == "__main__":
    main()
