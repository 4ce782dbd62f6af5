"""The visit sheet of a month."""

from datetime import date

import pytest

from ltc.db import unit_of_work
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit
from providers.visits.papers import visit_sheet
from tests.support.factories import base, case
from tests.support.factories import oversight as make
from tests.support.papers import printed, words

EVERYTHING = Scope.everything("test")
OCTOBER = Month(2023, 10)


@pytest.fixture
def month(sqlite_database):
    """Give person and provider of a month with a verified, a missed and a manual visit."""
    with unit_of_work():
        provider, person = base.organisation("care_provider", name="安康护理站"), case.person()
        facts = {"provider": provider, "person": person}
        make.visit(day=date(2023, 10, 3), **facts)
        missed: Visit = make.visit(day=date(2023, 10, 4), state="missed", **facts)
        missed.why_not = "家中无人"
        make.visit(day=date(2023, 10, 5), **facts).manual = True
        make.visit(day=date(2023, 11, 1), **facts)
        yield person, provider


def test_the_sheet_lists_the_month_and_adds_up_what_was_verified(month):
    person, provider = month
    text = words(printed(visit_sheet(person.id, provider.id, OCTOBER, scope=EVERYTHING)))
    for said in ("安康护理站", "温水擦浴", "家中无人", "补登", "已核实合计：2次", "120"):
        assert said in text
    assert "2023-11-01" not in text


def test_a_month_without_visits_says_so(month):
    person, provider = month
    sheet = visit_sheet(person.id, provider.id, Month(2023, 9), scope=EVERYTHING)
    assert "本月没有服务记录" in words(printed(sheet))


def test_another_provider_s_visits_are_not_on_it(month):
    person, _provider = month
    other = base.organisation("care_provider")
    sheet = visit_sheet(person.id, other.id, OCTOBER, scope=EVERYTHING)
    assert sheet.values["rows"] == []
