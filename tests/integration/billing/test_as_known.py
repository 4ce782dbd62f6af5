"""As known then and as known now: a settled month comes out again, whatever became known since."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from billing.models import Settlement
from billing.settlement import runs
from ltc.audit.services import record
from ltc.case.models import Person
from ltc.cli import main
from ltc.db import session, unit_of_work
from ltc.shared import clock
from providers import services as providers
from providers.models import Agreement
from providers.visits.models import Visit, VisitChange
from tests.support.factories import billing
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, MONTH, OFFICER, oct_, settle

SAME_DAY = KNOWN + timedelta(hours=3)


@pytest.fixture
def october(database):
    """Settle October of one person and one provider: five visits, 400 元."""
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        for day in (2, 9, 16, 23, 30):
            billing.visit(whose, by, oct_(day))
    return settle()


def dry_run(*more: str) -> dict:
    clock.start_at(LATER)
    arguments = ["settle", "--area", CITY, "--month", "2023-10", "--dry-run", *more]
    return json.loads(CliRunner().invoke(main, arguments).stdout)


def then() -> dict:
    return dry_run("--as-known-on", "2023-11-03")


def check(told: dict, done: Settlement) -> None:
    assert told["same_as_settled"] is True
    assert (told["result_hash"], told["lines"]) == (done.result_hash, done.lines)


def test_the_stored_figures_come_out_again_after_a_death_told_the_same_day(october):
    with unit_of_work() as opened:
        whose = opened.get(Person, 1)
        billing.event(whose, "death", oct_(10), recorded_at=SAME_DAY)
    check(then(), october)
    assert (then()["fund"], dry_run()["fund"]) == ("400.00", "160.00")
    assert dry_run("--as-known-on", "2023-11-02")["fund"] == "400.00"


def test_an_agreement_ended_later_with_a_day_in_the_past(october):
    (agreement,) = stored(Agreement)
    with unit_of_work():
        providers.end_agreement(
            agreement.id, last_day=oct_(20), why="违约", scope=OFFICER, at=SAME_DAY
        )
    check(then(), october)
    assert dry_run()["fund"] == "240.00"
    assert settle(MONTH.next(), at_=LATER).fund_fen == -160_00


def test_an_agreement_signed_later_was_not_known_then(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        (agreement,) = session().query(Agreement).all()
        billing.visit(whose, by, oct_(2))
        act = {"actor": OFFICER.actor, "about": agreement, "before": {"state": "signed"}}
        record(act="agreement.in_force", at=SAME_DAY, after={"state": "in_force"}, **act)
    done = settle()
    assert done.fund_fen == 0
    check(then(), done)
    assert settle(MONTH.next(), at_=LATER).fund_fen == 80_00


def test_a_visit_whose_times_were_corrected_by_hand_since(october):
    with unit_of_work() as opened:
        visit = opened.get(Visit, 1)
        record(act="visit.verify", about=visit, actor=OFFICER.actor, at=visit.verified_at)
    with unit_of_work() as opened:
        visit = opened.get(Visit, 1)
        shorter = visit.started_at + timedelta(minutes=30)
        for name, old, new in (
            ("ended_at", visit.ended_at.isoformat(), shorter.isoformat()),
            ("minutes", "60", "30"),
        ):
            facts = {"visit_id": 1, "person_id": 1, "provider_id": visit.provider_id}
            facts |= {"field": name, "old": old, "new": new, "reason_code": "x", "changed_by": 1}
            opened.add(VisitChange(**facts, area_code=visit.area_code, at=SAME_DAY))
        visit.ended_at, visit.minutes = shorter, 30
        visit.verified_at = SAME_DAY
        record(act="visit.reopen", about=visit, actor=OFFICER.actor, at=SAME_DAY)
    check(then(), october)
    assert dry_run()["fund"] == "360.00"


def test_the_day_before_a_freeze_ends_at_midnight(october):
    seen = runs.known_on(CITY, MONTH, date(2023, 11, 2), scope=EVERYTHING)
    assert seen == billing.at(date(2023, 11, 3), 0) - timedelta(milliseconds=1)
    assert runs.known_on(CITY, MONTH, date(2023, 11, 3), scope=EVERYTHING) == KNOWN
