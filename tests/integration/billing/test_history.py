"""What was before a month decides on it: the same week, months of care at home, a choice."""

from datetime import date, timedelta

import pytest

from billing.claims.trial import try_month
from billing.lines.explain import explained
from billing.lines.queries import of_visit as lines_of_visit
from billing.lines.queries import settlements_of
from billing.models import SettledLine, SettlementNote
from billing.settlement import engine, parcel, runs
from billing.settlement.services import note_late_visit
from ltc.case.acts.events import record_event
from ltc.db import read_only, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, MONTH
from tests.support.factories.elsewhere import pool

NOVEMBER = MONTH.next()  # begins on a Wednesday
JANUARY = billing.at(date(2024, 1, 5))


def of_shanghai(monkeypatch, days, *, grade="level_5", people=1):
    """Write an hour's visit on each of ``days``; return the pool, the carer and the people."""
    here = pool("31", "shanghai", monkeypatch)
    carer = here.carer("care_worker")
    found = [here.person(grade=grade) for _ in range(people)]
    for number, whose in enumerate(found):
        for day in days:
            visited(here, carer, whose, day, hour=8 + 2 * number)
    return here, carer, found


def visited(here, carer, whose, day, **facts):
    told = {"unit": "hour", "price_fen": 65_00, "hour": 8, **facts}
    return here.visit(whose, carer, day, came="care_worker", **told)


def days(first, count):
    return [first + timedelta(days=at) for at in range(count)]


def test_a_week_across_two_months_is_spent_once(database, monkeypatch):
    with unit_of_work():
        here, _, _ = of_shanghai(monkeypatch, days(date(2023, 10, 28), 12), grade="level_4")
    with read_only():
        october = here.answers(grade="level_4")
        november = here.answers(grade="level_4", month=NOVEMBER)
    assert here.settled() == october
    assert here.settled(NOVEMBER, LATER) == november
    # Five hours a week: 30 and 31 October leave three for 1 to 5 November.
    assert [fund for _, _, fund, _ in november.values()] == [58_50] * 3 + [0] * 2 + [58_50] * 3


def test_a_late_visit_takes_from_the_next_month_what_its_week_has(database, monkeypatch):
    with unit_of_work():
        here, carer, (whose,) = of_shanghai(
            monkeypatch, days(date(2023, 10, 31), 5), grade="level_4"
        )
    here.settled()
    here.settled(NOVEMBER, LATER)
    with unit_of_work():
        at = LATER + timedelta(days=2)
        late = visited(here, carer, whose, date(2023, 10, 30), verified_at=at)
        note_late_visit(late, at=at, actor=billing.OPERATOR.actor)
    runs.settle("31", Month(2023, 12), scope=EVERYTHING, at=JANUARY)
    told = [(each.kind, each.for_month, each.fund_fen) for each in stored(SettledLine)[-3:]]
    assert sorted(told) == [(1, 202311, -58_50), (2, 202310, 58_50), (2, 202311, 0)]
    notes = [each.facts for each in stored(SettlementNote) if each.kind == "late_news"]
    assert [(each["month"], each["causes"]) for each in notes] == [
        ("2023-10", {"visit": 1}),
        ("2023-11", {"visit": 1}),
    ]


def test_what_an_earlier_day_was_refused_does_not_spend_the_week(database, monkeypatch):
    with unit_of_work():
        here, _, (whose,) = of_shanghai(monkeypatch, days(date(2023, 10, 30), 7), grade="level_4")
        billing.event(whose, "hospital", date(2023, 10, 29), date(2023, 11, 1))
    here.settled()
    november = here.settled(NOVEMBER, LATER)
    assert [fund for _, _, fund, _ in november.values()] == [58_50] * 5


@pytest.mark.parametrize(
    ("before", "more"),
    [(0, 0), (1, 1), (5, 1), (6, 2), (8, 2)],
)
def test_hours_for_months_at_home_without_a_break(sqlite_database, monkeypatch, before, more):
    earlier = [date(2023, 10 - back, 5) for back in range(1, before + 1)]
    with unit_of_work():
        here, _, (whose,) = of_shanghai(monkeypatch, [*earlier, *days(date(2023, 10, 9), 7)])
        extra = [visited(here, here.carer("care_worker"), whose, date(2023, 10, 15), hour=hour)
                 for hour in (12, 14, 16)]  # fmt: skip
        billing.event(whose, "incentive_hours", date(2023, 9, 1), date(2024, 9, 30))
    with read_only():
        expected = here.answers(grade="level_5", home_months=before + 1, incentive="hours")
    assert here.settled() == expected
    assert sum(expected[each.id][2] > 0 for each in extra) == more


def test_a_month_without_care_breaks_the_row(sqlite_database, monkeypatch):
    months = [date(2023, number, 5) for number in (3, 4, 5, 6, 7, 9)]  # none in August
    with unit_of_work():
        here, _, (whose,) = of_shanghai(monkeypatch, [*months, *days(date(2023, 10, 9), 7)])
        visited(here, here.carer("care_worker"), whose, date(2023, 10, 15), hour=12)
        visited(here, here.carer("care_worker"), whose, date(2023, 10, 15), hour=14)
        billing.event(whose, "incentive_hours", date(2023, 3, 1), date(2024, 9, 30))
    with read_only():
        expected = here.answers(grade="level_5", home_months=2, incentive="hours")
    assert here.settled() == expected


@pytest.mark.parametrize(("kind", "fund"), [("incentive_cash", 40_00), ("incentive_hours", 0)])
def test_cash_for_who_chose_it(sqlite_database, monkeypatch, kind, fund):
    with unit_of_work():
        here, carer, (whose,) = of_shanghai(monkeypatch, [date(2023, 9, 5), date(2023, 10, 9)])
        cash = {"item": "incentive", "unit": "month", "price_fen": 0}
        made = billing.visit(whose, (here.provider, carer), date(2023, 10, 31), **cash)
        billing.event(whose, kind, date(2023, 9, 1), date(2024, 9, 30))
    assert here.settled()[made.id][2] == fund


def with_an_eighth_hour(monkeypatch):
    """Write visits in September, and eight hours of one week of October, by who chose hours."""
    with unit_of_work():
        here, carer, (whose,) = of_shanghai(
            monkeypatch, [date(2023, 9, 5), *days(date(2023, 10, 9), 7)]
        )
        eighth = visited(here, carer, whose, date(2023, 10, 15), hour=14)
        billing.event(whose, "incentive_hours", date(2023, 9, 1), date(2024, 9, 30))
    return here, whose, eighth


def test_a_choice_taken_back_late_corrects_the_month(database, monkeypatch):
    here, whose, eighth = with_an_eighth_hour(monkeypatch)
    assert here.settled()[eighth.id][2] == 58_50
    with unit_of_work():
        (chosen,) = whose_events(whose)
        late = {"recorded_at": LATER - timedelta(days=3), "reverses_id": chosen.id}
        billing.event(whose, chosen.kind, chosen.first_day, chosen.last_day, **late)
    done = runs.settle("31", NOVEMBER, scope=EVERYTHING, at=LATER)
    assert done.fund_fen == -58_50
    then = runs.preview("31", MONTH, scope=EVERYTHING, at=LATER, known_at=KNOWN)
    assert then.result_hash == then.settled.result_hash


def whose_events(whose):
    return billing.session().query(billing.CaseEvent).filter_by(person_id=whose.id).all()


def test_the_dry_run_and_the_reasons_know_it_too(database, monkeypatch):
    here, _whose, eighth = with_an_eighth_hour(monkeypatch)
    with read_only():
        (tried,) = try_month(here.provider.id, MONTH, scope=EVERYTHING, at=KNOWN)
    fund = sum(each[2] for each in here.settled().values())
    assert tried.total("fund_fen") == fund
    with read_only():
        (row,) = lines_of_visit(eighth.id, scope=EVERYTHING)
        month = settlements_of([row.line.settlement_id])[row.line.settlement_id]
        told = [each for step in explained(row, month).steps for each in step.reasons]
    (why,) = {each.text() for each in told if each.code == "benefit.loyalty"}
    assert "1" in why


def test_a_choice_is_made_once_for_the_time_of_a_determination(sqlite_database, monkeypatch):
    with unit_of_work():
        _, _, (whose,) = of_shanghai(monkeypatch, [])
    first = date(2023, 10, 1)
    with unit_of_work():
        made = record_event(
            whose.id, "incentive_hours", first, None, "窗口", scope=EVERYTHING, at=KNOWN
        )
        assert made.last_day == billing.LAST
    with pytest.raises(Conflict, match="holds until 2024-09-30"), unit_of_work():
        record_event(
            whose.id, "incentive_cash", date(2023, 12, 1), None, "窗口", scope=EVERYTHING, at=KNOWN
        )
    with pytest.raises(BadInput, match="nobody is entitled"), unit_of_work():
        record_event(
            whose.id, "incentive_cash", date(2025, 1, 1), None, "窗口", scope=EVERYTHING, at=KNOWN
        )


def test_another_machine_is_told_of_the_history_too(sqlite_database, monkeypatch):
    here, _whose, _eighth = with_an_eighth_hour(monkeypatch)
    with read_only():
        told = engine.brief("31", MONTH, known_at=KNOWN, news_since=None, scope=EVERYTHING)
    facts = engine.prepare(told).facts
    sent = parcel.from_arrow(parcel.rated(parcel.wrapped(facts, told.own, 1)))
    assert sent.equals(engine.lines_under(facts, told.own, 1))
    assert sent["fund_fen"].sum() == sum(each[2] for each in here.settled().values())
