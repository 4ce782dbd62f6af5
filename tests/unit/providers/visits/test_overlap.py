"""Is nobody in two places at once?"""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from providers.visits.rules.overlap import COLUMNS, Span, clashes, clashes_of

NINE = datetime(2026, 10, 8, 9, tzinfo=UTC)


def span(visit, carer, person, first, last, *, two=False):
    start = NINE + timedelta(minutes=first)
    return Span(visit, carer, person, start, NINE + timedelta(minutes=last), two)


CASES = [
    ("one after the other", span(2, 1, 8, 60, 120), []),
    ("touching by a minute", span(2, 1, 8, 59, 120), [(1, "carer")]),
    ("the same visit time", span(2, 1, 8, 0, 60), [(1, "carer")]),
    ("inside", span(2, 1, 8, 10, 20), [(1, "carer")]),
    ("around", span(2, 1, 8, -10, 90), [(1, "carer")]),
    ("no time at all, inside", span(2, 1, 8, 30, 30), [(1, "carer")]),
    ("no time at all, at the end", span(2, 1, 8, 60, 60), []),
    ("another carer elsewhere", span(2, 2, 8, 0, 60), []),
    ("another carer, same person", span(2, 2, 9, 30, 90), [(1, "person")]),
    ("marked on one side only", span(2, 2, 9, 30, 90, two=True), [(1, "person")]),
    ("same carer, same person", span(2, 1, 9, 30, 90), [(1, "carer")]),
]


@pytest.mark.parametrize(("name", "visit", "found"), CASES)
def test_a_second_visit_against_one_from_nine_to_ten(name, visit, found):
    assert clashes_of(visit, [span(1, 1, 9, 0, 60)]) == found


def test_two_carers_are_right_when_both_visits_say_so():
    first, second = span(1, 1, 9, 0, 60, two=True), span(2, 2, 9, 0, 60, two=True)
    assert clashes_of(first, [second]) == []


def test_a_third_carer_who_is_not_marked_clashes_with_both():
    pair = [span(1, 1, 9, 0, 60, two=True), span(2, 2, 9, 0, 60, two=True)]
    assert clashes_of(span(3, 3, 9, 30, 40), pair) == [(1, "person"), (2, "person")]


def test_a_long_visit_clashes_with_one_much_later():
    others = [span(2, 1, 7, 10, 20), span(3, 1, 6, 30, 40), span(4, 1, 5, 170, 200)]
    assert [other for other, _ in clashes_of(span(1, 1, 9, 0, 180), others)] == [2, 3, 4]


def test_each_clash_stands_at_both_visits():
    rows = [
        (1, 1, 9, NINE, NINE + timedelta(hours=1), False),
        (2, 1, 8, NINE, NINE + timedelta(hours=2), False),
        (3, 1, 7, NINE, None, False),
        (4, 1, 6, NINE, NINE - timedelta(hours=1), False),
    ]
    found = clashes(pl.DataFrame(rows, schema=list(COLUMNS), orient="row"))
    assert found.rows() == [(1, 2, "carer"), (2, 1, "carer")]
