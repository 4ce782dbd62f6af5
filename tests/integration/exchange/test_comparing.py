"""Another system's list of payments is held against ours, to the 分, and writes nothing."""

import csv
import json

import pytest
from click.testing import CliRunner

from billing.payments import services as payments
from ltc.cli import main
from ltc.db import unit_of_work
from ltc.exchange.comparing import compare
from ltc.exchange.runs import Wanted, export_month
from ltc.shared.errors import BadInput
from tests.support.factories import billing, exchange
from tests.support.factories.base import CITY

COLUMNS = ("settlement_month", "provider", "person", "insurance", "paid")


@pytest.fixture
def folder(sqlite_database, tmp_path):
    """Pay October here, and have the list of it as another system would write it."""
    order = billing.approved_order()
    with unit_of_work():
        day = billing.KNOWN.date()
        payments.mark_paid(order, day, "B-1", scope=billing.OFFICER, at=billing.KNOWN)
    wanted = Wanted(area=CITY, month=billing.MONTH, form="csv")
    export_month(wanted, tmp_path / "out", scope=exchange.EVERYTHING, at=exchange.LATER)
    return tmp_path / "out"


def rows(folder) -> list[dict[str, str]]:
    with (folder / "payments.csv").open(encoding="utf-8-sig", newline="") as raw:
        return [{name: row[name] for name in COLUMNS} for row in csv.DictReader(raw)]


def write(folder, given) -> None:
    with (folder / "payments.csv").open("w", encoding="utf-8", newline="") as raw:
        made = csv.DictWriter(raw, COLUMNS)
        made.writeheader()
        made.writerows(given)


def held(folder):
    return compare(folder, CITY, "原系统", scope=exchange.EVERYTHING)


def test_the_same_list_differs_in_nothing(folder):
    found = held(folder)
    assert (found.rows, found.faults, found.different) == (1, [], [])


def test_a_fen_more_is_told_with_both_sums(folder):
    [row] = rows(folder)
    ours = row["paid"]
    write(folder, [{**row, "paid": "0.01"}, row])
    [told] = held(folder).different
    assert (told["difference"], told["provider"]) == ("amount", row["provider"])
    assert (told["ours"], told["theirs"]) == (ours, f"{ours[:-2]}01")


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_list_in_another_form_is_held_against_ours_too(folder, tmp_path, form):
    wanted = Wanted(area=CITY, month=billing.MONTH, form=form)
    export_month(wanted, tmp_path / form, scope=exchange.EVERYTHING, at=exchange.LATER)
    found = compare(tmp_path / form, CITY, "原系统", scope=exchange.EVERYTHING)
    assert (found.rows, found.payees, found.faults, found.different) == (1, 1, [], [])


def test_what_only_one_of_both_paid_is_told(folder):
    [row] = rows(folder)
    write(folder, [{**row, "insurance": "resident"}])
    found = held(folder).different
    assert [(each["insurance"], each["difference"]) for each in found] == [
        ("employee", "only_ours"),
        ("resident", "only_theirs"),
    ]


def test_each_row_that_cannot_be_compared_is_told_and_the_others_are(folder):
    [row] = rows(folder)
    wrong = [
        {**row, "paid": "1.005"},
        {**row, "provider": "o9"},
        {**row, "person": "p1"},
        {**row, "insurance": "all"},
        {**row, "settlement_month": ""},
    ]
    write(folder, [*wrong, row])
    found = held(folder)
    assert [(each["row"], each["field"]) for each in found.faults] == [
        (2, "paid"),
        (3, "provider"),
        (4, "provider"),
        (5, "insurance"),
        (6, "settlement_month"),
    ]
    assert found.different == []


def test_a_folder_without_the_file_or_its_columns_is_refused(folder, tmp_path):
    with pytest.raises(BadInput, match="no payments"):
        held(tmp_path)
    (folder / "payments.csv").write_text("provider,paid\n", encoding="utf-8")
    with pytest.raises(BadInput, match="columns are missing: settlement_month, insurance"):
        held(folder)


def test_the_command_says_it_and_ends_in_one(folder):
    [row] = rows(folder)
    asked = ["compare", str(folder), "--area", CITY]
    assert CliRunner().invoke(main, asked).exit_code == 0
    write(folder, [{**row, "paid": "1.00"}])
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 1
    assert [each["difference"] for each in json.loads(said.output)["differences"]] == ["amount"]
