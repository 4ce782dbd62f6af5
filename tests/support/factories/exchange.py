"""A month as files: a small one written by hand, and one written by an export."""

import csv
from datetime import timedelta
from pathlib import Path

from ltc.db import session, unit_of_work
from ltc.directory.models import Area
from ltc.exchange.importing import Brought, take_over
from ltc.exchange.layouts import LAYOUTS
from ltc.exchange.runs import Wanted, export_month
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits import services as visits
from tests.support.factories import base
from tests.support.factories import visits as make

MONTH = Month(2023, 10)
EVERYTHING = Scope.everything("tests of exchange")
LATER = base.AT + timedelta(days=40)
HEADINGS = {
    "persons": "id area name id_number category insured_from phone home_lat home_lon",
    "determinations": "id person entitled national_grade first_day last_day decided_on",
    "providers": "id credit_code name area",
    "agreements": "id provider number modes capacity first_day last_day",
    "prices": "id agreement item unit price minutes qualification first_day last_day",
    "carers": "id provider name work",
    "certificates": "id carer kind number first_day last_day",
    "plans": "id person mode first_day confirmed_by",
    "plan_items": "id plan item times minutes qualification price",
    "assignments": "id plan agreement carer first_day free_choice",
    "stays": "id person kind first_day last_day source taken_back",
    "visits": "id assignment carer item planned_start planned_minutes outcome started_at ended_at"
    " in_lat in_lon in_crs in_accuracy in_taken_at out_lat out_lon out_crs out_accuracy"
    " out_taken_at",
}
START, END = "2023-10-10T09:00:00+08:00", "2023-10-10T10:00:00+08:00"
AT_HOME = ("41.1246", "122.0703", "wgs84", "20")
ROWS = {
    "persons": [
        ("p1", base.TOWN, "张秀英", base.id_number(), "retiree", "2015-01-01", "", *AT_HOME[:2])
    ],
    "determinations": [("d1", "p1", "yes", "5", "2023-10-01", "2025-09-30", "2023-09-20")],
    "providers": [("o1", "91211100000000001X", "某护理站", base.COUNTY)],
    "agreements": [("g1", "o1", "协2023-1", "home", "10", "2023-01-01", "2025-12-31")],
    "prices": [
        ("r1", "g1", make.ITEM, "visit", "60.00", "60", "care_worker", "2023-01-01", "2025-12-31")
    ],
    "carers": [("c1", "o1", "王护理", "care_worker")],
    "certificates": [("z1", "c1", "care_worker", "Z-1", "2020-01-01", "2030-01-01")],
    "plans": [("l1", "p1", "home", "2023-10-01", "张秀英")],
    "plan_items": [("i1", "l1", make.ITEM, "8", "60", "care_worker", "60.00")],
    "assignments": [("a1", "l1", "g1", "c1", "2023-10-01", "yes")],
    "stays": [("s1", "p1", "hospital", "2023-10-20", "2023-10-24", "医院", "no")],
    "visits": [
        (
            "v1",
            "a1",
            "c1",
            make.ITEM,
            START,
            "60",
            "done",
            START,
            END,
            *AT_HOME,
            START,
            *AT_HOME,
            END,
        )
    ],
}


def write(folder: Path, **changes: list[tuple]) -> Path:
    """Write the small month, with the rows of some files changed; an empty list leaves one out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {**ROWS, **changes}.items():
        if rows:
            put(folder, name, rows)
    return folder


def put(folder: Path, name: str, rows: list[tuple], heading: str = "") -> None:
    """Write one file."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([(heading or HEADINGS[name]).split(), *rows])


def changed(name: str, column: str, value: str, *, row: int = 0) -> list[tuple]:
    """Return a file's rows with one cell changed."""
    rows = [list(each) for each in ROWS[name]]
    rows[row][HEADINGS[name].split().index(column)] = value
    return [tuple(each) for each in rows]


def known_areas() -> None:
    """Write the areas."""
    with unit_of_work():
        if session().get(Area, base.CITY) is None:
            base.areas()


def bring(folder: Path, *, scope: Scope = EVERYTHING, area: str = base.CITY, source: str = "旧"):
    """Import a folder."""
    return take_over(Brought(folder=folder, source=source, area=area), scope=scope, at=LATER)


def send(folder: Path, *, form: str = "csv", personal: bool = True) -> Path:
    """Export the month."""
    wanted = Wanted(area=base.CITY, month=MONTH, form=form, personal=personal)
    export_month(wanted, folder, scope=EVERYTHING, at=LATER)
    return folder


def lived_month() -> None:
    """Live through a month: a visit done, one missed, one planned, a stay, a death taken back."""
    from ltc.case.services import record_event, reverse_event

    with unit_of_work():
        world = make.world()
        done = make.visit(world)
        make.visit(world, hour=15, state="missed", why_not="家中无人")
        make.visit(world, hour=17, two_person=True)
    begin = base.at(make.DAY)
    given = visits.BulkVisit(
        visit_id=done.id,
        started_at=begin,
        ended_at=begin + timedelta(minutes=60),
        fix_in=make.fix(begin),
        fix_out=make.fix(begin + timedelta(minutes=60), accuracy_m=31.5),
        proofs=("recipient_pin",),
    )
    with unit_of_work():
        visits.log_many([given], scope=EVERYTHING, at=LATER)
        day, who = make.DAY + timedelta(days=8), world.person.id
        record_event(who, "hospital", day, None, "=医院", scope=EVERYTHING, at=LATER)
        wrong = record_event(who, "arrears", day, day, "误报", scope=EVERYTHING, at=LATER)
        reverse_event(wrong.id, "误报", scope=EVERYTHING, at=LATER)
    with unit_of_work():
        visits.nightly_flags(make.DAY, scope=EVERYTHING, at=LATER)


def told(folder, name):
    """Return what a CSV file tells, without what each system works out for itself."""
    ours = {field.name for field in LAYOUTS[name].fields if field.ours}
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as raw:
        rows = list(csv.DictReader(raw))
    return [{key: text for key, text in row.items() if key not in ours} for row in rows]
