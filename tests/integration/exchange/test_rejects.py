"""What is wrong with a row stays outside with its row, field and reason; the good rows go in."""

import csv

import pytest

from ltc.case.models import Determination, Person, Plan
from ltc.directory.models import Organisation
from ltc.exchange.importing import Brought, look_through, rejects_of
from ltc.exchange.models import ExchangeKey, ExchangeRun
from ltc.shared.errors import LtcError
from providers.visits.models import Visit
from tests.support.factories import base, exchange

pytestmark = pytest.mark.usefixtures("areas")
NOTHING: dict[str, list] = {name: [] for name in exchange.ROWS}
# file, column, value that is wrong; the field that is told.
FAULTY = {
    "check digit": ("persons", "id_number", "211102194005120000", "id_number"),
    "unknown word": ("persons", "category", "emperor", "category"),
    "no such day": ("persons", "insured_from", "2015-02-30", "insured_from"),
    "to come": ("persons", "insured_from", "2033-01-01", "insured_from"),
    "unknown area": ("persons", "area", "999999", "area"),
    "half a place": ("persons", "home_lat", "", "home_lat"),
    "too long": ("persons", "name", "长" * 61, "name"),
    "a name that is missing": ("persons", "name", "", "name"),
    "too long a span": ("determinations", "last_day", "2033-01-01", "last_day"),
    "unknown grade": ("determinations", "national_grade", "9", "grade"),
    "credit code": ("providers", "credit_code", "123", "credit_code"),
    "unknown mode": ("agreements", "modes", "space", "modes"),
    "not catalogued": ("prices", "item", "haircut_deluxe", "item"),
    "money": ("prices", "price", "60.005", "price"),
    "work": ("carers", "work", "astronaut", "work"),
    "days of a certificate": ("certificates", "last_day", "2019-01-01", "last_day"),
    "before the benefit": ("plans", "first_day", "2023-01-01", "first_day"),
    "times of a service": ("plan_items", "times", "often", "times"),
    "outside the plan": ("assignments", "first_day", "2023-02-01", "first_day"),
    "an event to come": ("stays", "first_day", "2033-01-01", "first_day"),
    "an end before its start": ("visits", "ended_at", "2023-10-10T08:00:00+08:00", "ended_at"),
    "done in time to come": ("visits", "ended_at", "2033-01-01T09:00:00+08:00", "ended_at"),
    "decided in time to come": ("determinations", "decided_on", "2033-01-01", "decided_on"),
    "no offset": ("visits", "started_at", "2023-10-10T09:00:00", "started_at"),
    "impossible latitude": ("visits", "in_lat", "91", "in_lat"),
    "dangling": ("visits", "assignment", "a9", "assignment"),
    "not in the plan": ("visits", "item", "bath", "item"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_row_is_told_with_its_field(tmp_path, case):
    name, column, value, field = FAULTY[case]
    folder = exchange.write(tmp_path, **{name: exchange.changed(name, column, value)})
    report = exchange.bring(folder)
    mine = [each for each in report.rejects if each.file == name]
    assert (mine[0].row, mine[0].field) == (2, field)
    assert mine[0].fault.zh != mine[0].fault.en
    assert report.tallies[name].rejected == 1
    for before in ("persons", "providers")[: 0 if name == "persons" else 1]:
        assert report.tallies[before].new == 1


def test_good_rows_go_in_beside_bad_ones_and_mended_ones_follow(tmp_path):
    good = [
        (f"p{n}", base.TOWN, f"人{n}", base.id_number(), "retiree", "2015-01-01", "", "", "")
        for n in range(9)
    ]
    bad = [
        *good[:4],
        (*good[4][:3], "1", *good[4][4:]),
        *good[5:8],
        (*good[8][:1], "999", *good[8][2:]),
    ]
    folder = exchange.write(tmp_path, **{**NOTHING, "persons": bad})
    first = exchange.bring(folder)
    assert (first.tallies["persons"].new, first.rejected) == (7, 2)
    assert {each.row for each in first.rejects} == {6, 10}
    exchange.put(folder, "persons", good)
    second = exchange.bring(folder)
    assert (second.tallies["persons"].new, second.tallies["persons"].same) == (2, 7)
    assert len(base.stored(Person)) == 9


def test_the_rejects_file_names_row_field_and_reason_and_holds_no_formula(tmp_path):
    rows = [("=1+1", *exchange.ROWS["persons"][0][1:3], "1", *exchange.ROWS["persons"][0][4:])]
    report = exchange.bring(exchange.write(tmp_path, persons=rows))
    (tmp_path / "rejects.csv").write_bytes(rejects_of(report))
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as raw:
        told = list(csv.DictReader(raw))
    assert (told[0]["file"], told[0]["row"], told[0]["id"]) == ("persons", "2", "'=1+1")
    assert told[0]["field"] == "id_number"
    assert "身份证" in told[0]["reason_zh"]
    assert "ID number" in told[0]["reason_en"]


def test_a_plan_goes_in_whole_or_not_at_all(tmp_path):
    items = [*exchange.ROWS["plan_items"], ("i2", "l1", "bath", "0x8", "60", "care_worker", "60")]
    report = exchange.bring(exchange.write(tmp_path, plan_items=items))
    assert (base.stored(Plan), report.tallies["plan_items"].rejected) == ([], 2)
    assert report.tallies["plans"].rejected == 1


def test_an_id_that_comes_twice_is_taken_once(tmp_path):
    rows = exchange.ROWS["providers"]
    report = exchange.bring(exchange.write(tmp_path, providers=[*rows, *rows]))
    assert (report.tallies["providers"].new, report.tallies["providers"].rejected) == (1, 1)


def test_records_of_another_area_stay_outside(tmp_path):
    report = exchange.bring(exchange.write(tmp_path), area=base.OTHER_COUNTY)
    assert report.tallies["persons"].rejected == report.tallies["providers"].rejected == 1
    assert base.stored(Person) == base.stored(Organisation) == base.stored(Visit) == []


def test_a_preview_tells_the_same_and_leaves_nothing(tmp_path):
    rows = [*exchange.ROWS["stays"], ("s2", "p1", "hospital", "2033-01-01", "", "医院", "no")]
    folder = exchange.write(tmp_path, stays=rows)
    brought = Brought(folder=folder, source="旧", area=base.CITY)
    seen = look_through(brought, scope=exchange.EVERYTHING, at=exchange.LATER)
    for model in (Person, Determination, Visit, ExchangeKey, ExchangeRun):
        assert base.stored(model) == []
    done = exchange.bring(folder)
    assert seen.counts() == done.counts()
    assert [each.cells() for each in seen.rejects] == [each.cells() for each in done.rejects]


@pytest.mark.parametrize(
    ("name", "heading"),
    [("persons", "id area name"), ("stays", "id id person kind first_day source"), ("stays", "x")],
)
def test_a_wrong_heading_stops_the_run_before_anything_is_written(tmp_path, name, heading):
    folder = exchange.write(tmp_path)
    exchange.put(folder, name, [], heading=heading)
    with pytest.raises(LtcError, match=name):
        exchange.bring(folder)
    assert base.stored(Person) == []
