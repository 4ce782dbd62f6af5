"""Two visits at once are paid once, also over the midnight on which one month becomes the next."""

from datetime import date

import pytest
import sqlalchemy as sa

from billing import checks
from billing.models import SettledLine
from billing.settlement.services import note_late_visit
from ltc.db import read_only, session, unit_of_work
from providers.visits.models import Visit
from tests.support.factories import billing
from tests.support.factories.billing import LATER, MONTH, oct_, settle

NOVEMBER, DECEMBER = MONTH.next(), MONTH.next().next()
IN_DECEMBER, IN_JANUARY = billing.at(date(2023, 12, 5)), billing.at(date(2024, 1, 5))


def two_visits(*, same: str = "carer", **late) -> tuple[int, int]:
    """Write a visit from 23:00 to 1:00 at the end of October, and one at 0:00 in November."""
    with unit_of_work():
        by, first, second = billing.provider(), billing.person(), billing.person()
        before = billing.visit(first, by, oct_(31), hour=23, minutes=120, **late)
        if same == "person":
            second, by = first, billing.provider()
        return before.id, billing.visit(second, by, date(2023, 11, 1), hour=0).id


def paid(visit: int) -> int:
    with read_only():
        paid = sa.select(sa.func.sum(SettledLine.fund_fen))
        return session().scalar(paid.where(SettledLine.visit_id == visit)) or 0


@pytest.mark.parametrize("same", ["carer", "person"])
def test_the_visit_that_began_before_midnight_is_paid_alone(database, same):
    before, after = two_visits(same=same)
    settle()
    done = settle(NOVEMBER, at_=LATER)
    assert (paid(before), paid(after), done.lines) == (80_00, 0, 1)


def test_a_visit_of_two_carers_over_midnight_is_paid_to_both(database):
    with unit_of_work():
        whose, by, other = billing.person(), billing.provider(), billing.provider()
        billing.visit(whose, by, oct_(31), hour=23, minutes=120, two_person=True)
        after = billing.visit(whose, other, date(2023, 11, 1), hour=0, two_person=True).id
    settle()
    settle(NOVEMBER, at_=LATER)
    assert paid(after) == 80_00


def test_one_verified_after_both_months_takes_the_later_one_back(database):
    before, after = two_visits(verified_at=IN_DECEMBER)
    settle()
    settle(NOVEMBER, at_=LATER)
    assert (paid(before), paid(after)) == (0, 80_00)
    with unit_of_work():
        late = session().get(Visit, before)
        note_late_visit(late, at=IN_DECEMBER, actor=billing.OPERATOR.actor)
    settle(DECEMBER, at_=IN_JANUARY)
    assert (paid(before), paid(after)) == (80_00, 0)
    assert not list(checks.line_faults())
