"""Export, bring to a fresh database, export again: the same files, in either form."""

import pytest

from ltc.addon import load_addons, wire_events
from ltc.config import settings
from ltc.exchange.layouts import EXPORTED, IMPORTABLE
from tests.support.factories import exchange
from tests.support.factories.exchange import told


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_month_comes_back_as_it_went(move_to_another, tmp_path, form):
    wire_events(load_addons(settings().addons))
    exchange.lived_month()
    first = exchange.send(tmp_path / "first")
    carried = first if form == "csv" else exchange.send(tmp_path / "carried", form=form)
    move_to_another()
    report = exchange.bring(carried)
    second = exchange.send(tmp_path / "second")
    assert report.rejects == []
    for name in set(IMPORTABLE) & set(EXPORTED):
        assert told(first, name) == told(second, name) != [], name


def test_the_same_files_again_change_nothing(areas, tmp_path):
    folder = exchange.write(tmp_path / "in")
    first, again = exchange.bring(folder), exchange.bring(folder)
    counts = again.counts()
    assert first.rejected == 0
    assert {each["new"] for each in first.counts().values()} == {1}
    assert all(each["same"] == 1 for each in counts.values()), counts


def test_files_that_come_back_to_where_they_were_made_change_nothing(sqlite_database, tmp_path):
    exchange.lived_month()
    report = exchange.bring(exchange.send(tmp_path / "own"))
    assert (report.rejected, sum(tally.changed for tally in report.tallies.values())) == (0, 0)
    assert all(each["new"] == 0 for each in report.counts().values())


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_another_form_after_csv_is_the_same_again(move_to_another, tmp_path, form):
    exchange.lived_month()
    as_csv = exchange.send(tmp_path / "csv")
    in_another = exchange.send(tmp_path / form, form=form)
    move_to_another()
    exchange.bring(as_csv)
    counts = exchange.bring(in_another).counts()
    assert all(each["new"] == each["changed"] == each["rejected"] == 0 for each in counts.values())
