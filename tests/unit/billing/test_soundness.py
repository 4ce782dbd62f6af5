"""``ltc packs check`` finds what would only have come out when the first month is paid."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from billing.rules.soundness import CHECKS
from ltc.cli import main
from ltc.policy.check import check_folder
from ltc.policy.load import load_pack, pack_names

PACKS = Path(__file__).parents[3] / "ltc" / "policy" / "packs"
CAP = "severe_3: 1680.00}\n      law: panjin-2022-79\n"
NEXT_YEAR = f"""{CAP}    - from: 2024-01-01
      value: {{severe_1: 2500.00, severe_2: 2100.00, severe_3: 1700.00}}
      law: panjin-2021
"""


def copied(folder, file="pack.yaml", old="", new="", pack="panjin"):
    """Copy a shipped pack to ``folder/mycity`` and change one thing in it."""
    place = folder / "mycity"
    place.mkdir()
    for path in (PACKS / pack).glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace(f"id: {pack}\n", "id: mycity\n")
        assert path.name != file or old in text
        text = text.replace(old, new) if path.name == file and old else text
        (place / path.name).write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize("name", pack_names())
def test_the_shipped_packs_can_be_paid_by(name):
    assert [fault for check in CHECKS for fault in check(load_pack(name))] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("benefit.yaml", "home: monthly_cap_ratio", "home: monthly_cap_ration",
         "benefit.yaml:8: on 2021-07-01: unknown benefit shape 'monthly_cap_ration'; known: "),
        ("benefit.yaml", "home: monthly_cap_ratio", "home: monthly_limit",
         "mycity has no parameter 'benefit.monthly_limit'"),
        ("benefit.yaml", ", home: 0.80}", "}", "benefit.ratio has no value for home"),
        ("benefit.yaml", "home: 0.80}", "home: 0.3333333}", "not a share of at most six decimals"),
        ("settlement.yaml", ", home: provider}", "}", "settlement.payee has no home"),
        ("benefit.yaml", CAP, NEXT_YEAR,
         "benefit.monthly_cap has a value on 2024-01-01, benefit.shape has none"),
    ],
)  # fmt: skip
def test_what_cannot_be_paid_is_found(tmp_path, file, old, new, reason):
    place = copied(tmp_path, file, old, new)
    assert any(reason in fault.en for fault in check_folder(place, CHECKS))


@pytest.mark.parametrize(
    ("pack", "file", "old", "new"),
    [
        ("fuzhou", "assessment_fee.yaml", "passed: {operator: 1}", "passed: {operator: 0.5}"),
        ("guangzhou", "assessment_fee.yaml", "applicant: 0.5}", "applicant: 0.6}"),
        ("shijingshan", "contribution.yaml", "unit: 0.5", "unit: 0.4"),
    ],
)
def test_shares_that_do_not_come_to_the_whole_are_found(tmp_path, pack, file, old, new):
    place = copied(tmp_path, file, old, new, pack)
    assert any("do not come to 1" in fault.en for fault in check_folder(place, CHECKS))


@pytest.mark.parametrize(
    ("pack", "old", "reason"),
    [
        ("qingdao", "severe_dementia: level_5", "unknown benefit.grade_of_trait 'level_x'"),
        ("tianjin", "family_carer: living", "unknown benefit.part_of_carer 'level_x'"),
    ],
)
def test_what_a_line_or_a_trait_stands_for_is_a_word_of_the_pack(tmp_path, pack, old, reason):
    place = copied(tmp_path, "benefit.yaml", old, f"{old.split(':')[0]}: level_x", pack)
    assert any(reason in fault.en for fault in check_folder(place, CHECKS))


def test_a_part_above_the_whole_is_found(tmp_path):
    wrong = ("benefit.yaml", "{moderate: 8.00", "{moderate: 88.00")
    place = copied(tmp_path, *wrong, pack="chongqing")
    assert any("88.00 of 20.00" in fault.en for fault in check_folder(place, CHECKS))


def test_a_contribution_without_its_amounts_is_found(tmp_path):
    wrong = ("contribution.yaml", "employee: flat_per_year", "employee: rate_of_base")
    place = copied(tmp_path, *wrong, pack="hanzhong")
    assert any("contribution.rates is not published" in f.en for f in check_folder(place, CHECKS))


def test_each_gap_is_told_once_and_a_draft_need_not_pay(tmp_path):
    place = copied(tmp_path, "benefit.yaml", ", home: 0.80}", "}")
    assert len(check_folder(place, CHECKS)) == 1
    head = place / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("active", "draft"), encoding="utf-8")
    assert check_folder(place, CHECKS) == []


def test_the_command_asks_this_room_too(tmp_path, monkeypatch):
    copied(tmp_path, "benefit.yaml", "home: monthly_cap_ratio", "home: moon")
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    told = CliRunner().invoke(main, ["packs", "check", "mycity"])
    assert told.exit_code == 1
    assert "未知的计发办法：'moon'" in told.stderr
    assert "与 panjin 同时管辖地区 2111" in told.stderr


@pytest.mark.parametrize(
    ("known", "unknown"), [("next_month", "next_year"), ("work_injury_care", "work_injury")]
)
def test_a_condition_that_no_rule_knows_is_found(tmp_path, known, unknown):
    place = copied(tmp_path, "entitlement.yaml", known, unknown, pack="ningbo")
    assert any(f"'{unknown}'; known: " in fault.en for fault in check_folder(place, CHECKS))
