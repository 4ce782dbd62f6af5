"""A changed row is an update by the service, or a reject with its reason: the record is final."""

import pytest
import sqlalchemy as sa

from ltc import events
from ltc.addon import load_addons, wire_events
from ltc.audit.models import AuditRow
from ltc.case import queries as case_queries
from ltc.case.models import CaseEvent, Determination, DeterminationEnd, Person
from ltc.config import settings
from ltc.db import read_only, session
from ltc.directory.models import Organisation, Staff
from providers.models import Agreement, Assignment
from providers.visits.models import Visit
from tests.support.factories import base, exchange

pytestmark = pytest.mark.usefixtures("areas")
FINAL = {
    "another name": ("persons", "name", "李秀英"),
    "another grade": ("determinations", "national_grade", "4"),
    "another address": ("providers", "name", "另一护理站"),
    "another capacity": ("agreements", "capacity", "99"),
    "another price": ("prices", "price", "70.00"),
    "another work": ("carers", "work", "nurse"),
    "another number": ("certificates", "number", "Z-2"),
    "another first day": ("plans", "first_day", "2023-10-02"),
    "another service": ("plan_items", "times", "9"),
    "another carer's plan": ("assignments", "first_day", "2023-10-03"),
    "other evidence": ("visits", "in_lat", "41.2000"),
}


def again(tmp_path, name, column, value):
    """Bring the small month, then once more with one cell changed."""
    exchange.bring(exchange.write(tmp_path))
    return exchange.bring(exchange.write(tmp_path, **{name: exchange.changed(name, column, value)}))


@pytest.mark.parametrize("case", FINAL)
def test_what_is_final_is_refused_with_its_reason(tmp_path, case):
    name, column, value = FINAL[case]
    told = again(tmp_path, name, column, value)
    whose = "plans" if name == "plan_items" else name
    assert told.tallies[whose].rejected == 1, told.counts()
    assert {name, whose} <= {each.file for each in told.rejects} <= {"plans", "plan_items", name}


def test_a_new_phone_number_is_taken_over(tmp_path):
    report = again(tmp_path, "persons", "phone", "13800000009")
    assert report.tallies["persons"].changed == 1
    assert [each.phone for each in base.stored(Person)] == ["13800000009"]


def test_somebody_who_has_a_file_keeps_it(tmp_path):
    exchange.bring(exchange.write(tmp_path))
    report = exchange.bring(exchange.write(tmp_path), source="另一系统")
    assert len(base.stored(Person)) == len(base.stored(Organisation)) == 1
    assert report.tallies["persons"].rejected == report.tallies["providers"].rejected == 0
    assert len(base.stored(Determination)) == 1


def test_an_older_decision_that_comes_late_does_not_end_the_one_that_holds(tmp_path):
    exchange.bring(exchange.write(tmp_path))
    late = [("d0", "p1", "yes", "4", "2023-05-01", "2025-04-30", "2023-04-20")]
    exchange.put(tmp_path, "determinations", late)
    assert exchange.bring(tmp_path).tallies["determinations"].rejected == 1
    assert base.stored(DeterminationEnd) == []


def test_an_earlier_end_is_taken_over(tmp_path):
    folder = exchange.write(tmp_path)
    exchange.bring(folder)
    rows = [(*exchange.ROWS["determinations"][0], "2024-03-31", "moved")]
    heading = exchange.HEADINGS["determinations"] + " ended_on end_reason"
    exchange.put(folder, "determinations", rows, heading)
    assert exchange.bring(folder).tallies["determinations"].changed == 1
    assert [str(each.last_day) for each in base.stored(DeterminationEnd)] == ["2024-03-31"]
    assert len(base.stored(Determination)) == 1


@pytest.fixture(params=["apart", "wired"])
def rooms(request):
    """Let the rooms hear of each other, as the command does; or not."""
    wire_events(load_addons(settings().addons) if request.param == "wired" else ())
    yield
    events.forget_handlers()


@pytest.mark.usefixtures("rooms")
def test_an_agreement_and_an_assignment_end_and_a_carer_leaves(tmp_path):
    folder = exchange.write(tmp_path)
    exchange.bring(folder)
    exchange.put(folder, "agreements", exchange.changed("agreements", "last_day", "2024-12-31"))
    over = [(*exchange.ROWS["assignments"][0], "2023-10-25")]
    exchange.put(folder, "assignments", over, exchange.HEADINGS["assignments"] + " last_day")
    gone = [(*exchange.ROWS["carers"][0], "yes")]
    exchange.put(folder, "carers", gone, exchange.HEADINGS["carers"] + " left")
    assert exchange.bring(folder).rejects == []
    assert [str(each.last_day) for each in base.stored(Agreement)] == ["2024-12-31"]
    held = [(each.state, str(each.last_day)) for each in base.stored(Assignment)]
    assert held == [("ended", "2023-10-25")]
    assert [each.state for each in base.stored(Staff)] == ["left"]


def test_a_stay_is_corrected_by_taking_it_back(tmp_path):
    assert again(tmp_path, "stays", "last_day", "2023-10-26").tallies["stays"].changed == 1
    with read_only():
        [whose] = session().scalars(sa.select(Person.id))
        standing = case_queries.standing_events(whose, scope=exchange.EVERYTHING)
    assert [str(each.last_day) for each in standing] == ["2023-10-26"]
    assert len(base.stored(CaseEvent)) == 3


def test_a_planned_visit_is_told_as_done_later(tmp_path):
    done = exchange.ROWS["visits"]
    planned = [(*done[0][:6], "planned", *([""] * 12))]
    exchange.bring(exchange.write(tmp_path, visits=planned))
    assert [each.state for each in base.stored(Visit)] == ["planned"]
    exchange.bring(exchange.write(tmp_path, visits=done))
    assert [each.state for each in base.stored(Visit)] == ["verified"]


def test_every_act_and_every_run_leaves_its_audit_row(tmp_path):
    exchange.bring(exchange.write(tmp_path))
    acts = [each.act for each in base.stored(AuditRow)]
    for act in ("person.register", "determination.record", "plan.confirm", "visit.import"):
        assert acts.count(act) == 1
    assert acts[-1] == "exchange.import"
