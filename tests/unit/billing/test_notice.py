"""A bank's notice: its reference, and a day on which the money can have moved."""

from datetime import date

import pytest

from billing.rules.notice import notice_reference
from ltc.shared.errors import BadInput
from tests.support.factories.base import at

APPROVED, TODAY = at(date(2023, 11, 3)), at(date(2023, 11, 6))


def read(text="B-1", on=date(2023, 11, 3), since=APPROVED):
    return notice_reference(text, on, since=since, at=TODAY, field="paid_on")


@pytest.mark.parametrize("day", [3, 6])
def test_the_reference_of_a_day_between_approval_and_today(day):
    assert read(" B-1 ", date(2023, 11, day)) == "B-1"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": "  "}, "bank_reference"),
        ({"on": date(2023, 11, 7)}, "paid_on"),
        ({"on": date(2023, 11, 2)}, "paid_on"),
        ({"on": date(1990, 1, 1)}, "paid_on"),
    ],
)
def test_what_cannot_have_happened_is_refused_at_its_field(facts, field):
    with pytest.raises(BadInput) as refused:
        read(**facts)
    assert refused.value.field == field


def test_money_that_nobody_approved_may_have_come_on_any_day_before():
    assert read(on=date(2023, 1, 1), since=None) == "B-1"
