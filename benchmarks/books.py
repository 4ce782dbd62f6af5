"""Whether nothing is lost in years of a city: `./run bench books`.

PERSONS people, two visits a month each, MONTHS months from January 2023 under Panjin's rules of
that year, supposed to go on.  Each month some stays in hospital and deaths of the month before are
told late, the month is settled and its books are closed.  At the end every line, batch and entry is
proved, and the books are held against the lines.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import click
import polars as pl
import sqlalchemy as sa

from ltc.shared.clock import monotonic
from ltc.shared.dates import Month
from ltc.shared.money import yuan

FIRST = Month(2023, 1)
OF_CARER, VISITS = 5, 2
LATE = 40  # people of whom something is told late each month


@click.command()
@click.option("--persons", default=10_000, show_default=True)
@click.option("--months", default=60, show_default=True)
def main(*, persons: int, months: int) -> None:
    """Live through the months, then prove the books."""
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people, {months} months")
    with tempfile.TemporaryDirectory() as folder:
        begun, worked = monotonic(), time.process_time()
        live(Path(folder), persons, months)
        lived, own = monotonic() - begun, time.process_time() - worked
        begun = monotonic()
        wrong = proved()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        click.echo(
            f"lived {lived:.0f} s (own work {own:.0f} s), proved {monotonic() - begun:.0f} s"
        )
        click.echo(f"peak {peak} MB; faults: {wrong or 'none'}")
    sys.exit(1 if wrong else 0)


def live(folder: Path, persons: int, months: int) -> None:
    """Write, settle and close one month after the other."""
    from benchmarks.support.stored_month import CITY, write_small
    from billing.ledger import services as ledger
    from billing.settlement import runs
    from ltc.db import unit_of_work
    from ltc.migrations.run import upgrade
    from ltc.scope import Scope
    from tests.support.database import use_database
    from tests.support.factories.billing import at

    url = f"sqlite:///{folder / 'ltc.sqlite3'}"
    use_database(url, folder)
    upgrade(url)
    suppose_the_rules_go_on(folder)
    providers = max(1, persons // 75)
    write_small(persons, providers, persons // OF_CARER + 1, until=date(2099, 12, 31))
    month, scope = FIRST, Scope.everything(reason="benchmark")
    for number in range(months):
        now = at(month.next().first_day + timedelta(days=2))
        write_visits(persons, providers, number, month)
        tell_late(persons, number, month, now)
        done = runs.settle(CITY, month, scope=scope, at=now)
        with unit_of_work():
            ledger.close_period(CITY, month, scope=scope, at=now)
        click.echo(f"{month}: fund {yuan(done.fund_fen)}, late {yuan(done.adjusted_fund_fen)}")
        month = month.next()


def suppose_the_rules_go_on(folder: Path) -> None:
    """Read Panjin's pack without the end of its year."""
    import shutil

    from ltc.policy import load

    place = shutil.copytree(load.pack_place("panjin"), folder / "packs" / "panjin")
    for each in place.glob("*.yaml"):
        lines = each.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.strip() != "to: 2023-12-31"]
        each.write_text("".join(kept).replace(", to: 2023-12-31", ""), encoding="utf-8")
    usual = load._places  # noqa: SLF001 - a pack that is supposed, for this process alone
    load._places = lambda folders: {**usual(folders), "panjin": [place]}  # noqa: SLF001
    for cached in vars(load).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def write_visits(persons: int, providers: int, number: int, month: Month) -> None:
    """Write a month's verified visits as columns; a carer is at one place at a time."""
    from benchmarks.support.rated_month import FIRST_DAY, MODES, chance
    from benchmarks.support.stored_month import visit_rows
    from billing.columnar import column_door

    count = persons * VISITS
    place = pl.int_range(count, dtype=pl.Int64, eager=True)
    person, nth = place % persons, place // persons
    day = person % 14 + nth * 14
    since = (month.first_day - FIRST_DAY).days + day
    minute = 480 + person % OF_CARER * 100
    planned = pl.repeat(60, count, dtype=pl.Int32, eager=True)
    zero = (month.first_day - date(1970, 1, 1)).days
    lines = pl.DataFrame(
        {
            "line_id": place + number * count,
            "person": person,
            "carer": person // OF_CARER,
            "day": (zero + day).cast(pl.Int32).cast(pl.Date),
            "started": since * 86_400 + minute * 60,
            "seconds": planned * pl.Series([60, 60, 60, 50]).gather(chance(count, number, 4)),
            "planned_minutes": planned,
            "mode": pl.Series(MODES).gather(person % 3),
            "quantity_milli": pl.repeat(1000, count, dtype=pl.Int64, eager=True),
            "price_fen": 60_00 + chance(count, number + 7, 1_500_00),
        }
    )
    rows = visit_rows(lines, providers).with_columns(pl.col("day").cast(pl.String))
    with column_door() as door:
        door.write("visit", rows)
        door.commit()


def tell_late(persons: int, number: int, month: Month, now: object) -> None:
    """Tell now of stays in the month before, and of a few deaths."""
    from benchmarks.support.stored_month import COUNTY
    from ltc.case.models import CaseEvent
    from ltc.db import engine

    first = month.previous().first_day
    rows = [
        {
            "person_id": (number * 997 + at * 211) % persons + 1,
            "area_code": COUNTY,
            "kind": "death" if at == 0 else "hospital",
            "first_day": first + timedelta(days=at % 20),
            "last_day": None if at == 0 else first + timedelta(days=at % 20 + 7),
            "source": "bench",
            "recorded_at": now,
            "recorded_by": 0,
        }
        for at in range(LATE)
    ]
    with engine().begin() as connection:
        connection.execute(sa.insert(CaseEvent), rows)


def proved() -> list[str]:
    """Return what is wrong with the books, and where they differ from the lines."""
    from billing import checks
    from billing.ledger import checks as ledger_checks
    from billing.ledger.models import LedgerLine
    from billing.models import SettledLine, Settlement
    from ltc.db import read_only, session

    def total(column: object, *where: object) -> int:
        return int(session().scalar(sa.select(sa.func.sum(column)).where(*where)) or 0)

    with read_only():
        wrong = [*ledger_checks.faults(), *checks.payments_add_up()]
        fund = total(SettledLine.fund_fen)
        booked = total(LedgerLine.amount_fen, LedgerLine.account.startswith("benefit."))
        settled = total(Settlement.fund_fen)
        lines = total(1 + 0 * SettledLine.fund_fen)
        asked = total(SettledLine.asked_fen)
        person = total(SettledLine.person_fen)
    click.echo(f"{lines} lines: asked {yuan(asked)} = fund {yuan(fund)} + person {yuan(person)}")
    if not fund == booked == settled:
        wrong.append(f"lines {fund}, books {booked}, settlements {settled}")
    if asked != fund + person:
        wrong.append("asked is not fund + person")
    return [*wrong, *checks.line_faults()]


if __name__ == "__main__":
    main()
