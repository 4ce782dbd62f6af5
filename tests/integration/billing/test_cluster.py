"""A month reckoned on two workers is the same month, also when one of them is killed."""

import json
import random

import pytest
from click.testing import CliRunner

from billing import checks
from billing.settlement import cluster, engine, parcel
from billing.settlement.rules import batches
from ltc.cli import main
from ltc.db import unit_of_work
from ltc.directory.models import Area
from ltc.shared import clock
from ltc.shared.errors import Conflict
from tests.integration.billing import test_one_month
from tests.integration.billing.test_same_result import VISITS, random_month
from tests.support.cluster import running, slowly
from tests.support.factories import billing
from tests.support.factories.base import CITY
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, settle

SECOND, GRADE = "2302", "severe_1"  # a pack that asks for more than the mode
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    with running(tmp_path_factory.mktemp("dask")) as started:
        yield started


@pytest.fixture
def on(processes):
    """Give a connection to both workers."""
    with cluster.cluster(processes.address) as found:
        yield found


_seen: dict[str, str] = {}


def month_in_batches(monkeypatch) -> str:
    """Write a month of eight batches; return the hash that this machine gives it."""
    monkeypatch.setattr(batches, "LINES_PER_BATCH", 1)
    random_month(random.Random(5))
    here = billing.runs.preview(CITY, MONTH, scope=EVERYTHING, at=KNOWN)
    return _seen.setdefault("hash", here.result_hash)


def test_two_workers_give_what_this_machine_gives(database, on, monkeypatch):
    here = month_in_batches(monkeypatch)
    done = settle(pace=engine.Pace(workers=on.at_once, elsewhere=on.rate))
    assert (done.lines, done.batches, done.result_hash) == (VISITS, 8, here)
    assert list(checks.faults()) == []


def test_a_worker_killed_in_the_middle_changes_nothing(sqlite_database, tmp_path, monkeypatch):
    here = month_in_batches(monkeypatch)
    monkeypatch.setattr(cluster, "rated", slowly)
    with running(tmp_path) as own, cluster.cluster(own.address) as on:
        pace = engine.Pace(lambda *_: own.kill_busy(on.client, "a"), on.at_once, on.rate)
        done = settle(pace=pace)
    assert own.taken_from["a"]
    assert (done.lines, done.result_hash) == (VISITS, here)
    assert list(checks.faults()) == []


def test_two_workers_rate_family_care_beside_visits(database, on, monkeypatch):
    test_one_month.write(test_one_month.WENZHOU, monkeypatch)
    done = test_one_month.settle(
        test_one_month.WENZHOU, pace=engine.Pace(workers=on.at_once, elsewhere=on.rate)
    )
    assert (done.fund_fen, done.people_fund_fen) == test_one_month.PAID["wenzhou"]
    assert list(checks.faults()) == []


def second_city() -> None:
    """Write three visits in another city, whose pack pays them."""
    with unit_of_work() as opened:
        for code, level, parent in ((SECOND, "city", None), (f"{SECOND}02", "county", SECOND)):
            opened.add(Area(code=code, name=code, level=level, parent_code=parent))
            opened.flush()
        by = billing.provider(area_code=f"{SECOND}02")
        whose = billing.person(area_code=f"{SECOND}02", grade=GRADE)
        for day in (1, 2, 3):
            billing.visit(whose, by, billing.oct_(day))


def test_several_areas_in_one_call(database, processes):
    billing.simple_month(2, 3)
    second_city()
    clock.start_at(KNOWN)
    areas = ["--area", CITY, "--area", SECOND, "--area", "9999", "--month", str(MONTH)]
    there = CliRunner().invoke(main, ["settle", *areas, "--on", processes.address])
    first, second, nowhere = json.loads(there.stdout)
    assert there.exit_code == 1
    assert (first["area"], first["fund"], second["area"]) == (CITY, "480.00", SECOND)
    assert second.get("lines") == 3, second
    assert "没有" in nowhere["error"]["message"]
    assert "9999" in there.stderr


def test_a_worker_with_another_program_is_refused(sqlite_database, on, monkeypatch):
    billing.simple_month(1, 1)
    monkeypatch.setattr(parcel, "program", lambda: "another")
    with pytest.raises(Conflict, match="another version"):
        settle(pace=engine.Pace(elsewhere=on.rate))


def test_a_lost_cluster_is_told_and_the_month_finished_here(sqlite_database, tmp_path):
    billing.simple_month(1, 1)
    with running(tmp_path) as own, cluster.cluster(own.address) as on:
        for each in own.everything:
            each.kill()
        with pytest.raises(Conflict, match="run the same command again"):
            settle(pace=engine.Pace(elsewhere=on.rate))
    assert settle().lines == 1
