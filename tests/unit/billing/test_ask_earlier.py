"""The week in which a month begins: what was used of it in the month before."""

import pytest

from tests.support.asking import ask, faults

LINE = {"item": "care", "unit": "hour", "carer": "care_worker", "quantity": "2"}


def asked(month, *earlier, lines=(), **person):
    someone = {"insurance": "retiree", "grade": "level_2", **person}
    told = {"question": "benefit", "pack": "shanghai", "month": month, "mode": "home"}
    return ask({**told, "person": someone, "lines": list(lines), "earlier": list(earlier)})[0]


def october(*earlier, **person):
    """Ask for two visits of October 2020, which begins on a Thursday."""
    lines = [{**LINE, "day": day} for day in ("2020-10-01", "2020-10-05")]
    return asked("2020-10", *({**LINE, "day": day} for day in earlier), lines=lines, **person)


@pytest.mark.parametrize(
    ("earlier", "first"),
    [((), "117.00"), (("2020-09-28",), "58.50"), (("2020-09-28", "2020-09-30"), "0.00")],
)
def test_what_the_week_used_before_is_gone(earlier, first):
    answer = october(*earlier)
    assert [each["fund"] for each in answer["lines"]] == [first, "117.00"]
    assert answer["asked"] == "260.00"
    assert answer["payees"] == {"provider": answer["fund"]}


def test_what_was_not_paid_for_used_nothing():
    answer = october("2020-09-30", benefit_from="2020-10-01")
    assert answer["lines"][0]["fund"] == "117.00"


@pytest.mark.parametrize("day", ["2020-09-27", "2020-10-01"])
def test_only_days_of_that_week_are_earlier(day):
    answer = october("2020-09-28", day)
    assert faults(answer) == [("earlier[1].day", "bad_input")]
    assert "2020-09-28" in answer["error"]["message"]


def test_a_slip_in_an_earlier_line_is_found_there():
    answer = asked("2020-10", {"day": "2020-09-28", "item": "care", "unit": "hour"})
    assert faults(answer) == [("earlier[0].carer", "bad_input")]


def test_a_month_that_begins_on_a_monday_has_none():
    answer = asked("2020-06", {**LINE, "day": "2020-05-31"})
    assert faults(answer) == [("earlier[0].day", "bad_input")]
