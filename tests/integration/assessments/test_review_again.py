"""A review that is taken back, and several objections that are right: one review answers them."""

from datetime import date

import pytest

from assessments import queries, services
from assessments.models import Assessment
from ltc.case.models import Appeal, Clock
from ltc.db import read_only, unit_of_work
from ltc.outbox.models import Message
from ltc.shared.errors import Conflict
from tests.support.factories import assessments as make
from tests.support.factories import base

OPERATOR = base.desk()
OPENED, TAKEN_BACK, AGAIN = date(2023, 10, 26), date(2023, 10, 27), date(2023, 10, 30)


@pytest.fixture
def agency(sqlite_database):
    with unit_of_work():
        base.areas()
        return make.Agency()


@pytest.fixture
def others(agency):
    with unit_of_work():
        return make.Agency(), make.Agency()


def brought(agency, step):
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach(step, made, agency, first=make.answers(memory=2, communication=2))
        return made


def appeal(about, name="王某"):
    return services.NewAppeal(
        assessment_id=about.id, person_id=about.person_id, made_by_name=name, text="与实际不符"
    )


def objected(about, name="王某"):
    with unit_of_work():
        at = base.at(date(2023, 10, 13))
        return services.object_to(appeal(about, name), scope=OPERATOR, at=at).id


def upheld(appeal_id, on=date(2023, 10, 14)):
    with unit_of_work():
        said = {"upheld": True, "scope": OPERATOR, "at": base.at(on)}
        services.answer_objection(appeal_id, "情况属实，安排复评", **said)


def asked(about):
    with unit_of_work():
        scope, at = base.of_person(about.person_id), base.at(date(2023, 10, 25))
        return services.ask_review(appeal(about, "李建国"), scope=scope, at=at).id


def opened(appeal_id, agency, on=OPENED):
    with unit_of_work():
        where = agency.organisation.id
        return services.open_review(appeal_id, where, scope=OPERATOR, at=base.at(on))


def taken_back(review):
    with unit_of_work():
        services.revoke(review.id, "该机构人手不足", scope=OPERATOR, at=base.at(TAKEN_BACK))


def states():
    return [each.state for each in base.stored(Appeal)]


@pytest.mark.parametrize("after", ["letter", "objection"])
def test_a_review_taken_back_goes_to_another_agency(agency, others, after):
    made = brought(agency, "deliver" if after == "letter" else "publish")
    led = asked(made) if after == "letter" else objected(made)
    if after == "objection":
        upheld(led)
    taken_back(opened(led, others[0]))
    assert states() == ["open" if after == "letter" else "upheld"]
    with read_only():
        assert queries.review_of(made.id, scope=OPERATOR) is None
    review = opened(led, others[1], AGAIN)
    with read_only():
        assert queries.review_of(made.id, scope=OPERATOR).id == review.id
    with unit_of_work():
        make.reach("confirm", review, others[1], first=make.intact(), at=base.at(AGAIN))
    with unit_of_work():
        found = services.deliver(review.id, scope=OPERATOR, at=base.at(date(2023, 11, 2)))
    assert (found.entitled, states()) == (False, ["done"])


def test_a_review_taken_back_gives_no_new_days(agency, others):
    led = asked(brought(agency, "deliver"))
    taken_back(opened(led, others[0]))
    opened(led, others[1], AGAIN)
    first, second = (each for each in base.stored(Clock) if each.kind == "review")
    assert (first.met_on, second.started_on) == (AGAIN, OPENED)


def test_one_review_answers_every_objection_that_was_right(agency, others):
    made = brought(agency, "publish")
    first, second, late = objected(made), objected(made, "赵某"), objected(made, "钱某")
    upheld(first)
    upheld(second)
    review = opened(second, others[0])
    assert states() == ["reviewing", "reviewing", "open"]
    with pytest.raises(Conflict):
        opened(first, others[1])
    upheld(late, AGAIN)
    assert states() == ["reviewing"] * 3
    with unit_of_work():
        make.reach("confirm", review, others[0], first=make.intact(), at=base.at(AGAIN))
    with unit_of_work():
        services.deliver(review.id, scope=OPERATOR, at=base.at(date(2023, 11, 2)))
    assert states() == ["done"] * 3
    told = [each.body for each in base.stored(Message) if each.subject == "异议办结"]
    assert told == ["复评已完成，结论见结论书"] * 3
    assert [each.kind for each in base.stored(Assessment)] == ["first", "review"]
