"""Tablets: a visit done without a network becomes the same as one done at the desk, or waits."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from assessments.field import services
from assessments.field.bundle import bundle
from assessments.field.models import FieldItem
from assessments.models import Assessment, ScoreForm
from ltc.audit.models import AuditRow
from ltc.db import read_only, session, unit_of_work
from ltc.devices.services import revoke_device
from ltc.shared.errors import BadInput
from ltc.shared.ids import new_id
from tests.support.factories import assessments as make
from tests.support.factories import base, field

LATER = make.VISIT_AT + timedelta(hours=6)


class World:
    """A scheduled visit and the tablets of the two who go there."""

    def __init__(self):
        base.areas()
        self.agency = make.Agency()
        self.assessment = make.dispatched(self.agency)
        make.reach("schedule", self.assessment, self.agency)
        self.scopes = [
            self.agency.scope(self.agency.assessor),
            self.agency.scope(self.agency.expert),
        ]
        self.tablets = [field.tablet(scope) for scope in self.scopes]

    def send(self, *items, who=0, at=LATER):
        """Send items from one of the tablets; return state and code of each receipt."""
        with unit_of_work():
            return services.sync(self.tablets[who].id, list(items), scope=self.scopes[who], at=at)

    def visit(self, **changes):
        """Return the beginning and the form of a visit of 40 minutes."""
        return (
            field.item(1, "start", field.start(self.assessment)),
            field.item(
                2,
                "form",
                field.form(self.assessment, **changes),
                at=make.VISIT_AT + timedelta(minutes=40),
            ),
        )

    def now(self):
        """Return the assessment as it stands."""
        with read_only():
            return session().get(Assessment, self.assessment.id)


@pytest.fixture
def world(database):
    with unit_of_work():
        return World()


def states(receipts):
    return [(each["state"], each["code"]) for each in receipts]


def count(model):
    with read_only():
        return session().scalar(sa.select(sa.func.count()).select_from(model))


def test_two_tablets_offline_become_two_sealed_forms(world):
    first = world.send(*world.visit())
    assert states(first) == [("stored", None)] * 2
    assert first[1]["assessment"]["grade"] == 5
    second = world.send(*world.visit(form=new_id()), who=1)
    assert states(second) == [("already", "already"), ("stored", None)]
    found = world.now()
    assert (found.state, found.on_site_minutes, found.on_site_at) == ("sealed", 40, make.VISIT_AT)


def test_who_joins_a_visit_stands_in_the_trail(world):
    world.send(*world.visit())
    world.send(*world.visit(form=new_id()), who=1)
    with read_only():
        acts = session().scalars(sa.select(AuditRow.act)).all()
        items = session().scalars(sa.select(FieldItem)).all()
        assert {(each.kind, each.assessment_id) for each in items} == {
            ("start", world.assessment.id),
            ("form", world.assessment.id),
        }
    assert acts.count("assessment.join_on_site") == 1


def test_a_form_is_never_sealed_before_its_visit_began(world):
    start, form = world.visit()
    form["device_time"] = (make.VISIT_AT - timedelta(hours=3)).isoformat()
    world.send(start, form)
    with read_only():
        assert session().scalar(sa.select(ScoreForm.sealed_at)) == make.VISIT_AT


@pytest.mark.parametrize("bad", ["\ud800", "a\x00b"])
def test_an_id_that_no_database_can_hold_blocks_nothing(world, bad):
    start, form = world.visit()
    receipts = world.send({**start, "id": bad}, start, form)
    assert [each["state"] for each in receipts] == ["parked", "stored", "stored"]


def test_the_same_bytes_have_one_effect_and_one_receipt(world):
    items = world.visit()
    first = world.send(*items)
    assert [world.send(*items) for _ in range(3)] == [first] * 3
    assert (count(ScoreForm), count(FieldItem)) == (1, 2)


def test_the_same_id_with_another_body_is_refused(world):
    start, form = world.visit()
    world.send(start, form)
    changed = {**form, "payload": field.form(world.assessment)}
    receipt = world.send(changed)[0]
    assert (receipt["state"], receipt["code"], receipt["status"]) == ("parked", "conflict", 422)
    assert count(ScoreForm) == 1


def test_what_comes_early_waits_for_what_is_missing(world):
    start, form = world.visit()
    assert states(world.send(form)) == [("held", "gap")]
    assert world.now().state == "scheduled"
    assert states(world.send(start)) == [("stored", None)]
    assert states(world.send(form)) == [("stored", None)]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"answers": {**make.answers(), "eating": 7}}, "bad_input", "进食"),
        ({"answers": {k: v for k, v in make.answers().items() if k != "stairs"}}, None, "上下楼"),
        ({"scale_hash": "0" * 64}, "conflict", "量表"),
        ({"signature": "0" * 64}, "conflict", "签名"),
        ({"signatures": []}, None, "签名"),
        ({"grade": 5}, None, "grade"),
        ({"not_answered": {"eating": "x"}}, None, "eating"),
    ],
)
def test_a_tampered_or_unfinished_form_never_becomes_a_grade(world, change, code, words):
    start, form = world.visit(**change)
    receipt = world.send(start, form)[1]
    assert receipt["state"] == "parked"
    assert words in receipt["reason"]["zh"]
    assert (world.now().state, count(ScoreForm)) == ("on_site", 0)
    with read_only():  # the work is kept as it came, and where it belongs
        kept = session().get(FieldItem, form["id"])
        assert '"eating"' in kept.body
        assert (kept.kind, kept.assessment_id) == ("form", world.assessment.id)


def test_all_faulty_items_are_named_at_once(world):
    answers = {**make.answers(), "eating": 7, "memory": 9}
    reason = world.send(*world.visit(answers=answers))[1]["reason"]
    assert "进食" in reason["zh"]
    assert "记忆力" in reason["zh"]


def test_a_payload_changed_on_its_way_is_parked(world):
    start, form = world.visit()
    form["payload"]["answers"]["eating"] = 10
    assert states(world.send(start, form))[1] == ("parked", "damaged")


def test_a_second_form_of_one_scorer_is_parked_and_kept(world):
    world.send(*world.visit())
    again = field.item(3, "form", field.form(world.assessment))
    receipt = world.send(again)[0]
    assert (receipt["state"], count(ScoreForm), count(FieldItem)) == ("parked", 1, 3)


@pytest.mark.parametrize(
    "change", [{"strokes": []}, {"how": "refused", "witness": "王芳"}, {"how": "thumb"}]
)
def test_no_consent_no_visit(world, change):
    consent = {**field.STROKES, **change}
    receipt = world.send(field.item(1, "start", field.start(world.assessment, consent=consent)))[0]
    assert (receipt["state"], receipt["field"]) == ("parked", "consent")
    assert world.now().state == "scheduled"


def test_another_grade_on_the_tablet_leaves_a_trace_and_the_server_s_counts(world):
    receipt = world.send(*world.visit(shown_grade=1))[1]
    assert (receipt["assessment"]["grade"], receipt["assessment"]["differs"]) == (5, True)
    with read_only():
        acts = session().scalars(sa.select(AuditRow.act)).all()
    assert "assessment.score_differs" in acts


def test_whoever_is_not_on_the_team_finds_nothing(world):
    with unit_of_work():
        other = make.Agency()
        scope = other.scope(other.assessor)
        device = field.tablet(scope)
        items = [field.item(1, "start", field.start(world.assessment))]
        receipt = services.sync(device.id, items, scope=scope, at=LATER)[0]
    assert (receipt["state"], receipt["code"]) == ("parked", "not_found")


def test_another_s_or_a_revoked_tablet_is_held(world):
    items = list(world.visit())
    with unit_of_work():
        held = services.sync(world.tablets[0].id, items, scope=world.scopes[1], at=LATER)
    assert states(held) == [("held", "other_person")] * 2
    with unit_of_work():
        revoke_device(world.tablets[0].id, scope=world.agency.desk, at=LATER)
    assert states(world.send(*items)) == [("held", "device_revoked")] * 2
    assert count(FieldItem) == 0


def test_the_bundle_holds_own_homes_only_and_no_id_number(world):
    with read_only():
        taken = bundle(scope=world.scopes[0], at=make.VISIT_AT)
    (task,) = taken["tasks"]
    assert task["assessment"] == world.assessment.id
    assert "*" * 16 in task["id_number"]
    assert taken["scales"][make.SCALE]["hash"] == make.scale().fingerprint
    with read_only():
        confirmer = world.agency.scope(world.agency.confirmer)
        assert bundle(scope=confirmer, at=make.VISIT_AT)["tasks"] == []


def test_more_than_a_batch_is_refused(world):
    with pytest.raises(BadInput):
        world.send(*[{}] * 501)
