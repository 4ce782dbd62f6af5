"""The same month gives the same hash on any engine, in any order, with any number of workers."""

import random
from datetime import timedelta

import pytest

from billing.settlement import engine
from billing.settlement.rules import batches
from ltc.db import session, unit_of_work
from providers.visits.models import Visit, VisitException
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import oct_, settle

PEOPLE, VISITS = 6, 60
CLASHES = "carer_overlap", "person_overlap"


def random_month(order: random.Random) -> None:
    """Write the same month of visits, its rows put in by ``order``."""
    facts = random.Random(20231)
    with unit_of_work():
        first, second = billing.provider(), billing.provider()
        grades = ("severe_1", "severe_2", None) * 2
        people = [billing.person(id=700 * at + 1, grade=each) for at, each in enumerate(grades)]
        billing.event(people[0], "death", oct_(20))
        billing.event(people[1], "hospital", oct_(5), oct_(12))
        rows = [_row(facts, number, people, (first, second)) for number in range(VISITS)]
        order.shuffle(rows)
        session().add_all(Visit(**row) for row in rows)
        session().flush()
        session().add_all(_decided(row, code) for row in rows for code in CLASHES)


def _decided(row: dict, code: str) -> VisitException:
    """Two visits at once count because somebody looked at it: some of the month are."""
    names = "person_id", "provider_id", "carer_id", "area_code"
    return VisitException(
        visit_id=row["id"],
        code=code,
        kind="fix",
        owner_role="operator",
        opened_at=row["started_at"],
        due_on=row["day"],
        state="decided",
        accepted=True,
        decided_by=billing.OPERATOR.actor.user_id,
        decided_at=row["started_at"],
        **{name: row[name] for name in names},
    )


def _row(facts: random.Random, number: int, people, providers) -> dict:
    whose = people[facts.randrange(PEOPLE)]
    provider, carer = providers[facts.randrange(2)]
    start = billing.at(oct_(facts.randint(1, 31)), facts.randint(7, 17))
    minutes = facts.choice([60, 60, 55, 40, 20])
    return {
        "id": number + 1,
        "person_id": whose.id,
        "provider_id": provider.id,
        "carer_id": carer.id,
        "area_code": whose.area_code,
        "mode": facts.choice(["home", "institution"]),
        "item": "care",
        "price_fen": facts.randint(50_00, 300_00),
        "day": start.date(),
        "planned_start": start,
        "planned_minutes": 60,
        "state": "verified",
        "started_at": start,
        "ended_at": start + timedelta(minutes=minutes),
        "minutes": minutes,
        "place_ok": True,
        "verified_at": start + timedelta(hours=3),
    }


_seen: dict[str, str] = {}


@pytest.mark.parametrize("workers", [1, 2])
def test_engines_orders_and_workers_agree(database, workers):
    random_month(random.Random(workers))
    done = settle(pace=engine.Pace(workers=workers))
    assert done.lines == VISITS
    assert _seen.setdefault("hash", done.result_hash) == done.result_hash


def test_the_split_into_batches_does_not_matter(sqlite_database, monkeypatch):
    monkeypatch.setattr(batches, "LINES_PER_BATCH", 10)
    random_month(random.Random(3))
    done = settle()
    assert done.batches == 5
    assert _seen.setdefault("hash", done.result_hash) == done.result_hash


def test_a_month_without_visits_is_settled_with_nothing(database):
    with unit_of_work():
        billing.person()
    done = settle()
    assert (done.lines, done.fund_fen, done.state) == (0, 0, "computed")
    assert stored(Visit) == []
