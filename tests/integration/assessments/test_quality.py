"""Blind re-scoring, gold cases and reviews of signals: acts, gates and who sees what."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from assessments import queries as assessments
from assessments.models import ScoreForm
from assessments.quality import figures, queries, services
from assessments.quality.figures import figures_of, signals_of
from assessments.quality.models import BlindScore
from assessments.quality.services import Named, NewGold, NewSample
from ltc.db import read_only, unit_of_work
from ltc.outbox.models import Message
from ltc.policy.load import pack_for_area
from ltc.shared.drawing import commitment, draw, population_hash
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from tests.support.factories import assessments as make
from tests.support.factories import base

FIRST, LAST = date(2023, 10, 1), date(2023, 10, 31)
LATER = base.at(date(2023, 11, 1))


@pytest.fixture
def two(database):
    """Give two agencies; the first concluded twelve visits, its assessor always the heavier."""
    with unit_of_work():
        first, second = make.Agency(), make.Agency()
        for number in range(12):
            visit = make.dispatched(first)
            given = make.answers(memory=number % 5, vision=number % 4)
            lighter = {**given, "walking": 15, "transfer": 15, "hearing": 4}
            make.reach("confirm", visit, first, first=given, second=lighter)
    return first, second


@pytest.fixture
def drawn(two):
    """Give a sample of three that was planned by one and drawn by another."""
    with unit_of_work():
        plan = NewSample(area_code=base.CITY, first_day=FIRST, last_day=LAST, size=3)
        made = services.plan_sample(plan, scope=base.desk("bureau_officer"), at=LATER)
        assert (made.seed, made.state) == ("", "planned")
        services.draw_sample(made.id, scope=base.desk("bureau_lead"), at=LATER)
    return made


def own(agency, member):
    return agency.scope(member)


def test_the_draw_can_be_redone_from_what_is_published(drawn):
    with read_only():
        found = queries.sample(drawn.id, scope=base.desk("auditor"))
        ids = [each.assessment_id for each in queries.rescored(found)]
    assert commitment(found.seed) == found.seed_hash
    assert population_hash(found.population) == found.population_hash
    again = draw(found.seed, "blind", found.population, 3, fixed=found.population_hash)
    assert list(again) == ids


def test_it_is_drawn_once_and_not_by_who_planned_it(two):
    officer = base.desk("bureau_officer")
    plan = NewSample(area_code=base.CITY, first_day=FIRST, last_day=LAST, size=3)
    with unit_of_work():
        made = services.plan_sample(plan, scope=officer, at=LATER)
    with pytest.raises(Forbidden), unit_of_work():
        services.draw_sample(made.id, scope=officer, at=LATER)
    with unit_of_work():
        services.draw_sample(made.id, scope=base.desk("bureau_lead"), at=LATER)
    with pytest.raises(Conflict), unit_of_work():
        services.draw_sample(made.id, scope=base.desk("bureau_lead"), at=LATER)


def test_the_second_scorer_is_of_another_agency_and_sees_no_answer(two, drawn):
    _, second = two
    for task in base.stored(BlindScore):
        assert task.agency_id == second.organisation.id
        member = next(each for each in second.scopes if each == task.staff_id)
        scope = second.scopes[member]
        with read_only():
            told = queries.subject(queries.task(task.id, scope=scope))
            assert told.video_reference == "V-20231012-01"
            for read in (assessments.assessment, assessments.assessment_to_change):
                with pytest.raises(NotFound):
                    read(task.assessment_id, scope=scope)
            assert queries.concluded(FIRST, LAST, make.SCALE, scope=scope) == []


def test_a_blind_form_is_sealed_once_by_its_holder(two, drawn):
    first, second = two
    task = base.stored(BlindScore)[0]
    holder = second.scopes[task.staff_id]
    for other in (own(first, first.expert), own(first, first.assessor), second.desk):
        with pytest.raises(NotFound), unit_of_work():
            services.seal_blind(task.id, make.answers(), scope=other, at=LATER)
    with pytest.raises(BadInput), unit_of_work():
        services.seal_blind(task.id, {"memory": 1}, scope=holder, at=LATER)
    with unit_of_work():
        made = services.seal_blind(task.id, make.intact(), scope=holder, at=LATER)
    assert (made.grade, len(made.content_hash)) == (0, 64)
    with pytest.raises(Conflict), unit_of_work():
        services.seal_blind(task.id, make.answers(), scope=holder, at=LATER)


def test_another_grade_found_blind_is_a_signal_about_the_agency(two, drawn):
    first, second = two
    task = base.stored(BlindScore)[0]
    with unit_of_work():
        scope = second.scopes[task.staff_id]
        services.seal_blind(task.id, make.intact(), scope=scope, at=LATER)
    with read_only():
        found = [
            each for each in signals_of(FIRST, LAST, scope=base.desk()) if each.kind == "blind"
        ]
    assert [(each.agency_id, each.facts) for each in found] == [
        (first.organisation.id, {"rescored": 1, "count": 1})
    ]


def test_a_sample_that_cannot_be_drawn(two):
    officer, lead = base.desk("bureau_officer"), base.desk("bureau_lead")
    for wrong in ({"size": 0}, {"first_day": LAST, "last_day": FIRST}, {"area_code": "3101"}):
        facts = {"area_code": base.CITY, "first_day": FIRST, "last_day": LAST, "size": 3}
        with pytest.raises(BadInput), unit_of_work():
            services.plan_sample(NewSample(**{**facts, **wrong}), scope=officer, at=LATER)
    empty = {"first_day": date(2023, 9, 1), "last_day": date(2023, 9, 2)}
    with unit_of_work():
        plan = NewSample(area_code=base.CITY, size=3, **empty)
        made = services.plan_sample(plan, scope=officer, at=LATER)
    with pytest.raises(Conflict, match="nothing was concluded"), unit_of_work():
        services.draw_sample(made.id, scope=lead, at=LATER)


def test_the_figures_of_the_month(two):
    first, _ = two
    with read_only():
        found = figures_of(FIRST, LAST, scope=base.desk())
    assert found.visits == 12
    assert [each.staff_id for each in found.scorers] == [first.assessor.id, first.expert.id]
    heavy, light = found.scorers
    assert heavy.bias == pytest.approx(3 / 17)
    assert light.bias == pytest.approx(-3 / 17)
    assert found.kappas["memory"].kappa == 1
    kinds = {(each.kind, each.staff_id) for each in found.signals}
    assert {("drift", first.assessor.id), ("drift", first.expert.id)} <= kinds


def test_the_figures_of_many_fetch_no_whole_form(two):
    fetched = []

    def note(form, _context):
        fetched.append(form.id)

    sa.event.listen(ScoreForm, "load", note)
    try:
        with read_only():
            assert figures_of(FIRST, LAST, scope=base.desk()).visits == 12
    finally:
        sa.event.remove(ScoreForm, "load", note)
    assert fetched == []


def test_a_pack_is_asked_once_for_a_place_and_day(two, monkeypatch):
    asked = []

    def note(area, on):
        asked.append((area, on))
        return pack_for_area(area, on)

    monkeypatch.setattr(figures, "pack_for_area", note)
    with read_only():
        assert figures_of(FIRST, LAST, scope=base.desk()).visits == 12
    assert len(asked) < 12


def test_a_review_is_opened_by_a_signal_answered_and_closed(two):
    first, _ = two
    named = Named(kind="drift", staff_id=first.assessor.id, first_day=FIRST, last_day=LAST)
    officer = base.desk("bureau_officer")
    with unit_of_work():
        made = services.open_review(named, scope=officer, at=LATER)
    assert made.facts["visits"] == 12
    assert base.stored(Message)[-1].organisation_id == first.organisation.id
    with pytest.raises(Conflict, match="open already"), unit_of_work():
        services.open_review(named, scope=officer, at=LATER)
    with pytest.raises(Conflict, match="heard first"), unit_of_work():
        services.close_review(made.id, "explained", "属实", scope=officer, at=LATER)
    for other in (own(first, first.expert), first.desk):
        with pytest.raises((Forbidden, NotFound)), unit_of_work():
            services.answer_review(made.id, "不是我", scope=other, at=LATER)
    scope = own(first, first.assessor)
    with unit_of_work():
        services.answer_review(made.id, "两位老人步行差异大", scope=scope, at=LATER)
    with unit_of_work():
        done = services.close_review(made.id, "explained", "说明属实", scope=officer, at=LATER)
    assert (done.state, done.outcome) == ("closed", "explained")


def test_a_review_needs_a_signal_that_is_there(two):
    first, second = two
    for who in (first.confirmer.id, second.assessor.id):
        named = Named(kind="drift", staff_id=who, first_day=FIRST, last_day=LAST)
        with pytest.raises(NotFound), unit_of_work():
            services.open_review(named, scope=base.desk("bureau_officer"), at=LATER)


def test_a_gold_case_is_scored_once_and_its_answers_are_the_bureaus(two):
    first, _ = two
    bureau, scope = base.desk("bureau_officer"), own(first, first.assessor)
    told = {"area_code": base.CITY, "title": "案例一", "story": "卧床，能认人"}
    with unit_of_work():
        case = services.add_gold(NewGold(answers=make.answers(), **told), scope=bureau, at=LATER)
    with unit_of_work():
        made = services.answer_gold(case.id, make.intact(), scope=scope, at=LATER)
    assert (case.grade, made.grade) == (5, 0)
    with pytest.raises(Conflict), unit_of_work():
        services.answer_gold(case.id, make.answers(), scope=scope, at=LATER)
    with pytest.raises(Forbidden), unit_of_work():
        services.answer_gold(case.id, make.answers(), scope=first.desk, at=LATER)
    elsewhere = base.desk("bureau_officer", area="3101")
    with pytest.raises(BadInput), unit_of_work():
        services.add_gold(NewGold(answers=make.answers(), **told), scope=elsewhere, at=LATER)


def test_a_period_without_visits_says_so(two):
    with read_only():
        later = figures_of(FIRST + timedelta(days=90), LAST + timedelta(days=90), scope=base.desk())
    assert (later.visits, later.scorers, later.signals) == (0, [], [])
