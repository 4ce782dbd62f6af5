"""A provider's lines are found by the people it has lines of: one row leads to each line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
import sqlalchemy as sa

from billing import checks
from billing.lines import queries as lines
from billing.lines.queries import LineFilter
from billing.models import SettledLine, SettledPerson, Settlement
from billing.settlement.rules.lines import BY_PROVIDER
from billing.statements.queries import visible_lines
from ltc.db import Model, read_only, table_of, unit_of_work
from ltc.migrations.run import downgrade, upgrade
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, LATER, MONTH, oct_, settle

BEFORE = "0005"
OWN = replace(EVERYTHING, organisation_id=17)


def two_months() -> None:
    """Settle October of two people and two providers, then correct it in November."""
    with unit_of_work():
        providers = billing.provider(), billing.provider()
        people = billing.person(), billing.person()
        for day in range(1, 5):
            billing.visit(people[0], providers[day % 2], oct_(day * 5), hour=8)
            billing.visit(people[1], providers[0], oct_(day * 5), hour=10)
    settle()
    with unit_of_work():
        billing.event(people[0], "death", oct_(12), recorded_at=billing.at(date(2023, 11, 26)))
    settle(MONTH.next(), at_=LATER)


def keys(model: type) -> set[tuple[int, ...]]:
    return {tuple(getattr(each, name) for name in BY_PROVIDER) for each in stored(model)}


def test_one_row_leads_to_each_line_adjustments_included(database):
    two_months()
    assert len(stored(SettledPerson)) == len(keys(SettledPerson)) == 7
    assert keys(SettledPerson) == keys(SettledLine)
    assert list(checks.line_faults()) == []


def test_a_line_is_found_once_by_its_provider(database):
    two_months()
    by_provider = [each.visit_id for each in stored(SettledLine) if each.provider_id == 1]
    with read_only():
        found = [
            row.line.visit_id
            for month in (1, 2)
            for row in lines.lines(LineFilter(month, provider_id=1), scope=EVERYTHING)
        ]
    assert found
    assert sorted(found) == sorted(by_provider)


def test_lines_settled_before_have_their_rows_after_the_upgrade(database):
    two_months()
    wanted = keys(SettledPerson)
    downgrade(revision=BEFORE)
    upgrade()
    assert keys(SettledPerson) == wanted
    assert list(checks.line_faults()) == []


@pytest.fixture
def empty() -> Iterator[sa.Engine]:
    """Give an SQLite database with empty tables and the counts that a revision writes."""
    made = sa.create_engine("sqlite://")
    tables = [table_of(each) for each in (Settlement, SettledLine, SettledPerson)]
    Model.metadata.create_all(made, tables=tables)
    with made.begin() as connection:
        for each in import_module("ltc.migrations.versions.0007_planned_lines").STATEMENTS:
            connection.exec_driver_sql(each)
    yield made
    made.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        visible_lines(EVERYTHING, 1).where(SettledLine.settlement_id == 1),
        visible_lines(OWN).where(SettledLine.settlement_id == 1).with_only_columns(sa.func.count()),
        visible_lines(OWN)
        .with_only_columns(Settlement.id, sa.func.count())
        .group_by(Settlement.id),
        visible_lines(EVERYTHING).where(SettledLine.person_id == 1),
    ],
    ids=["a provider's month", "added up", "all its months", "a person's lines"],
)
def test_keys_lead_to_the_lines(empty, statement):
    """No step goes over all lines of a month; asked of SQLite, whose plans are words."""
    text = str(statement.compile(empty, compile_kwargs={"literal_binds": True}))
    with empty.connect() as connection:
        steps = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    (lines,) = [each for each in steps if "settled_line" in each]
    assert lines.startswith("SEARCH")
    assert "person_id=?" in lines
    assert [each for each in steps if each.startswith("SCAN settled")] == []
