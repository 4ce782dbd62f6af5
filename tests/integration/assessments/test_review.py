"""Objections and reviews: in time, by others, and the review is final."""

from datetime import date

import pytest

from assessments import services
from assessments.models import Assessment
from ltc.case import queries as cases
from ltc.case.models import Appeal, Application, Clock, Determination
from ltc.db import read_only, unit_of_work
from ltc.shared.errors import BadInput, Conflict, NotFound
from tests.support.factories import assessments as make
from tests.support.factories import base

OPERATOR = base.desk()
MILDER = make.answers(memory=2, communication=2)
LETTER = date(2023, 10, 20)


def brought(agency, step, first=None):
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach(step, made, agency, first=first)
        return made


def objected(about, on=date(2023, 10, 16), *, scope=OPERATOR, **changes):
    """Object to a published conclusion as a neighbour does at the window."""
    facts = {
        "assessment_id": about.id,
        "person_id": about.person_id,
        "made_by_name": "王某",
        "text": "看见老人自己上街",
    }
    with unit_of_work():
        command = services.NewAppeal(**{**facts, **changes})
        return services.object_to(command, scope=scope, at=base.at(on))


def asked(about, on=date(2023, 10, 25)):
    """Ask for a review with the family's own account."""
    command = services.NewAppeal(
        assessment_id=about.id, person_id=about.person_id, made_by_name="李建国", text="评得太轻"
    )
    with unit_of_work():
        return services.ask_review(command, scope=base.of_person(about.person_id), at=base.at(on))


def reviewed(appeal, other, answers, on=date(2023, 10, 30)):
    """Have another agency do the review; return the determination that stands afterwards."""
    with unit_of_work():
        made = services.open_review(
            appeal.id, other.organisation.id, scope=OPERATOR, at=base.at(date(2023, 10, 26))
        )
        make.reach("confirm", made, other, first=answers, at=base.at(on))
    with unit_of_work():
        return services.deliver(made.id, scope=OPERATOR, at=base.at(date(2023, 11, 1)))


@pytest.fixture
def other(agency):
    with unit_of_work():
        return make.Agency()


def test_an_open_objection_keeps_the_letter_back(agency):
    made = brought(agency, "publish")
    appeal = objected(made)
    with pytest.raises(Conflict, match="objection waits"), unit_of_work():
        services.deliver(made.id, scope=OPERATOR, at=base.at(LETTER))
    with unit_of_work():
        services.answer_objection(
            appeal.id, "已复核录像，结论无误", upheld=False, scope=OPERATOR, at=base.at(LETTER)
        )
    with unit_of_work():
        assert services.deliver(made.id, scope=OPERATOR, at=base.at(LETTER)).entitled


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"made_by_name": " "}, BadInput), ({"text": ""}, BadInput), ({"person_id": 999}, NotFound)],
)
def test_an_objection_has_a_name_words_and_the_right_person(agency, changes, error):
    made = brought(agency, "publish")
    with pytest.raises(error):
        objected(made, **changes)


def test_objections_are_taken_while_it_is_published(agency):
    made = brought(agency, "confirm")
    with pytest.raises(Conflict):
        objected(made)
    with unit_of_work():
        services.publish(made.id, scope=OPERATOR, at=make.VISIT_AT)
    with pytest.raises(Conflict):
        objected(made, date(2023, 10, 20))
    assert objected(made, date(2023, 10, 19)).state == "open"


def test_an_objection_that_is_right_leads_to_a_review(agency, other):
    made = brought(agency, "publish")
    appeal = objected(made)
    with unit_of_work():
        services.answer_objection(
            appeal.id, "情况属实，安排复评", upheld=True, scope=OPERATOR, at=base.at(LETTER)
        )
    with pytest.raises(Conflict), unit_of_work():
        services.deliver(made.id, scope=OPERATOR, at=base.at(LETTER))
    found = reviewed(appeal, other, make.intact())
    assert (found.entitled, found.grade) == (False, "normal")
    assert [each.state for each in base.stored(Assessment)] == ["revoked", "delivered"]
    assert base.stored(Application)[0].state == "closed"
    assert base.stored(Appeal)[0].state == "done"


@pytest.mark.parametrize(("on", "in_time"), [(date(2023, 11, 3), True), (date(2023, 11, 6), False)])
def test_a_review_is_asked_for_within_ten_working_days(agency, on, in_time):
    made = brought(agency, "deliver", MILDER)
    if in_time:
        assert asked(made, on).kind == "review"
        return
    with pytest.raises(Conflict, match="days for asking"):
        asked(made, on)


def test_another_agency_and_other_people_do_it(agency, other):
    made = brought(agency, "deliver", MILDER)
    appeal = asked(made)
    with pytest.raises(Conflict, match="another agency"), unit_of_work():
        services.open_review(
            appeal.id, agency.organisation.id, scope=OPERATOR, at=base.at(date(2023, 10, 26))
        )
    with unit_of_work():
        review = services.open_review(
            appeal.id, other.organisation.id, scope=OPERATOR, at=base.at(date(2023, 10, 26))
        )
    assert (review.kind, review.reviews_id) == ("review", made.id)
    assert [c.kind for c in base.stored(Clock) if c.met_on is None] == ["review"]
    with pytest.raises(Conflict), unit_of_work():
        services.open_review(
            appeal.id, other.organisation.id, scope=OPERATOR, at=base.at(date(2023, 10, 26))
        )


def test_a_review_that_helps_begins_where_the_first_began(agency, other):
    made = brought(agency, "deliver", MILDER)
    found = reviewed(asked(made), other, make.answers())
    assert (found.grade, found.first_day) == ("severe_1", date(2023, 11, 1))
    with read_only():
        span = cases.determination_on(made.person_id, date(2023, 11, 1), scope=OPERATOR)
        assert span.determination_id == found.id
    assert found.reasons[0]["code"] == "entitled.review_replaces"
    start = found.reasons[-1]  # what the letter says is the day that counts
    assert start["code"] == "entitled.start_as_first"
    assert start["facts"]["first_day"] == "2023-11-01"


def test_a_review_that_is_harsher_counts_from_its_own_day(agency, other):
    made = brought(agency, "deliver")
    found = reviewed(asked(made), other, MILDER)
    assert (found.grade, found.first_day) == ("severe_2", date(2023, 12, 1))


def test_the_same_grade_upholds_the_first(agency, other):
    made = brought(agency, "deliver", MILDER)
    found = reviewed(asked(made), other, MILDER)
    assert found.assessment_id == made.id
    assert len(base.stored(Determination)) == 1
    assert [each.state for each in base.stored(Assessment)] == ["delivered", "delivered"]


def test_a_review_is_final(agency, other):
    made = brought(agency, "deliver", MILDER)
    reviewed(asked(made), other, make.answers())
    review = base.stored(Assessment)[-1]
    for about in (review, made):
        with pytest.raises(Conflict):
            asked(about, date(2023, 11, 2))


def test_an_answer_needs_words_and_comes_once(agency):
    appeal = objected(brought(agency, "publish"))
    with pytest.raises(BadInput), unit_of_work():
        services.answer_objection(appeal.id, "", upheld=False, scope=OPERATOR, at=base.at(LETTER))
    for fits in (True, False):
        if fits:
            with unit_of_work():
                services.answer_objection(
                    appeal.id, "不成立", upheld=False, scope=OPERATOR, at=base.at(LETTER)
                )
            continue
        with pytest.raises(Conflict), unit_of_work():
            services.answer_objection(
                appeal.id, "再答", upheld=False, scope=OPERATOR, at=base.at(LETTER)
            )


def test_a_request_for_review_is_looked_into_and_not_answered(agency):
    appeal = asked(brought(agency, "deliver"))
    for upheld in (True, False):
        with pytest.raises(Conflict, match="not answered"), unit_of_work():
            services.answer_objection(
                appeal.id, "维持结论", upheld=upheld, scope=OPERATOR, at=base.at(LETTER)
            )
    assert [each.state for each in base.stored(Appeal)] == ["open"]
