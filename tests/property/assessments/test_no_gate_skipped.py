"""Whatever is tried in whatever order: no determination without every gate behind it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import queries, services
from assessments.models import Assessment, Confirmation, ScoreForm
from assessments.rules.process import FIRST_STATE, NEXT, acts_from
from ltc.case.models import Determination
from ltc.db import read_only, unit_of_work
from ltc.shared.errors import LtcError
from tests.support.factories import assessments as make
from tests.support.factories import base

PEOPLE = ("assessor", "expert", "confirmer")
ACTS = ("schedule", "short_team", "start", "no_guardian", "no_video", "save", "seal", "agree",
        "confirm", "publish", "deliver", "revoke")  # fmt: skip
BENEFIT_WAY = ("go_on_site", "seal", "compare", "confirm", "publish")


@pytest.fixture
def agency(sqlite_database):
    with unit_of_work():
        return make.Agency()


def test_every_way_through_the_table_to_a_letter_takes_every_step():
    """All ways without a cycle, by act: what comes before ``deliver`` is the whole way."""
    ways, waiting = [], [(FIRST_STATE, ())]
    while waiting:
        state, way = waiting.pop()
        for act, to in acts_from(state).items():
            if act == "deliver":
                ways.append(way)
            elif act not in way and len(way) < len(NEXT):
                waiting.append((to, (*way, act)))
    assert ways
    for way in ways:
        done = [act for act in way if act in BENEFIT_WAY]
        assert tuple(done) == BENEFIT_WAY, way


def attempt(act, about, agency, who, at):
    """Try one act with one member's account; the desks do theirs."""
    scope, member = agency.scope(getattr(agency, who)), getattr(agency, who)
    tries = {
        "schedule": lambda: services.schedule(
            about, at, agency.seats, scope=agency.desk, at=at
        ),
        "short_team": lambda: services.schedule(
            about, at, [services.Seat(member.id, "expert")], scope=agency.desk, at=at
        ),
        "start": lambda: services.start_on_site(about, site(), scope=scope, at=at),
        "no_guardian": lambda: services.start_on_site(
            about, site(guardian=" "), scope=scope, at=at
        ),
        "no_video": lambda: services.start_on_site(
            about, site(video_reference=""), scope=scope, at=at
        ),
        "save": lambda: services.save_form(
            about, services.FormContent(answers=make.answers()), scope=scope, at=at
        ),
        "seal": lambda: services.seal_form(about, scope=scope, at=at),
        "agree": lambda: services.agree(
            about, services.Agreement(answers=make.answers(), short_because="配合良好"),
            scope=scope, at=at,
        ),
        "confirm": lambda: services.confirm(about, scope=scope, at=at, seen_grade=5),
        "publish": lambda: services.publish(about, scope=base.desk(), at=at),
        "deliver": lambda: services.deliver(about, scope=base.desk(), at=at),
        "revoke": lambda: services.revoke(about, "试", scope=base.desk(), at=at),
    }  # fmt: skip
    tries[act]()


def site(**changes):
    facts = {"guardian": "李建国", "identity_checked": True, "video_reference": "V-1"}
    return services.SiteStart(**{**facts, **changes})


def check(about, agency):
    """Every determination of this assessment has its whole way behind it."""
    made = [each for each in base.stored(Determination) if each.assessment_id == about]
    if not made:
        return False
    [one] = [each for each in base.stored(Assessment) if each.id == about]
    forms = [each for each in base.stored(ScoreForm) if each.assessment_id == about]
    own = {each.staff_id for each in forms if each.kind == "own" and each.sealed_at}
    assert {agency.assessor.id, agency.expert.id} <= own
    assert one.guardian
    assert one.video_reference
    assert one.identity_checked
    given_by = {each.staff_id for each in base.stored(Confirmation) if each.assessment_id == about}
    assert given_by == {agency.expert.id, agency.confirmer.id}
    assert one.published_to < made[0].decided_on
    return True


# Ways with noise: the acts that lead on, at random places among all others.
RIGHT = [("schedule", "assessor"), ("start", "expert"), ("save", "assessor"), ("save", "expert"),
         ("seal", "assessor"), ("seal", "expert"), ("agree", "expert"), ("confirm", "expert"),
         ("confirm", "confirmer"), ("publish", "expert"), ("deliver", "expert")]  # fmt: skip


@st.composite
def ways(draw):
    noise = st.tuples(st.sampled_from(ACTS[:-1]), st.sampled_from(PEOPLE))
    left_out = draw(st.sets(st.integers(0, len(RIGHT) - 1), max_size=2))
    way = []
    for number, step in enumerate(RIGHT):
        way += draw(st.lists(noise, max_size=2))
        way += [] if number in left_out else [step]
    return [*way, *draw(st.lists(noise, max_size=3))]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=ways())
def test_no_order_of_acts_skips_a_gate(agency, way):
    with unit_of_work():
        about = make.dispatched(agency).id
    at = make.VISIT_AT
    for act, who in way:
        at += timedelta(days=9) if act == "deliver" else timedelta(minutes=10)
        try:
            with unit_of_work():
                attempt(act, about, agency, who, at)
        except LtcError:
            continue
        check(about, agency)


def test_the_right_way_arrives(agency):
    """The way itself leads to a determination, so that the property above says something."""
    with unit_of_work():
        about = make.dispatched(agency).id
    at = make.VISIT_AT
    for act, who in RIGHT:
        at += timedelta(days=9) if act == "deliver" else timedelta(minutes=10)
        with unit_of_work():
            attempt(act, about, agency, who, at)
    assert check(about, agency)
    with read_only():
        assert queries.assessment(about, scope=base.desk()).state == "delivered"
