"""What the outlook is read from is the same on both engines."""

from datetime import date

from billing.forecast.rules import Paid, Period
from billing.forecast.shown import months_ahead, outlook_of, period_of, reports
from ltc.case.models import Plan
from ltc.db import read_only, unit_of_work
from ltc.shared.dates import Month
from tests.support.factories import billing
from tests.support.factories.billing import EVERYTHING, OFFICER, oct_, settle

NOVEMBER = date(2023, 11, 3)


def plans() -> None:
    """Add plans: two that hold, one over before, one superseded at once, one of the other fund."""
    with unit_of_work():
        whose, other = billing.person(), billing.person(insurance="resident")
        spans = [
            (whose, oct_(1), None, 1_000_00),
            (whose, oct_(1), date(2023, 12, 31), 500_00),
            (whose, oct_(1), oct_(31), 7_00),
            (whose, date(2023, 11, 2), date(2023, 11, 1), 9_00),
            (other, oct_(1), None, 300_00),
        ]
        for each in spans:
            plan(*each)


def plan(of, first, last, fen, determination_id=1) -> None:
    """Add one confirmed plan."""
    billing.session().add(
        Plan(
            person_id=of.id,
            area_code=of.area_code,
            determination_id=determination_id,
            state="confirmed",
            mode="home",
            first_day=first,
            last_day=last,
            planned_fen=fen,
            confirmed_at=billing.KNOWN,
            drafted_by=1,
        )
    )


def test_plans_rates_and_books_come_together(database):
    plans()
    billing.simple_month(people=2, visits=3)
    settle()
    with read_only():
        found = outlook_of("2111", "employee", 3, NOVEMBER, scope=EVERYTHING)
        other = outlook_of("2111", "resident", 3, NOVEMBER, scope=EVERYTHING)
    assert found.inputs.paid == {"home": Paid(600_00, 480_00)}
    assert (found.inputs.cash_fen, found.inputs.owed_fen) == (0, 480_00)
    assert found.inputs.rate.per_month_fen == 480_00
    costs = [(each.plans, each.planned_fen, each.by_plan_fen) for each in found.ahead]
    assert costs[:3] == [(2, 1_500_00, 1_200_00)] * 2 + [(1, 1_000_00, 800_00)]
    assert [str(each.month) for each in found.ahead][::5] == ["2023-11", "2024-04"]
    assert other.ahead[0].by_plan_fen == 300_00
    assert other.inputs.owed_fen == 0


def test_a_plan_ends_with_the_determination_that_it_rests_on(database):
    with unit_of_work():
        whose = billing.person(grade=None)
        held = billing.determination(whose, "severe_1", date(2023, 1, 1))
        plan(whose, oct_(1), None, 600_00, determination_id=held.id)
        billing.end_of(held, date(2023, 11, 15), recorded_at=billing.at(oct_(31)))
    with read_only():
        found = outlook_of("2111", "employee", 3, NOVEMBER, scope=EVERYTHING)
    assert [each.planned_fen for each in found.ahead[:2]] == [300_00, 0]


def test_an_actor_elsewhere_reads_nothing(database):
    plans()
    billing.simple_month(1, 1)
    settle()
    elsewhere = billing.Scope(OFFICER.actor, area="2102")
    with read_only():
        found = outlook_of("2111", "employee", 3, NOVEMBER, scope=elsewhere)
    assert (found.inputs.owed_fen, found.inputs.plans, list(found.window)) == (0, [], [])


def test_months_begin_after_the_last_settled_one(database):
    billing.simple_month(1, 1)
    done = settle()
    months = months_ahead([done], date(2024, 1, 10))
    assert [str(each) for each in months] == [
        *("2023-11", "2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05"),
        *("2024-06", "2024-07"),
    ]
    assert months_ahead([], date(2024, 1, 10))[0] == Month(2024, 1)


def test_a_report_has_what_was_before_and_within(database):
    billing.simple_month(1, 1)
    settle()
    with read_only():
        second = reports("2111", *period_of(2023, 2), scope=EVERYTHING)["employee"]
        after = reports("2111", *period_of(2024, 0), scope=EVERYTHING)["employee"]
    assert (second.opening_fen, second.outgo_fen, second.closing_fen) == (0, 80_00, -80_00)
    assert (after.opening_fen, after.outgo_fen, after.net_fen) == (-80_00, 0, -80_00)


def test_a_half_year_has_its_days():
    assert period_of(2023, 1) == (date(2023, 1, 1), date(2023, 6, 30))
    assert period_of(2023, 2) == (date(2023, 7, 1), date(2023, 12, 31))
    assert period_of(2023, 0) == (date(2023, 1, 1), date(2023, 12, 31))
    assert Period("cash.pool", 1, 2).after_fen == 3
