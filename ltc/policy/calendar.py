"""Working days of an area: what the library of holidays knows, and what the packs add.

The library knows the years whose State Council notice is out, make-up days (调休) included.  For
other years a pack states the days itself (``calendar.holidays``); a year that nobody has stated is
a ``PolicyGap``, because a clock that guesses holidays sets false deadlines.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from ltc.policy.load import load_pack, pack_for_area
from ltc.policy.lookup import Pack, Row
from ltc.shared.dates import WorkCalendar
from ltc.shared.errors import PolicyGap

_PARAMETER = "calendar.holidays"
_FRAME = "national"


def work_calendar(area_code: str, year: int) -> WorkCalendar:
    """Return the working days of ``year`` and, where they are known, of the year after it.

    Clocks begun in autumn end in the next year; a day beyond the known years is refused there.
    """
    pack = _pack(area_code, year)
    if not _is_known(pack, year):
        raise PolicyGap(
            f"the holidays of {year} are not known; add them to {_PARAMETER}",
            f"{year} 年放假安排未录入，请在政策包 {_PARAMETER} 中补充",
            field=_PARAMETER,
        )
    return _calendar(pack, tuple(each for each in (year, year + 1) if _is_known(pack, each)))


def _pack(area_code: str, year: int) -> Pack:
    """Return the area's pack; without one in that year, the national frame."""
    try:
        return pack_for_area(area_code, date(year, 12, 31))
    except PolicyGap:
        return load_pack(_FRAME)


def _calendar(pack: Pack, years: tuple[int, ...]) -> WorkCalendar:
    holidays: set[date] = set()
    make_up: set[date] = set()
    for year in years:
        off, work = _from_library(year)
        holidays |= off
        make_up |= work
        for row in _rows(pack, year):
            holidays |= set(row.value["holidays"])
            make_up |= set(row.value["make_up"])
    return WorkCalendar(frozenset(holidays), frozenset(make_up), frozenset(years))


def _is_known(pack: Pack, year: int) -> bool:
    """Tell whether the library knows the year or a row of the pack covers the whole of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    stated = any(
        row.first_day <= first and row.last_day is not None and row.last_day >= last
        for row in _rows(pack, year)
    )
    return stated or year in _library_years()


def _rows(pack: Pack, year: int) -> list[Row]:
    """Return the pack's rows that speak of ``year``; they add to the library's days."""
    rows = pack[_PARAMETER].rows if _PARAMETER in pack else ()
    return [row for row in rows if row.first_day.year == year and not row.unknown]


@lru_cache(maxsize=1)
def _library_years() -> frozenset[int]:
    from holidays.countries.china import ChinaStaticHolidays

    return frozenset(ChinaStaticHolidays.special_public_holidays)


@lru_cache(maxsize=16)
def _from_library(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days off and the make-up working days that fall in ``year``.

    A make-up day may stem from the notice of the year after, so that year is read as well.
    """
    from holidays import country_holidays

    if year not in _library_years():
        return frozenset(), frozenset()
    known = [each for each in (year, year + 1) if each in _library_years()]
    days = country_holidays("CN", years=known)
    off = frozenset(day for day in days if day.year == year)
    return off, frozenset(day for day in days.weekend_workdays if day.year == year)
