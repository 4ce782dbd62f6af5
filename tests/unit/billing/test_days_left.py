"""How many days of a month a person has: what a law of part months is counted by."""

from datetime import date

from billing.rules.windows import days_left, hospital_days
from tests.support.lines import spans_of

APRIL = date(2023, 4, 1), date(2023, 4, 30)


def left(entitled, *stops):
    return days_left(spans_of(*entitled), spans_of(*stops), month=APRIL).sort("person").rows()


def test_the_days_of_the_month_inside_a_span_are_counted():
    spans = [(1, date(2022, 1, 1), None), (2, date(2023, 4, 21), None), (3, date(2023, 5, 1), None)]
    assert left(spans) == [(1, 30), (2, 10), (3, 0)]


def test_stops_take_days_away_once():
    stops = [(1, date(2023, 3, 20), date(2023, 4, 10)), (1, date(2023, 4, 5), date(2023, 4, 12))]
    assert left([(1, date(2022, 1, 1), None)], *stops) == [(1, 18)]


def test_a_stay_stops_nothing_where_the_days_served_are_paid():
    stay = spans_of((1, date(2023, 4, 3), None))
    assert hospital_days(stay, "served_days").is_empty()
