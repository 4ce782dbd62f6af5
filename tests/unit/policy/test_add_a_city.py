"""The officers' guide followed to the letter: a city is added by copying a folder and by text."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import ltc.policy
from ltc.cli import main

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


def test_a_topic_that_the_pack_has_not_is_told_shortly(written):
    asked = {"question": "assessment_fee", "pack": "mycity", "on": "2021-07-05", "grade": "severe"}
    message = json.loads(run("ask", "-", asked=asked).stdout)["error"]["message"]
    assert "没有公布评估费" in message
    assert "benefit.shape" not in message
