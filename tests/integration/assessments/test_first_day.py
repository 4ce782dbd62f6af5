"""From which day a delivered conclusion counts, where the pack does not count from the letter."""

from dataclasses import replace
from datetime import date

import pytest

from assessments import services
from assessments.acts import delivery
from ltc.case import queries as cases
from ltc.db import unit_of_work
from ltc.policy.load import load_pack
from tests.support.factories import assessments as make
from tests.support.factories import base, case

OPERATOR = base.desk()


@pytest.fixture
def law_of(sqlite_database, monkeypatch):
    """Let letters begin by another city's rules, or a whole pack's."""

    def follow(name, *parts):
        theirs, ours = load_pack(name), load_pack("panjin")
        mixed = {**ours.parameters, **{part: theirs[part] for part in parts}}
        pack = replace(ours, parameters=mixed) if parts else theirs
        monkeypatch.setattr(delivery, "pack_for_area", lambda *_: pack)

    with unit_of_work():
        base.areas()
    return follow


def published(agency, first=None):
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach("publish", made, agency, first=first)  # until 19 October
        return made


def delivered(assessment, on):
    with unit_of_work():
        return services.deliver(assessment.id, scope=OPERATOR, at=base.at(on))


def reviewed(appeal, agency, answers, on):
    """Have another agency look again; return its assessment, ready for the letter."""
    with unit_of_work():
        at = base.at(date(2023, 10, 26))
        made = services.open_review(appeal, agency.organisation.id, scope=OPERATOR, at=at)
        make.reach("confirm", made, agency, first=answers, at=base.at(on))
        return made


def new_appeal(about):
    return services.NewAppeal(
        assessment_id=about.id, person_id=about.person_id, made_by_name="李", text="与实际不符"
    )


@pytest.fixture
def agency(law_of):
    with unit_of_work():
        return make.Agency()


def test_a_late_letter_does_not_shorten_what_counts_from_publication(agency, law_of):
    law_of("changzhou")
    assert delivered(published(agency), date(2023, 11, 2)).first_day == date(2023, 11, 1)


def test_where_the_letter_counts_publication_does_not(agency):
    assert delivered(published(agency), date(2023, 11, 2)).first_day == date(2023, 12, 1)


def test_a_review_after_an_objection_stands_on_the_first_publication(agency, law_of):
    law_of("changzhou")
    made = published(agency)
    with unit_of_work():
        at, other = base.at(date(2023, 10, 13)), make.Agency()
        appeal = services.object_to(new_appeal(made), scope=OPERATOR, at=at).id
        services.answer_objection(appeal, "安排复评", upheld=True, scope=OPERATOR, at=at)
    review = reviewed(appeal, other, make.answers(memory=2), date(2023, 11, 6))
    assert delivered(review, date(2023, 12, 4)).first_day == date(2023, 11, 1)


def test_a_harsher_review_of_a_letter_counts_from_its_own_day(agency, law_of):
    law_of("changzhou")
    made = published(agency)
    delivered(made, date(2023, 10, 20))
    with unit_of_work():
        asked_by = base.of_person(made.person_id)
        at, other = base.at(date(2023, 10, 25)), make.Agency()
        appeal = services.ask_review(new_appeal(made), scope=asked_by, at=at).id
    harsher = make.answers(memory=2, communication=2)
    review = reviewed(appeal, other, harsher, date(2023, 11, 6))
    assert delivered(review, date(2023, 12, 4)).first_day == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("stood", "first_day"),
    [(4, date(2023, 11, 1)), (5, date(2023, 10, 1)), (None, date(2023, 10, 1))],
    ids=["another grade", "the same grade", "no benefit before"],
)
def test_another_grade_begins_by_the_rule_of_changes(agency, law_of, stood, first_day):
    made = published(agency)
    law_of("chengdu", "entitlement.start_rule", "entitlement.change_rule")
    if stood:
        with unit_of_work():
            who = cases.person(made.person_id, scope=OPERATOR)
            case.determination(who, national=stood, first_day=date(2023, 1, 1))
    assert delivered(made, date(2023, 10, 20)).first_day == first_day


def test_a_review_begins_not_before_the_change_that_it_replaces(agency, law_of):
    made = published(agency)
    law_of("chengdu", "entitlement.start_rule", "entitlement.change_rule")
    with unit_of_work():
        who = cases.person(made.person_id, scope=OPERATOR)
        case.determination(who, national=4, first_day=date(2023, 1, 1))
    changed = delivered(made, date(2023, 10, 20))
    with unit_of_work():
        asked_by = base.of_person(made.person_id)
        at, other = base.at(date(2023, 10, 25)), make.Agency()
        appeal = services.ask_review(new_appeal(made), scope=asked_by, at=at).id
    harsher = make.answers(memory=2, communication=2)
    review = reviewed(appeal, other, harsher, date(2023, 10, 27))
    assert delivered(review, date(2023, 10, 30)).first_day == changed.first_day
