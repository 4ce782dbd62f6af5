"""However often, in whatever order and through whichever of two phones: one effect, one receipt."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ltc.audit.models import AuditRow
from ltc.db import session, unit_of_work
from ltc.devices.models import Device
from providers.visits.models import Fix, SyncItem, Visit
from providers.visits.services import sync
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
EVENING = base.at(make.DAY, 20)
_days = iter(range(10_000))


@pytest.fixture
def world(sqlite_database):
    with unit_of_work():
        made = make.world()
        made.other = base.staff(made.provider)
    return made


@st.composite
def deliveries(draw, per_phone=5):
    """Every item of two phones, delivered one to five times, in batches of any order."""
    sent = [(phone, seq) for phone in (0, 1) for seq in range(1, per_phone + 1)]
    often = [(one, draw(st.integers(1, 5))) for one in sent]
    flat = draw(st.permutations([one for one, times in often for _ in range(times)]))
    batches, rest = [], list(flat)
    while rest:
        size = draw(st.integers(1, 7))
        batches.append(rest[:size])
        rest = rest[size:]
    return batches


def story(visit, begin):
    """What a phone tells of one visit."""
    end = begin + timedelta(minutes=60)
    note = {"visit": visit.id, "text": "一切正常"}
    done = {"visit": visit.id, "tasks": [{"item": make.ITEM, "done": True}]}
    return [
        make.item(1, "note", note, at=begin),
        make.item(2, "check_in", {"visit": visit.id, "fix": make.fix(begin)}, at=begin),
        make.item(3, "tasks", done, at=end),
        make.item(4, "check_out", {"visit": visit.id, "fix": make.fix(end)}, at=end),
        make.item(5, "note", {**note, "text": "离开"}, at=end),
    ]


def set_up(world):
    """Give two fresh phones of two carers, each with a visit of its own on a fresh day."""
    day = make.DAY + timedelta(days=next(_days))
    scopes = [world.as_carer, base.of_staff(world.other, "carer")]
    with unit_of_work():
        visits = [
            make.visit(world, day=day, carer_id=scope.staff_id, hour=9 + 2 * number)
            for number, scope in enumerate(scopes)
        ]
        phones = [make.device(world, scope) for scope in scopes]
        for older in session().scalars(sa.select(Device)):
            older.revoked_at = EVENING if older.id not in {p.id for p in phones} else None
    stories = [story(visit, base.at(day, 9 + 2 * n)) for n, visit in enumerate(visits)]
    return scopes, visits, phones, stories


def send(phone, items, scope):
    with unit_of_work():
        return sync(phone.id, items, scope=scope, at=EVENING + timedelta(days=11_000))


def count(model, *where):
    with unit_of_work():
        return session().scalar(sa.select(sa.func.count()).select_from(model).where(*where))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=deliveries())
def test_one_effect_and_one_receipt_in_the_end(world, batches):
    scopes, visits, phones, stories = set_up(world)
    for batch in batches:
        for which in (0, 1):
            items = [stories[which][seq - 1] for phone, seq in batch if phone == which]
            receipts = send(phones[which], items, scopes[which])
            assert [each["id"] for each in receipts] == [each["id"] for each in items]
            assert {each["state"] for each in receipts} <= {"stored", "held"}
    for which in (0, 1):
        final = send(phones[which], stories[which], scopes[which])
        assert [each["state"] for each in final] == ["stored"] * 5
        assert send(phones[which], stories[which][::-1], scopes[which])[::-1] == final
        visit = visits[which].id
        assert count(Fix, Fix.visit_id == visit) == 2
        assert count(SyncItem, SyncItem.device == phones[which].id) == 5
        about = (AuditRow.about_kind == "visit", AuditRow.about_id == str(visit))
        assert count(AuditRow, *about, AuditRow.act == "visit.check_in") == 1
        with unit_of_work():
            found = session().get(Visit, visit)
            assert (found.minutes, found.tasks[0]["done"]) == (60, True)
            assert session().get(Device, phones[which].id).last_seq == 5
