"""Applying: the letter is reckoned by the system, and the law says who may hand in when."""

from datetime import date

import pytest

from assessments import services
from assessments.rules.eligibility import ACCEPT, REFUSE
from ltc.audit.models import AuditRow
from ltc.case.models import Application
from ltc.case.queries import person as person_of
from ltc.db import read_only, unit_of_work
from ltc.shared.errors import BadInput, NotFound
from tests.support.factories import assessments as make
from tests.support.factories import base, case

MILD = dict.fromkeys(make.SELF, "independent")
SINCE = date(2022, 1, 1)


@pytest.fixture
def person(database):
    with unit_of_work():
        return case.person()


def apply(person, *, answers=None, since=SINCE, on=base.ON, scope=None):
    """Apply in a unit of work of its own, as the family does."""
    command = services.Apply(
        person_id=person.id, answers=answers or make.SELF, disabled_since=since
    )
    with unit_of_work():
        return services.apply(command, scope=scope or base.of_person(person.id), at=base.at(on))


def test_the_letter_is_reckoned_and_the_application_handed_in(person):
    found = apply(person)
    assert found.letter == "F"
    assert (found.application.state, found.application.self_letter) == ("submitted", "F")
    assert found.application.self_answers == make.SELF
    assert [reason.code for reason in found.reasons] == ["self.count", "self.may_apply"]


def test_below_the_gate_nothing_is_handed_in_and_the_reasons_are_told(person):
    found = apply(person, answers=MILD)
    assert found.application is None
    assert [reason.code for reason in found.reasons] == ["eligibility.letter"]
    assert base.stored(Application) == []
    row = base.stored(AuditRow)[-1]
    assert (row.act, row.after["letter"]) == ("application.not_admitted", "A")


@pytest.mark.parametrize(
    ("since", "handed_in"), [(date(2023, 4, 9), True), (date(2023, 4, 10), False), (None, False)]
)
def test_the_disability_has_lasted_six_months(person, since, handed_in):
    command = services.Apply(person_id=person.id, answers=make.SELF, disabled_since=since)
    with unit_of_work():
        found = services.apply(command, scope=base.desk(), at=base.AT)
    assert (found.application is not None) == handed_in


@pytest.mark.parametrize(("on", "handed_in"), [(date(2024, 4, 8), False), (date(2024, 4, 9), True)])
def test_a_change_waits_six_months_from_the_conclusion(person, on, handed_in):
    with unit_of_work():
        case.determination(person_of(person.id, scope=base.desk()))
    assert (apply(person, on=on).application is not None) == handed_in


def test_an_incomplete_form_is_refused_by_item(person):
    with pytest.raises(BadInput) as refusal:
        apply(person, answers={"eating": "dependent"})
    assert refusal.value.field.startswith("answers.")


def test_nobody_applies_for_somebody_else(person):
    with pytest.raises(NotFound):
        apply(person, scope=base.of_person(person.id + 1))


def test_the_officer_gets_advice_with_the_law(person):
    application = apply(person).application
    with read_only():
        told = person_of(person.id, scope=base.desk())
        assert services.advice(application, told, base.ON).outcome == ACCEPT
        told.category = "resident"
        found = services.advice(application, told, base.ON)
        assert (found.outcome, found.grounds) == (REFUSE, ("not_qualified",))
        assert "entitled.category" in [reason.code for reason in found.reasons]


def test_an_ordered_assessment_passes_letter_and_waiting(person):
    with unit_of_work():
        case.determination(person_of(person.id, scope=base.desk()))
        made = services.order_assessment(person.id, "抽查发现变化", scope=base.desk(), at=base.AT)
    assert (made.kind, made.self_letter) == ("ordered", None)
    with read_only():
        told = person_of(person.id, scope=base.desk())
        assert services.advice(made, told, base.ON).outcome == ACCEPT
