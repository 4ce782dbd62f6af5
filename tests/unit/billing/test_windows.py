"""Spans and overlaps: both ends of every span, and who stands when two visits clash."""

from datetime import date

import polars as pl
import pytest

from billing.rules import windows
from ltc.shared.errors import Unknown
from tests.support import lines
from tests.support.lines import lines_of

VISITS = ["line_id", "carer", "started", "ended"]


def march(day):
    return None if day is None else date(2022, 3, day)


def spans_of(*spans):
    return lines.spans_of(*((who, march(first), march(last)) for who, first, last in spans))


def days_covered(spans, *, person=1):
    visits = lines_of({"person": person, "day": march(day)} for day in range(1, 32))
    covered = windows.covered(visits, spans).to_list()
    return [day for day, inside in enumerate(covered, start=1) if inside]


def test_both_ends_belong_to_a_span():
    assert days_covered(spans_of((1, 10, 14))) == [10, 11, 12, 13, 14]


def test_an_open_span_goes_on_and_a_persons_spans_are_his_own():
    assert days_covered(spans_of((1, 30, None), (2, 1, None), (0, 1, None))) == [30, 31]


def test_a_short_span_inside_a_long_one_does_not_end_it():
    assert days_covered(spans_of((1, 2, 6), (1, 3, 4), (1, 6, 7), (1, 9, 9))) == [
        2,
        3,
        4,
        5,
        6,
        7,
        9,
    ]


def test_no_spans_cover_nothing():
    assert days_covered(spans_of()) == []


def test_a_span_carries_its_columns_to_its_days():
    spans = spans_of((1, 2, 3), (1, 4, None)).with_columns(
        grade=pl.Series(["severe_3", "severe_1"])
    )
    visits = lines_of({"day": march(day)} for day in (5, 1, 3, 4))
    found = windows.held(visits, spans, carry=["grade"])
    assert found["grade"].to_list() == ["severe_1", None, "severe_3", "severe_1"]
    assert found["held"].to_list() == [True, False, True, True]


def test_two_answers_for_one_day_are_refused():
    visits = lines_of([{}])
    with pytest.raises(ValueError, match="overlap"):
        windows.held(visits, spans_of((1, 2, 4), (1, 4, 5)))


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("from_admission", [10, 11, 12]),
        ("after_admission", [11, 12]),
        ("inside_only", [11]),
    ],
)
def test_the_pack_says_which_days_of_a_stay_stop_the_benefit(rule, days):
    assert days_covered(windows.hospital_days(spans_of((1, 10, 12)), rule)) == days


def test_a_stay_of_two_days_may_stop_nothing_and_an_open_one_goes_on():
    stays = spans_of((1, 10, 11), (1, 12, None))
    assert days_covered(windows.hospital_days(stays, "inside_only"))[0] == 13


def test_an_unknown_rule_is_named():
    with pytest.raises(Unknown, match="known: after_admission, from_admission, inside_only"):
        windows.hospital_days(spans_of(), "yesterday")


def refused(*visits):
    frame = pl.DataFrame(list(visits), schema=VISITS, orient="row")
    flags = windows.overlapping(frame, who="carer").to_list()
    return [visit[0] for visit, out in zip(visits, flags, strict=True) if out]


def test_the_earlier_visit_stands_and_touching_is_no_overlap():
    assert refused((1, 7, 0, 60), (2, 7, 59, 90), (3, 7, 60, 80), (4, 8, 0, 90)) == [2]


def test_a_refused_visit_does_not_refuse_another():
    assert refused((3, 7, 80, 120), (2, 7, 50, 90), (1, 7, 0, 60)) == [2]


def test_a_visit_inside_a_long_one_is_refused_and_the_next_stands():
    assert refused((1, 7, 0, 100), (2, 7, 10, 20), (3, 7, 30, 40), (4, 7, 100, 120)) == [2, 3]


def test_the_lower_number_stands_where_two_begin_together():
    assert refused((2, 7, 0, 60), (1, 7, 0, 50)) == [2]


def test_without_carer_or_times_nothing_overlaps():
    assert refused((1, None, 0, 60), (2, None, 0, 60), (3, 7, None, 9), (4, 7, 0, None)) == []
