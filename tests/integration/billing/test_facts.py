"""What other rooms recorded reaches the rules: each fact refuses its line, for its own reason."""

import pytest

from billing.models import SettledLine
from billing.rules.reasons import codes_of
from ltc.db import unit_of_work
from tests.support.factories import base, billing
from tests.support.factories.base import stored
from tests.support.factories.billing import oct_, settle


def hospital(whose, by):
    billing.event(whose, "hospital", oct_(9), oct_(11))


def death(whose, by):
    billing.event(whose, "death", oct_(9))


def arrears(whose, by):
    billing.event(whose, "arrears", oct_(10), oct_(10))


def moved(whose, by):
    billing.event(whose, "moved", oct_(10))


def other_benefit(whose, by):
    billing.event(whose, "other_benefit", oct_(1))


def provider_suspended(whose, by):
    billing.suspension(by[0], oct_(10), oct_(10))


def carer_suspended(whose, by):
    billing.suspension(by[0], oct_(10), oct_(10), staff_id=by[1].id)


def carer_elsewhere(whose, by):
    billing.visit(billing.person(), by, oct_(10), hour=8, minutes=90)


def person_busy(whose, by):
    second = (by[0], base.staff(by[0]))
    billing.visit(whose, second, oct_(10), hour=8, minutes=90)


FACTS = {
    hospital: "event.hospital",
    death: "event.death",
    arrears: "entitlement.suspended",
    moved: "entitlement.suspended",
    other_benefit: "event.other_benefit",
    provider_suspended: "provider.agreement",
    carer_suspended: "carer.qualification",
    carer_elsewhere: "visit.overlap.carer",
    person_busy: "visit.overlap.person",
}


def line_of(visit_id: int) -> SettledLine:
    (found,) = [each for each in stored(SettledLine) if each.visit_id == visit_id]
    return found


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_refuses_the_line_of_its_day(database, fact):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        refused = billing.visit(whose, by, oct_(10), hour=9).id
        paid = billing.visit(whose, by, oct_(8), hour=9).id
        fact(whose, by)
    settle()
    assert FACTS[fact] in codes_of(line_of(refused).reasons)
    assert line_of(refused).fund_fen == 0
    assert line_of(paid).fund_fen == (0 if fact is other_benefit else 80_00)


def test_nobody_is_paid_before_the_entitlement_or_under_no_agreement(database):
    with unit_of_work():
        by = billing.provider()
        late = billing.person(first_day=oct_(10))
        before, after = (billing.visit(late, by, oct_(day)).id for day in (9, 10))
        stranger = base.organisation("care_provider")
        other = billing.person()
        foreign = billing.visit(other, (stranger, base.staff(stranger)), oct_(3)).id
    settle()
    assert codes_of(line_of(before).reasons) == ["entitlement.none"]
    assert line_of(before).grade == -1
    assert line_of(after).fund_fen == 80_00
    assert codes_of(line_of(foreign).reasons) == ["provider.agreement"]


def test_two_person_care_is_no_overlap_of_the_person(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        second = (by[0], base.staff(by[0]))
        ids = [
            billing.visit(whose, each, oct_(5), hour=9, two_person=True).id for each in (by, second)
        ]
    settle()
    assert [line_of(each).fund_fen for each in ids] == [80_00, 80_00]


def test_a_grade_that_changes_in_mid_month_counts_from_its_day(database):
    with unit_of_work():
        by = billing.provider()
        whose = billing.person(grade="severe_3", last_day=oct_(15))
        billing.determination(whose, "severe_1", oct_(16))
        ids = [billing.visit(whose, by, oct_(day)).id for day in (15, 16)]
    settle()
    assert line_of(ids[1]).grade - line_of(ids[0]).grade == 2
