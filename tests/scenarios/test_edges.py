"""For every day on which a shipped pack changes, a row stands on that day and on the day before."""

from pathlib import Path

import pytest

from ltc.policy.load import load_pack, pack_names
from tests.support.edges import missing_rows
from tests.support.scenarios import on_days, read_table

TABLES = [read_table(path) for path in sorted(Path(__file__).parent.rglob("*.scenario.yaml"))]


@pytest.mark.parametrize("name", pack_names())
def test_rows_stand_on_both_sides_of_every_change(name):
    assert missing_rows(load_pack(name), on_days(TABLES, name)) == []


@pytest.mark.parametrize("name", pack_names())
def test_a_change_without_its_row_is_found(name):
    pack = load_pack(name)
    asked = on_days(TABLES, name)
    change = max(day for dated in pack.parameters.values() for day in dated.change_days())
    assert any(f"no row on {change}" in line for line in missing_rows(pack, asked - {change}))


def test_titles_are_told_apart():
    titles = [table.title for table in TABLES]
    assert sorted(titles) == sorted(set(titles))
