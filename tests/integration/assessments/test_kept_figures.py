"""Figures of a large area come from the night; they are those that would be reckoned by day."""

from datetime import date, timedelta

import pytest

from assessments.quality import kept
from assessments.quality.figures import figures_of
from assessments.quality.models import QualityFigures
from ltc.db import read_only, unit_of_work
from tests.support.factories import assessments as make
from tests.support.factories import base

TODAY = date(2023, 10, 31)
OFFICER = base.desk("bureau_officer")


def conclude(agency, number):
    with unit_of_work():
        visit = make.dispatched(agency)
        given = make.answers(memory=number % 5)
        make.reach("confirm", visit, agency, first=given, second={**given, "walking": 15})


@pytest.fixture
def large(database, monkeypatch):
    """Give an agency of an area where ten conclusions are many, after a night."""
    monkeypatch.setattr(kept, "MANY", 10)
    with unit_of_work():
        agency = make.Agency()
    for number in range(12):
        conclude(agency, number)
    for _about, act in kept.keep_figures(TODAY):
        act()
    return agency


def shown(scope, on=TODAY, months=3):
    with read_only():
        return kept.figures(months, on, scope=scope)


def test_the_night_keeps_what_the_day_would_reckon(large):
    first, last = kept.period(3, TODAY - timedelta(days=1))
    with read_only():
        by_day = figures_of(first, last, scope=OFFICER)
    assert shown(OFFICER) == by_day
    assert list(shown(OFFICER).kappas) == list(make.scale().items)


def test_what_came_since_the_night_is_shown_after_the_next(large):
    conclude(large, 13)
    assert shown(OFFICER).visits == 12
    for _about, act in kept.keep_figures(TODAY):
        act()
    assert shown(OFFICER).visits == 13
    rows = [(each.area_code, each.months) for each in base.stored(QualityFigures)]
    assert len(rows) == len(set(rows)) >= len(kept.PERIODS)


def test_an_agency_and_a_long_forgotten_night_are_reckoned_by_day(large):
    conclude(large, 13)
    assert shown(large.scope(large.assessor)).visits == 13
    assert shown(OFFICER, TODAY + timedelta(days=6)).visits == 12
    assert shown(OFFICER, TODAY + timedelta(days=7)).visits == 13


def test_a_small_area_keeps_nothing(large, monkeypatch):
    monkeypatch.setattr(kept, "MANY", 13)
    before = [each.made_at for each in base.stored(QualityFigures)]
    for _about, act in kept.keep_figures(TODAY + timedelta(days=1)):
        act()
    assert [each.made_at for each in base.stored(QualityFigures)] == before


def test_the_signals_of_the_days_shown_are_those_that_were_shown(large):
    found = shown(OFFICER)
    conclude(large, 13)
    with read_only():
        assert kept.signals(found.first, found.last, scope=OFFICER) == found.signals
