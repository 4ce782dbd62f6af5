"""Working days: published years, make-up days, years that nobody has stated."""

from datetime import date

import pytest

from ltc.policy.calendar import work_calendar
from ltc.policy.load import load_pack
from ltc.shared.errors import PolicyGap
from tests.support.tiny_pack import write_pack


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 10, 6), False),  # National Day, moved from a Sunday
        (date(2023, 10, 7), True),  # a Saturday worked to make up for it
        (date(2023, 10, 9), True),
        (date(2023, 10, 14), False),  # an ordinary Saturday
        (date(2023, 1, 28), True),
        (date(2024, 2, 18), True),  # the next year is known as well
    ],
)
def test_published_days(day, works):
    assert work_calendar("2111", 2023).works(day) is works


def test_a_make_up_day_may_come_from_the_next_years_notice():
    assert work_calendar("2111", 2006).works(date(2006, 12, 30))


def test_a_clock_that_leaves_the_known_years_is_a_gap():
    calendar = work_calendar("2111", 2027)
    assert calendar.after(date(2027, 1, 1), 1) == date(2027, 1, 4)
    with pytest.raises(PolicyGap, match="2028"):
        calendar.after(date(2027, 12, 30), 5)


@pytest.mark.parametrize("year", [2000, 2028])
def test_a_year_that_nobody_stated_is_a_gap(year):
    with pytest.raises(PolicyGap, match=r"calendar\.holidays"):
        work_calendar("2111", year)


def test_an_area_without_a_pack_uses_the_national_frame():
    assert work_calendar("3503", 2027).works(date(2027, 2, 5)) is False
    assert load_pack("national")["calendar.holidays"].row_on(date(2027, 2, 5)).assumption


CALENDAR = """\
holidays:
  meaning: own days
  unit: calendar
  values:
    - from: 2023-01-01
      to: 2023-12-31
      value: {holidays: [2023-04-22], make_up: [2023-04-15]}
      law: notice-1
    - from: 2028-01-01
      to: 2028-12-31
      value: {holidays: [2028-01-03], make_up: []}
      law: notice-1
    - from: 2029-01-01
      to: 2029-06-30
      value: {holidays: [2029-01-01], make_up: []}
      law: notice-1
"""


@pytest.fixture
def own_days(tmp_path, monkeypatch):
    (write_pack(tmp_path) / "calendar.yaml").write_text(CALENDAR)
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))


def test_an_area_adds_days_of_its_own(own_days):
    calendar = work_calendar("990102", 2023)
    assert not calendar.works(date(2023, 4, 22))
    assert calendar.works(date(2023, 4, 15))
    assert calendar.works(date(2023, 10, 7))


def test_an_area_may_state_a_whole_year(own_days):
    assert not work_calendar("990102", 2028).works(date(2028, 1, 3))
    with pytest.raises(PolicyGap):
        work_calendar("990102", 2029)
