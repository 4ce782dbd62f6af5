"""How fast a city's month is imported and exported: `./run bench exchange`.

Writes the files of PERSONS people with six visits each, takes them over into a fresh SQLite
database, takes them over again (nothing may change), and exports them.  Prints seconds of each
file, of clock and of this process's own work.
"""

from __future__ import annotations

import csv
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click

from ltc.shared.clock import monotonic
from tests.support.factories import exchange

OF_CARER, OF_PERSON, OF_PROVIDER = 10, 6, 30  # people a carer, visits a person, carers a provider
FIRST_START = datetime.fromisoformat("2023-10-01T09:00:00+08:00")
TWICE_A_DAY = timedelta(hours=5)


@click.command()
@click.option("--persons", default=10_000, show_default=True)
@click.option("--profile", is_flag=True, help="Tell which functions the import spends its time in.")
def main(*, persons: int, profile: bool) -> None:
    """Import, import again, export."""
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        fresh_database(place)
        files = write(place / "in", persons)
        with profiled() if profile else timed("import"):
            _told(exchange.bring(files))
        with timed("the same again"):
            report = exchange.bring(files)
        changed = sum(each.new + each.changed for each in report.tallies.values())
        click.echo(f"  changed by the second import: {changed}")
        with timed("export"):
            exchange.send(place / "out")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(f"peak {peak} MB")


def fresh_database(place: Path) -> None:
    """Use an empty database that holds the areas."""
    from ltc.addon import load_addons, wire_events
    from ltc.config import settings
    from ltc.migrations.run import upgrade
    from tests.support.database import use_database

    url = f"sqlite:///{place / 'ltc.sqlite3'}"
    use_database(url, place)
    upgrade(url)
    wire_events(load_addons(settings().addons))
    exchange.known_areas()


def write(folder: Path, persons: int) -> Path:
    """Write the files of a month."""
    folder.mkdir()
    carers = -(-persons // OF_CARER)
    providers = -(-carers // OF_PROVIDER)
    many = {
        "persons": (_person, persons),
        "determinations": (_own("determinations", "d", person="p"), persons),
        "providers": (_provider, providers),
        "agreements": (_agreement, providers),
        "prices": (_own("prices", "r", agreement="g"), providers),
        "carers": (_carer, carers),
        "certificates": (_certificate, carers),
        "plans": (_own("plans", "l", person="p"), persons),
        "plan_items": (_own("plan_items", "i", plan="l"), persons),
        "assignments": (_assignment, persons),
        "visits": (_visit, persons * OF_PERSON),
    }
    for name, (row_of, count) in many.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(exchange.HEADINGS[name].split())
            rows.writerows(row_of(number) for number in range(count))
    return folder


Row = tuple[str, ...]


def _row(name: str, /, **changed: str) -> Row:
    """Return the small month's row with some cells changed."""
    given = dict(zip(exchange.HEADINGS[name].split(), exchange.ROWS[name][0], strict=True))
    return tuple({**given, **changed}.values())


def _own(name: str, letter: str, **refers: str) -> Callable[[int], Row]:
    """Return what makes rows that only name another file's row of the same number."""

    def row_of(number: int) -> Row:
        named = {column: f"{other}{number}" for column, other in refers.items()}
        return _row(name, id=f"{letter}{number}", **named)

    return row_of


def _person(number: int) -> Row:
    return _row("persons", id=f"p{number}", name=f"测试{number}", id_number=_id_number(number))


def _id_number(number: int) -> str:
    from ltc.shared.ids import check_digit

    born = FIRST_START - timedelta(days=365 * 80 + number // 1000)
    first17 = f"211102{born:%Y%m%d}{number % 1000:03d}"
    return first17 + check_digit(first17)


def _provider(number: int) -> Row:
    code = f"912111000000{number:05d}X"
    return _row("providers", id=f"o{number}", name=f"护理站{number}", credit_code=code)


def _agreement(number: int) -> Row:
    about = {"id": f"g{number}", "provider": f"o{number}", "number": f"协2023-{number}"}
    return _row("agreements", **about, capacity="1000")


def _carer(number: int) -> Row:
    return _row("carers", id=f"c{number}", provider=f"o{number // OF_PROVIDER}")


def _certificate(number: int) -> Row:
    return _row("certificates", id=f"z{number}", carer=f"c{number}", number=f"Z-{number}")


def _assignment(number: int) -> Row:
    carer = number // OF_CARER
    agreement = f"g{carer // OF_PROVIDER}"
    about = {"id": f"a{number}", "plan": f"l{number}", "agreement": agreement}
    return _row("assignments", **about, carer=f"c{carer}")


def _visit(number: int) -> Row:
    person = number // OF_PERSON
    slot = number % (OF_CARER * OF_PERSON)  # a carer is at one place at a time
    start = FIRST_START + timedelta(days=slot // 2) + TWICE_A_DAY * (slot % 2)
    begun, over = start.isoformat(), (start + timedelta(hours=1)).isoformat()
    about = {"id": f"v{number}", "assignment": f"a{person}", "carer": f"c{person // OF_CARER}"}
    times = {"planned_start": begun, "started_at": begun, "ended_at": over}
    return _row("visits", **about, **times, in_taken_at=begun, out_taken_at=over)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took: by the clock, and this process's own work."""
    begun, worked = monotonic(), time.process_time()
    yield
    click.echo(
        f"{what}: {monotonic() - begun:.1f} s, own work {time.process_time() - worked:.1f} s"
    )


@contextmanager
def profiled() -> Iterator[None]:
    """Print the functions that took longest with all that they called."""
    import cProfile
    import pstats

    found = cProfile.Profile()
    with timed("import (profiled)"):
        found.enable()
        yield
        found.disable()
    pstats.Stats(found).sort_stats("tottime").print_stats(40)


def _told(report: object) -> None:
    counts = report.counts()  # type: ignore[attr-defined]
    wrong = {name: each for name, each in counts.items() if each["rejected"]}
    click.echo(
        f"  {sum(each['new'] for each in counts.values())} rows; rejected: {wrong or 'none'}"
    )


if __name__ == "__main__":
    main()
