"""The officers' guide followed to the letter: a city is added by copying a folder and by text."""

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import ltc.policy
from ltc.cli import main
from ltc.policy.load import load_folder

GUIDE = (Path(__file__).parents[3] / "docs" / "packs.md").read_text(encoding="utf-8")
SHIPPED = Path(ltc.policy.__path__[0]) / "packs"
CAPS = next(
    block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if "2350" in block
)


def run(*words, asked=None):
    return CliRunner().invoke(main, [*words], input=asked and json.dumps(asked))


@pytest.fixture
def city(tmp_path, monkeypatch):
    """Copy the pack that is most alike and say in its head whose it is, as steps 1 to 3 tell."""
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    made = tmp_path / "mycity"
    shutil.copytree(SHIPPED / "panjin", made)
    head = {"id": "mycity", "name": "某市", "area_code": '"9901"', "status": "draft"}
    for key, value in head.items():
        change(made / "pack.yaml", rf"^{key}: .*$", f"{key}: {value}")
    return made


def change(file, old, new):
    text, times = re.subn(old, new, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert times
    file.write_text(text, encoding="utf-8")


def cap(of="mycity", on="2023-05-01"):
    asked = {"question": "standard", "pack": of, "on": on, "mode": "home", "grade": "severe_1"}
    return json.loads(run("ask", "-", asked=asked).stdout)


def test_a_copied_pack_answers_as_a_draft(city):
    assert "完好" in run("packs", "check", "mycity").stdout
    assert (cap()["standard"], cap()["pack"]["status"]) == ("2350.00", "draft")
    assert "只供试算" in cap()["pack"]["notice"]


def test_the_rows_that_the_guide_adds_are_as_in_the_guide(city):
    file = city / "benefit.yaml"
    text = file.read_text(encoding="utf-8")
    whole = re.search(r"^monthly_cap:\n(?:[ #].*\n)+", text, re.MULTILINE)
    file.write_text(text.replace(whole[0], CAPS), encoding="utf-8")
    assert cap(on="2023-12-31")["standard"] == "2350.00"
    assert cap(on="2022-12-31")["standard"] == "2200.00"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2350.00", "2350", "两位小数"),
        ("severe_2: 2010.00", "severe_9: 2010.00", "severe_9"),
        ("law: panjin-2022-79", "law: panjin-2022-99", "panjin-2022-99"),
    ],
)
def test_a_slip_is_named_with_file_and_line_and_nothing_is_used(city, old, new, said):
    change(city / "benefit.yaml", re.escape(old), new)
    told = run("packs", "check", "mycity")
    assert told.exit_code
    assert re.search(rf"benefit\.yaml:\d+：.*{said}", told.output)
    assert "error" in cap()


def test_a_folder_copied_and_left_as_it_was_is_refused(city):
    change(city / "pack.yaml", "^id: .*$", "id: panjin")
    assert "id panjin 与文件夹名 mycity 不一致" in run("packs", "check", "mycity").output


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write the files of the guide's whole pack as they stand there."""
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    (tmp_path / "mycity").mkdir()
    for name, text in re.findall(r"```yaml (\w+\.yaml)\n(.*?)```", GUIDE, re.DOTALL):
        (tmp_path / "mycity" / name).write_text(text, encoding="utf-8")


def test_the_whole_pack_of_the_guide_is_well_formed_and_pays(written):
    assert "完好" in run("packs", "check", "mycity").stdout
    hours = {"day": "2021-07-01", "item": "care", "unit": "hour", "quantity": "31"}
    person = {"insurance": "employee", "grade": "severe"}
    asked = {"question": "benefit", "pack": "mycity", "month": "2021-07", "mode": "home"}
    answer = json.loads(run("ask", "-", asked={**asked, "person": person, "lines": [hours]}).stdout)
    assert (answer["fund"], answer["person"]) == ("1350.00", "45.00")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"question": "contribution", "category": "employee"}, ("per", "year")),
        ({"question": "entitlement", "insurance": "employee", "grade": "severe",
          "continuous_months": 1, "disabled_months": 6}, ("first_day", "2021-08-01")),
        ({"question": "standard", "mode": "institution", "grade": "severe"}, ("standard", "60.00")),
    ],
)  # fmt: skip
def test_the_other_questions_are_answered_by_it_too(written, asked, expected):
    asked = {"pack": "mycity", "on": "2021-07-05", **asked}
    assert json.loads(run("ask", "-", asked=asked).stdout)[expected[0]] == expected[1]


@pytest.fixture
def full(tmp_path, monkeypatch):
    """Write the files of the guide's richest pack, of the invented city 示例市."""
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    (tmp_path / "shili").mkdir()
    for name, text in re.findall(r"```yaml shili/(\w+\.yaml)\n(.*?)```", GUIDE, re.DOTALL):
        (tmp_path / "shili" / name).write_text(text, encoding="utf-8")
    return tmp_path / "shili"


def ask(**asked):
    return json.loads(run("ask", "-", asked={"pack": "shili", **asked}).stdout)


def bill(mode, person, *lines):
    numbered = [{"id": str(at), **line} for at, line in enumerate(lines)]
    month = {"question": "benefit", "month": "2026-02", "mode": mode}
    return ask(**month, person=person, lines=numbered)


def test_the_full_pack_of_the_guide_is_well_formed(full):
    assert run("packs", "check", "shili").stdout == "shili: 完好 / well formed\n"


def test_it_pays_by_category_with_the_points_of_a_trait_what_the_guide_says(full):
    person = {"insurance": "resident", "grade": "level_1", "traits": ["low_income"]}
    days = {"day": "2026-02-16", "item": "care", "unit": "day", "quantity": "13", "price": "120.00"}
    assert bill("institution", person, days)["fund"] == "625.30"


def test_it_adds_visits_within_a_week_and_the_allowance_of_the_person(full):
    person = {"insurance": "employee", "grade": "level_4"}
    visit = {"item": "visit", "unit": "visit", "minutes": 90, "price": "90.00"}
    visits = [{**visit, "day": f"2026-02-0{day}"} for day in (3, 5)]
    family = {"day": "2026-02-01", "item": "family", "unit": "month", "price": "0.00"}
    answer = bill("home", person, *visits, family)
    assert [line["fund"] for line in answer["lines"]] == ["72.00", "24.00", "420.00"]
    assert answer["payees"] == {"provider": "96.00", "person": "420.00"}


def test_it_stops_in_hospital_from_the_day_after_admission(full):
    person = {"insurance": "employee", "grade": "level_1"}
    care = {"item": "care", "unit": "day", "price": "100.00"}
    days = [{**care, "id": str(day), "day": f"2026-02-1{day}"} for day in range(4)]
    stay = {"kind": "hospital", "from": "2026-02-11", "to": "2026-02-12"}
    month = {"question": "benefit", "month": "2026-02", "mode": "institution"}
    answer = ask(**month, person=person, lines=days, events=[stay])
    assert [line["fund"] for line in answer["lines"]] == ["70.00", "70.00", "0.00", "70.00"]


def test_what_was_published_late_was_not_known_before(full):
    caps = load_folder(full)["benefit.daily_cap"]
    day, eve = date(2026, 1, 31), date(2026, 3, 19)
    assert caps.on(day, known_on=eve)["employee"]["level_1"] == 10000
    assert caps.on(day, known_on=eve + timedelta(days=1))["employee"]["level_1"] == 10500


@pytest.mark.parametrize(
    ("asked", "field", "expected"),
    [
        ({"question": "contribution", "category": "resident", "base": "30000.00"},
         "amounts", {"individual": "30.00", "finance": "60.00"}),
        ({"question": "assessment_fee", "outcome": "failed"}, "payers", {"applicant": "300.00"}),
        ({"question": "assessment_fee", "kind": "review", "outcome": "different"},
         "payers", {"applicant": "0.00", "fund": "200.00"}),
        ({"question": "assessment_fee", "outcome": "passed"}, "advanced_by", "applicant"),
        ({"question": "entitlement", "insurance": "employee", "grade": "level_4",
          "continuous_months": 20, "cumulative_years": 2, "disabled_months": 7},
         "first_day", "2026-02-16"),
        ({"question": "top_up", "cumulative_years": 1, "base": "60000.00"}, "amount", "180.00"),
    ],
)  # fmt: skip
def test_it_answers_the_other_questions(full, asked, field, expected):
    assert ask(on="2026-02-01", **asked)[field] == expected


def test_a_topic_that_the_pack_has_not_is_told_shortly(written):
    asked = {"question": "assessment_fee", "pack": "mycity", "on": "2021-07-05", "grade": "severe"}
    message = json.loads(run("ask", "-", asked=asked).stdout)["error"]["message"]
    assert "没有公布评估费" in message
    assert "benefit.shape" not in message
