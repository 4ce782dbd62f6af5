"""A month of verified visits in a fresh database, written as columns: people, spans, visits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import sqlalchemy as sa

from benchmarks.support.rated_month import FIRST_DAY, chance, lines_of_a_month, spans_of_people
from billing.columnar import column_door
from ltc.case.models import CaseEvent, Determination, Person
from ltc.db import engine, is_postgres
from ltc.directory.models import Area, Organisation, Staff
from ltc.shared.dates import Month
from providers.models import Agreement
from providers.visits.models import Visit

MONTH = Month(2023, 10)
CITY, COUNTY = "2111", "211102"
KNOWN = datetime(2023, 11, 3, 2, tzinfo=UTC)
_EARLY = datetime(2023, 1, 1, tzinfo=UTC)
_PEOPLE_OF_A_PROVIDER = 75
_SECOND_MS = 1000
_EPOCH_DAY = date(1970, 1, 1)
_CHUNK = 2_000  # each determination takes a lock until its transaction ends


def write_month(people: int, visits: int) -> None:
    """Fill the configured, migrated, empty database."""
    lines = lines_of_a_month(visits)
    carers = int(str(lines["carer"].max())) + 1
    providers = max(1, people // _PEOPLE_OF_A_PROVIDER)
    write_small(people, providers, carers)
    rows = visit_rows(lines, providers)
    with column_door() as door:
        if not is_postgres():
            rows = rows.with_columns(pl.col("day").cast(pl.String))
        door.write("visit", rows)
        door.commit()
    with engine().begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def write_small(
    people: int, providers: int, carers: int, *, until: date = date(2024, 12, 31)
) -> None:
    """Write areas, providers with agreements, carers, people with their spans and events."""
    rows: list[tuple[type, list[dict]]] = [
        (
            Area,
            [
                {"code": CITY, "name": "盘锦市", "level": "city"},
                {"code": COUNTY, "name": "双台子区", "level": "county"},
            ],
        ),
        (Organisation, [_organisation(number) for number in range(1, providers + 1)]),
        (Agreement, [_agreement(number, until) for number in range(1, providers + 1)]),
        (Staff, [_staff(number, providers) for number in range(1, carers + 1)]),
        (Person, [_person(number) for number in range(1, people + 1)]),
        (Determination, [_determination(number, until) for number in range(1, people + 1)]),
        (CaseEvent, _events(people)),
    ]
    for model, each in rows:
        for at in range(0, len(each), _CHUNK):
            with engine().begin() as connection:
                connection.execute(sa.insert(model), each[at : at + _CHUNK])


def _organisation(number: int) -> dict:
    return {
        "id": number,
        "kind": "care_provider",
        "name": f"机构{number}",
        "credit_code": f"9121110{number:011d}",
        "area_code": COUNTY,
    }


def _agreement(number: int, until: date) -> dict:
    return {
        "id": number,
        "provider_id": number,
        "area_code": COUNTY,
        "number": f"X{number}",
        "state": "in_force",
        "modes": ["home", "institution"],
        "capacity": 1000,
        "first_day": date(2023, 1, 1),
        "last_day": until,
    }


def _staff(number: int, providers: int) -> dict:
    return {
        "id": number,
        "organisation_id": number % providers + 1,
        "area_code": COUNTY,
        "name": f"护理员{number}",
        "work": "care_worker",
    }


def _person(number: int) -> dict:
    return {
        "id": number,
        "area_code": COUNTY,
        "name": f"人{number}",
        "sex": "f",
        "born_on": date(1940, 1, 1),
        "id_number": str(number),
        "id_index": str(number),
        "insurance": "employee",
        "category": "retiree",
        "insured_from": date(2015, 1, 1),
        "traits": [],
    }


def _determination(number: int, until: date) -> dict:
    grade = ("severe_1", "severe_2", "severe_3")[number // 3 % 3]
    return {
        "id": number,
        "person_id": number,
        "area_code": COUNTY,
        "entitled": True,
        "grade": grade,
        "national_grade": 5,
        "first_day": date(2023, 1, 1),
        "last_day": until,
        "decided_on": date(2023, 1, 1),
        "reasons": [],
        "pack": "panjin",
        "pack_version": "2023.1",
        "fingerprint": "0" * 64,
        "recorded_at": _EARLY,
    }


def _events(people: int) -> list[dict]:
    found = []
    for kind, spans in zip(("hospital", "death"), spans_of_people(people), strict=True):
        for person, first, last in spans.iter_rows():
            found.append(
                {
                    "id": len(found) + 1,
                    "person_id": person + 1,
                    "area_code": COUNTY,
                    "kind": kind,
                    "first_day": first,
                    "last_day": last,
                    "source": "bench",
                    "recorded_at": KNOWN,
                    "recorded_by": 0,
                }
            )
    return found


def visit_rows(lines: pl.DataFrame, providers: int) -> pl.DataFrame:
    """Return the rows of the table: a few are missed, or without a proven place."""
    zero = (FIRST_DAY - _EPOCH_DAY).days * 86_400
    started = (zero + pl.col("started")) * _SECOND_MS
    person = pl.col("person") + 1
    fate = chance(lines.height, 9, 100)
    rows = lines.with_columns(fate=fate).select(
        id=pl.col("line_id") + 1,
        person_id=person,
        provider_id=person // _PEOPLE_OF_A_PROVIDER % providers + 1,
        carer_id=pl.col("carer") + 1,
        area_code=pl.lit(COUNTY),
        mode="mode",
        item=pl.lit("care"),
        unit=pl.lit("visit"),
        qualification=pl.lit("care_worker"),
        quantity_milli="quantity_milli",
        price_fen="price_fen",
        day="day",
        planned_start=started,
        planned_minutes=pl.col("planned_minutes").cast(pl.Int64),
        state=pl.when(pl.col("fate") == 0).then(pl.lit("missed")).otherwise(pl.lit("verified")),
        started_at=started,
        ended_at=started + pl.col("seconds").cast(pl.Int64) * _SECOND_MS,
        minutes=pl.col("seconds").cast(pl.Int64) // 60,
        place_ok=pl.col("fate") != 1,
        two_person=pl.lit(value=False),
        manual=pl.lit(value=False),
        provisional=pl.lit(value=False),
        confirmed_how=pl.lit(""),
        why_not=pl.lit(""),
        verified_at=started + 7_200 * _SECOND_MS,
        version=pl.lit(1, pl.Int64),
    )
    _refuse_gaps(rows.columns)
    return rows.sort("day", "id")


def _refuse_gaps(names: list[str]) -> None:
    """Say which column of the table this generator does not know yet."""
    needed = {column.name for column in sa.inspect(Visit).columns if not column.nullable}
    missing = needed - set(names)
    if missing:
        raise RuntimeError(f"the table of visits has new columns: {sorted(missing)}")
