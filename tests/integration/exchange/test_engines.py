"""On either database the same files say the same, and a run that was killed is finished."""

import pytest

from ltc.case.models import Person
from ltc.exchange.acts import taking
from ltc.exchange.layouts import EXPORTED, IMPORTABLE
from providers.visits.models import Visit
from tests.support.factories import base, exchange
from tests.support.factories.exchange import told


def test_files_go_in_and_out_alike(database, tmp_path):
    exchange.known_areas()
    odd = [("p1", base.TOWN, "𠮷“=1”\n👵,'", *exchange.ROWS["persons"][0][3:])]
    folder = exchange.write(tmp_path / "in", persons=odd)
    bad = [*exchange.ROWS["stays"], ("s2", "p1", "hospital", "2033-01-01", "", "医院", "no")]
    exchange.put(folder, "stays", bad)
    report = exchange.bring(folder)
    assert [each.row for each in report.rejects] == [3]
    assert [each.state for each in base.stored(Visit)] == ["verified"]
    out = exchange.send(tmp_path / "out")
    assert told(out, "persons")[0]["name"] == odd[0][2]
    assert all(len(told(out, name)) == 1 for name in set(IMPORTABLE) & set(EXPORTED))
    assert exchange.bring(folder).counts()["visits"]["same"] == 1


def test_a_killed_run_is_finished_by_the_same_command(sqlite_database, tmp_path, monkeypatch):
    exchange.known_areas()
    folder = exchange.write(tmp_path / "in")
    killed = taking.Take._take

    def die(self, source):
        if source.layout.name == "visits":
            raise KeyboardInterrupt
        killed(self, source)

    monkeypatch.setattr(taking.Take, "_take", die)
    with pytest.raises(KeyboardInterrupt):
        exchange.bring(folder)
    monkeypatch.undo()
    counts = exchange.bring(folder).counts()
    assert (counts["persons"]["same"], counts["visits"]["new"]) == (1, 1)
    assert (len(base.stored(Person)), base.stored(Visit)[0].state) == (1, "verified")
