"""A month of verified visits as rating wants it: whole rounds of carers, the same every time.

Each carer goes to five people in turn, five visits a day for thirty days.  A few visits begin too
early and overlap the one before; some are short; some people are in hospital or die.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from billing.rules import windows

SIZES = {"S": (2_000, 60_000), "M": (15_000, 450_000), "L": (100_000, 3_000_000)}
"""People and visits."""

FIRST_DAY = date(2023, 10, 1)
A_MONTH, A_DAY, CLIENTS = 150, 30, 5
GRADES, MODES = ("severe_1", "severe_2", "severe_3"), ("home", "home", "institution")
_MINUTE, _DAY_SECONDS, _ROUND_MINUTES = 60, 86_400, 150
_TWO_32 = 1 << 32


def chance(rows: int, seed: int, below: int) -> pl.Series:
    """Return numbers below ``below``: the same on every machine, others for each seed."""
    number = pl.int_range(rows, dtype=pl.Int64, eager=True)
    for multiplier in (668_265_263, 374_761_393):
        number = (number * multiplier + seed * 40_503) % _TWO_32
        number = number ^ (number // (1 << 15))
    return number % below


def lines_of_a_month(visits: int) -> pl.DataFrame:
    """Return the visits, without flags; they stand in no useful order."""
    place = pl.int_range(visits, dtype=pl.Int64, eager=True)
    carers = visits // A_MONTH
    carer, nth = place % carers, place // carers
    day, turn = nth % A_DAY, nth // A_DAY
    person = carer * CLIENTS + (turn + day) % CLIENTS
    planned = pl.Series([60, 90, 120]).gather(chance(visits, 1, 3))
    seconds = planned * pl.Series([60, 60, 60, 60, 57, 42, 24]).gather(chance(visits, 2, 7))
    early = (chance(visits, 3, 50) == 0).cast(pl.Int64) * 60
    minute = 420 + turn * _ROUND_MINUTES + chance(visits, 4, 20) - early
    started = day * _DAY_SECONDS + minute * _MINUTE
    zero_day = (FIRST_DAY - date(1970, 1, 1)).days
    return pl.DataFrame(
        {
            "line_id": place,
            "person": person,
            "carer": carer,
            "day": (zero_day + day).cast(pl.Int32).cast(pl.Date),
            "started": started,
            "ended": started + seconds,
            "seconds": seconds.cast(pl.Int32),
            "planned_minutes": planned.cast(pl.Int32),
            "mode": pl.Series(MODES).gather(person % 3),
            "grade": pl.Series(GRADES).gather(person // 3 % 3),
            "insurance": pl.repeat("employee", visits, eager=True),
            "quantity_milli": pl.repeat(1000, visits, dtype=pl.Int64, eager=True),
            "price_fen": 60_00 + chance(visits, 5, 90_01),
        }
    )


def spans_of_people(people: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return hospital stays of every eighth person and the deaths of every hundredth."""
    who = pl.int_range(people, dtype=pl.Int64, eager=True)
    zero_day = (FIRST_DAY - date(1970, 1, 1)).days
    begin = zero_day + chance(people, 6, 25)
    spans = pl.DataFrame(
        {
            "person": who,
            "first_day": begin.cast(pl.Int32).cast(pl.Date),
            "last_day": (begin + chance(people, 7, 12)).cast(pl.Int32).cast(pl.Date),
        }
    )
    deaths = spans.with_columns(last_day=pl.lit(None, pl.Date))
    return spans.filter(who % 8 == 0), deaths.filter(who % 100 == 7)


def with_flags(lines: pl.DataFrame, stays: pl.DataFrame, deaths: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with every flag that rating wants, found by the windows."""
    everybody = lines.select(pl.col("person").unique())
    determined = everybody.with_columns(first_day=FIRST_DAY, last_day=pl.lit(None, pl.Date))
    no = pl.lit(value=False)
    return lines.with_columns(
        windows.covered(lines, determined).alias("entitled"),
        windows.covered(lines, windows.hospital_days(stays, "inside_only")).alias("hospital"),
        windows.covered(lines, deaths).alias("dead"),
        windows.overlapping(lines, who="carer"),
        windows.overlapping(lines, who="person"),
        no.alias("suspended"),
        no.alias("other_benefit"),
        pl.lit(value=True).alias("place_ok"),
        pl.lit(value=True).alias("verified"),
    )
