"""What-if: past months rated again under a changed pack; the books stay as they were."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from billing.whatif import runs
from billing.whatif.question import Question, months_between
from ltc.db import engine, unit_of_work
from ltc.policy.faults import PackFault
from ltc.policy.load import load_folder, load_pack
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Forbidden, PolicyGap
from tests.support.factories import billing
from tests.support.factories.base import CITY
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, OFFICER, oct_, settle


def ask(values: str = "", **more) -> dict:
    question = Question(CITY, more.pop("months", (MONTH,)), values=values, **more)
    return runs.answer(question, scope=EVERYTHING, at=KNOWN)


def two_grades() -> None:
    """One person at home far below the limit, one in an institution far above it."""
    with unit_of_work():
        by, light = billing.provider(), billing.person(grade="severe_3")
        heavy = billing.person(grade="severe_1", insurance="resident")
        for day in range(1, 6):
            billing.visit(light, by, oct_(day))
            billing.visit(heavy, by, oct_(day), hour=14, mode="institution", price_fen=1_000_00)


def by_code(rows: list[dict]) -> dict[str, tuple[int, int, int, int]]:
    return {
        row["code"]: (row["gaining"], row["losing"], row["before_fen"], row["after_fen"])
        for row in rows
    }


def test_who_gains_and_who_loses_by_grade_and_mode(database):
    two_grades()
    # Home care is 5 × 100 元 at 80 %; the institution stands at its limit of 2,350 元 at 70 %.
    told = ask("benefit.ratio: {home: 0.90}\nbenefit.monthly_cap: {severe_1: 2000.00}\n")
    assert by_code(told["grade"]) == {
        "severe_1": (0, 1, 1645_00, 1400_00),
        "severe_3": (1, 0, 400_00, 450_00),
    }
    assert by_code(told["mode"]) == {
        "home": (1, 0, 400_00, 450_00),
        "institution": (0, 1, 1645_00, 1400_00),
    }
    whole = told["whole"]
    assert (whole["persons"], whole["gained_fen"], whole["lost_fen"]) == (2, 50_00, 245_00)
    assert whole["after_fen"] - whole["before_fen"] == 50_00 - 245_00


def test_people_are_added_up_by_district_and_provider(database):
    two_grades()
    told = ask("benefit.ratio: {home: 0.90}")
    assert by_code(told["area"]) == {"211102": (1, 0, 2045_00, 2095_00)}
    assert [row["persons"] for row in told["provider"]] == [2]


def test_before_is_what_was_settled(database):
    two_grades()
    done = settle()
    (month,) = ask("benefit.ratio: {home: 0.90}")["months"]
    assert month["before_fen"] == month["settled_fen"] == done.fund_fen


def test_the_books_and_every_other_record_stay_as_they_were(database):
    two_grades()
    settle()
    before = everything()
    ask("benefit.ratio: {home: 0.90}", months=months_between(Month(2023, 9), MONTH))
    assert everything() == before


def everything() -> str:
    """Return a hash over every row of every table."""
    with engine().connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        rows = {
            name: sorted(map(str, connection.execute(sa.text(f"SELECT * FROM {name}"))))  # noqa: S608 - the database's own names
            for name in tables
        }
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def test_the_rules_of_an_earlier_day_are_taken_for_the_month(database):
    two_grades()
    told = ask(rules_of=date(2022, 6, 1))
    # The limit of 2022 is 2,200 元.
    assert by_code(told["grade"])["severe_1"] == (0, 1, 1645_00, 1540_00)
    limit = {"meaning": "每人每月限额，按失能等级", "before": "2350.00", "after": "2200.00"}
    (found,) = [each for each in told["changes"] if each["place"] == "重度失能一级"]
    assert limit.items() <= found.items()


def test_another_packs_folder_can_be_a_draft(database, tmp_path: Path):
    two_grades()
    folder = tmp_path / "panjin"
    source = Path(runs.__file__).parents[2] / "ltc/policy/packs/panjin"
    folder.mkdir()
    for each in source.iterdir():
        text = each.read_text().replace("home: 0.80", "home: 0.85")
        (folder / each.name).write_text(text.replace("status: active", "status: draft"))
    told = ask(pack=load_folder(folder))
    assert by_code(told["mode"])["home"] == (1, 0, 400_00, 425_00)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("benefit.ratoi: {home: 0.90}", "no parameter benefit.ratoi"),
        ("benefit.ratio: {house: 0.90}", "unknown mode"),
        ("benefit.ratio: {home: 1.90}", "between 0 and 1"),
        ("benefit.monthly_cap: {severe_1: 2000}", "two decimals"),
        ("benefit.cap_applies_to: net", "not one of the options"),
        ("- a", "parameters and their values"),
    ],
)
def test_values_that_cannot_be_used_are_refused(values, told):
    with pytest.raises(PackFault) as fault:
        Question(CITY, (MONTH,), values=values).supposed(load_pack("panjin"))
    assert told in fault.value.en


def test_a_question_without_a_change_or_with_too_many_months_is_refused():
    with pytest.raises(BadInput, match="nothing is changed"):
        Question(CITY, (MONTH,))
    with pytest.raises(BadInput, match="24 months"):
        Question(CITY, months_between(Month(2020, 1), MONTH), rules_of=oct_(1))
    with pytest.raises(BadInput, match="24 months"):
        Question(CITY, (), rules_of=oct_(1))


def test_the_same_pack_is_no_change(database):
    two_grades()
    with pytest.raises(BadInput, match="nothing is changed"):
        ask(pack=load_pack("panjin"))


def test_a_pack_that_says_nothing_about_the_month_is_a_gap(database):
    two_grades()
    with pytest.raises(PolicyGap):
        ask(pack=load_pack("hanzhong"))


def test_another_areas_months_are_not_rated(database):
    two_grades()
    with pytest.raises(Forbidden):
        runs.answer(Question("2102", (MONTH,), rules_of=oct_(1)), scope=OFFICER, at=KNOWN)


def test_a_month_without_visits_costs_nothing(database):
    two_grades()
    told = ask("benefit.ratio: {home: 0.90}", months=(Month(2023, 9),))
    assert told["whole"] is None
    assert [month["before_fen"] for month in told["months"]] == [0]
