"""Many deliveries at the same moment on PostgreSQL: keys and locks decide, nobody wins twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from ltc import events
from ltc.db import session, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import LtcError
from ltc.shared.ids import new_id
from providers.acts.agreements import NewPrice, set_price
from providers.visits.models import Fix, SyncItem, Visit, VisitException
from providers.visits.services import (
    Decision,
    decide_exception,
    plan_month,
    price_agreed,
    sync,
)
from tests.support.factories import base
from tests.support.factories import visits as make

pytestmark = pytest.mark.postgres
BEGIN = base.at(make.DAY, 9)
NOON = base.at(make.DAY, 12)
THREADS = 8


@pytest.fixture
def world(postgres_database_url):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
        made.device = make.device(made)
    return made


def together(acts):
    """Do all acts at the same moment; return what each gave or raised."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            with unit_of_work():
                return act()
        except LtcError as fault:
            return fault

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def count(model, *where):
    with unit_of_work():
        return session().scalar(sa.select(sa.func.count()).select_from(model).where(*where))


@pytest.mark.parametrize("trial", range(5))
def test_one_bundle_delivered_by_many_at_once(world, trial):
    items = make.whole_visit(world.visit, 1, BEGIN)

    def send():
        return sync(world.device.id, items, scope=world.as_carer, at=NOON)

    answers = together([send] * THREADS)
    assert all(answer == answers[0] for answer in answers)
    assert [each["state"] for each in answers[0]] == ["stored", "stored"]
    assert (count(Fix), count(SyncItem)) == (2, 2)


def test_a_thousand_deliveries_have_one_effect(world):
    items = make.whole_visit(world.visit, 1, BEGIN)

    def send(_number):
        with unit_of_work():
            return sync(world.device.id, items, scope=world.as_carer, at=NOON)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, range(1000)))
    assert all(answer == answers[0] for answer in answers)
    assert (count(Fix), count(SyncItem)) == (2, 2)


@pytest.mark.parametrize("trial", range(5))
def test_two_phones_cannot_open_two_visits(world, trial):
    with unit_of_work():
        second = make.visit(world, hour=10)
        phones = [world.device, make.device(world)]

    def send(phone, visit):
        item = make.item(1, "check_in", {"visit": visit.id, "fix": make.fix(BEGIN)}, at=BEGIN)
        return lambda: sync(phone.id, [item], scope=world.as_carer, at=BEGIN)

    pairs = zip(phones, (world.visit, second), strict=True)
    answers = together([send(phone, visit) for phone, visit in pairs])
    assert sorted(answer[0]["state"] for answer in answers) == ["parked", "stored"]
    assert count(Visit, Visit.state == "started") == 1


@pytest.mark.parametrize("trial", range(5))
def test_one_id_from_two_phones_stands_for_one_item(world, trial):
    with unit_of_work():
        phones = [world.device, make.device(world)]
    note = {"visit": world.visit.id, "text": "到了"}
    shared = new_id()

    def send(phone, text):
        item = {**make.item(1, "note", {**note, "text": text}, at=BEGIN), "id": shared}
        return lambda: sync(phone.id, [item], scope=world.as_carer, at=BEGIN)

    answers = together([send(phone, text) for phone, text in zip(phones, "一二", strict=True)])
    assert sorted(answer[0]["code"] or "" for answer in answers) == ["", "conflict"]
    assert count(SyncItem) == 1


@pytest.mark.parametrize("trial", range(5))
def test_two_desks_decide_one_exception_once(world, trial):
    with unit_of_work():
        weak = {"visit": world.visit.id, "fix": make.fix(BEGIN, accuracy_m=450)}
        end = BEGIN + timedelta(minutes=60)
        out = {"visit": world.visit.id, "fix": make.fix(end)}
        items = [
            make.item(1, "check_in", weak, at=BEGIN),
            make.item(2, "check_out", out, at=end),
        ]
        sync(world.device.id, items, scope=world.as_carer, at=end)
    with unit_of_work():
        row = session().scalar(
            sa.select(VisitException.id).where(VisitException.code == "place_weak")
        )

    def decide(scope, resolution):
        chosen = Decision(resolution=resolution)
        return lambda: decide_exception(row, chosen, scope=scope, at=NOON)

    answers = together(
        [decide(world.as_desk, "explained"), decide(world.as_second_desk, "not_proved")]
    )
    assert sum(isinstance(answer, LtcError) for answer in answers) == 1


@pytest.mark.parametrize("trial", range(3))
def test_a_price_agreed_on_while_a_month_is_planned_reaches_all_of_it(world, trial):
    first = date(2023, 11, 1)
    terms = (make.ITEM, "visit", 5000, 60, "care_worker", first, date(2024, 12, 31))
    known = {"scope": base.desk("officer"), "at": base.AT}
    events.on("price.agreed", price_agreed)
    together(
        [
            lambda: plan_month(Month(2023, 11), **known),
            lambda: set_price(world.agreement.id, NewPrice(*terms), **known),
        ]
    )
    events.forget_handlers()
    with unit_of_work():
        prices = session().scalars(sa.select(Visit.price_fen).where(Visit.day >= first)).all()
    assert set(prices) == {5000}
