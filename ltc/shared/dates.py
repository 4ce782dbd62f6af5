"""Days, months and spans.  Spans include both ends and are named first_day/last_day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ltc.shared.errors import BadInput, PolicyGap, shown

FOREVER = date(9999, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # not 2022-W09-3, which Python reads as well
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_SATURDAY = 5


def parse_day(text: object, *, field: str = "day") -> date:
    """Read ``YYYY-MM-DD``; anything else is refused by name of ``field``."""
    try:
        if not isinstance(text, str) or not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            f"{field}: {shown(text)} is not a day (YYYY-MM-DD)",
            f"{field}：{shown(text)} 不是日期（YYYY-MM-DD）",
            field=field,
        ) from None


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, written ``2023-10``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: object, *, field: str = "month") -> Month:
        """Read ``YYYY-MM``."""
        found = _MONTH.fullmatch(text) if isinstance(text, str) else None
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:  # noqa: PLR2004 - months
            raise BadInput(
                f"{field}: {shown(text)} is not a month (YYYY-MM)",
                f"{field}：{shown(text)} 不是月份（YYYY-MM）",
                field=field,
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month in which ``day`` falls."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, as ``between`` wants them."""
        return self.first_day, self.last_day

    def next(self) -> Month:
        """Return the month after."""
        return Month.of(self.last_day + timedelta(days=1))

    def previous(self) -> Month:
        """Return the month before."""
        return Month.of(self.first_day - timedelta(days=1))

    def __str__(self) -> str:
        """Return ``YYYY-MM``."""
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days of an area: weekends off, ``holidays`` off, ``make_up`` days on.

    The days come from data per area and year; ``years`` are those for which data is loaded, and a
    day beyond them is a gap.  Without ``years`` every day is answered.
    """

    holidays: Collection[date]
    make_up: Collection[date]
    years: Collection[int] = ()

    def works(self, day: date) -> bool:
        """Tell whether offices are open on ``day``."""
        if self.years and day.year not in self.years:
            raise PolicyGap(
                f"the holidays of {day.year} are not known",
                f"{day.year} 年放假安排未录入",
                field="calendar.holidays",
            )
        if day in self.make_up:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def after(self, start: date, working_days: int) -> date:
        """Return the day that is ``working_days`` working days after ``start``."""
        day = start
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.works(day)
        return day


def each_day(first_day: date, last_day: date) -> Iterator[date]:
    """Yield every day of the span, both ends included."""
    for step in range((last_day - first_day).days + 1):
        yield first_day + timedelta(days=step)


def overlaps(first_a: date, last_a: date | None, first_b: date, last_b: date | None) -> bool:
    """Tell whether two spans share a day; ``None`` is an open end."""
    return first_a <= (last_b or FOREVER) and first_b <= (last_a or FOREVER)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def in_chinese(day: date) -> str:
    """Return a day as a letter or a message writes it: 2023年9月6日."""
    return f"{day.year}年{day.month}月{day.day}日"
