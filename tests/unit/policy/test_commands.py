"""``ltc packs``: what it prints, where, and with which exit code."""

import json

import pytest
from click.testing import CliRunner

from ltc.cli import main
from ltc.policy.load import pack_names
from ltc.policy.show import aligned
from tests.support.tiny_pack import write_pack


@pytest.fixture
def packs():
    return lambda *words: CliRunner().invoke(main, ["packs", *map(str, words)])


def test_the_list_names_every_pack(packs):
    for words in ((), ("list",)):
        told = packs(*words)
        assert told.exit_code == 0
        assert [line.split("\t")[0] for line in told.stdout.splitlines()] == list(pack_names())


def test_the_list_shows_a_broken_pack_as_broken(packs, tmp_path, monkeypatch):
    write_pack(tmp_path, {"benefit.yaml": ("800.00", "800")})
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    told = packs("list")
    assert told.exit_code == 1
    assert "tiny\t有错" in told.stdout
    assert "panjin\t盘锦市" in told.stdout


def test_show_lists_words_and_values_with_their_law(packs):
    told = packs("show", "panjin")
    assert told.exit_code == 0
    for text in ("severe_1", "重度失能一级", "居家上门护理", "hair_washing", "care_worker"):
        assert text in told.stdout
    for text in ("2200.00", "盘医保〔2022〕4号", "2022-06-13 公布", "未公布", "[national]"):
        assert text in told.stdout


def test_show_on_a_day_gives_one_value_or_its_gap(packs):
    told = packs("show", "panjin", "--on", "2024-01-01").stdout
    assert "✗ panjin：benefit.monthly_cap 在 2024-01-01 没有取值" in told
    assert "已有：2021-07-01..2021-12-31, 2022-01-01..2022-12-31, 2023-01-01..2023-12-31" in told
    assert "2350.00" not in packs("show", "panjin", "--on", "2022-12-31").stdout


def test_show_as_json_has_words_and_parameters(packs):
    told = json.loads(packs("show", "panjin", "--json").stdout)
    assert [grade["code"] for grade in told["grades"]][-1] == "severe_1"
    assert {kind for kind in ("modes", "items", "traits", "carers", "units") if kind in told} == {
        "modes", "items", "traits", "carers", "units",
    }  # fmt: skip
    assert "employee" in told["categories"]
    caps = told["parameters"]["benefit.monthly_cap"]
    assert caps["values"][1]["value"] == {
        "severe_1": "2200.00", "severe_2": "1890.00", "severe_3": "1580.00",
    }  # fmt: skip
    assert (caps["values"][1]["law"], caps["values"][1]["posted"]) == (
        "盘医保〔2022〕4号", "2022-06-13",
    )  # fmt: skip
    assert told["parameters"]["benefit.ratio"]["values"][0]["value"]["home"] == "0.80"
    assert told["parameters"]["settlement.deposit_share"]["values"][0]["unknown"] is True


def test_show_as_json_on_a_day(packs):
    told = json.loads(packs("show", "panjin", "--json", "--on", "2024-01-01").stdout)
    assert "gap" in told["parameters"]["benefit.monthly_cap"]
    assert told["parameters"]["process.delivery_days"]["value"] == 30


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "nowhere"), "national, ningbo"),
        (("show", "x" * 5000), "unknown pack"),
        (("show", "panjin", "--on", "2024-13-01"), "--on"),
        (("show",), "Missing argument"),
        (("check", "nowhere"), "unknown pack"),
        (("diff", "panjin", "nowhere"), "unknown pack"),
        (("mend",), "No such command"),
    ],
)
def test_bad_input_is_one_plain_line_and_exit_2(packs, words, told):
    answer = packs(*words)
    assert answer.exit_code == 2
    assert told in answer.stderr
    assert answer.stdout == ""


def test_check_is_content_with_the_shipped_packs(packs):
    told = packs("check")
    assert (told.exit_code, told.stderr) == (0, "")
    assert packs("check", "panjin").stdout == "panjin: 完好 / well formed\n"


def test_check_of_a_broken_pack_gives_one_line_a_fault_and_exit_2(packs, tmp_path):
    spoil = {"benefit.yaml": ("800.00", "800"), "settlement.yaml": ("half_up", "nearest")}
    told = packs("check", write_pack(tmp_path, spoil))
    assert told.exit_code == 2
    first, second = told.stderr.splitlines()
    assert "tiny/benefit.yaml:13：" in first
    assert "tiny/settlement.yaml:5：" in second


def test_show_of_a_broken_pack_tells_every_fault(packs, tmp_path):
    spoil = {"benefit.yaml": ("800.00", "800"), "settlement.yaml": ("half_up", "nearest")}
    told = packs("show", write_pack(tmp_path, spoil))
    assert told.exit_code == 2
    assert len(told.stderr.splitlines()) == 2


def test_diff_tells_what_changed_and_nothing_else(packs, tmp_path):
    old = write_pack(tmp_path / "old")
    new = write_pack(tmp_path / "new", {"benefit.yaml": ("800.00", "810.00")})
    told = packs("diff", old, new)
    assert told.exit_code == 0
    [line] = told.stdout.splitlines()
    assert line.startswith("~ benefit.monthly_limit 2022-01-01: home （severe 800.00）")
    assert "810.00" in line
    assert packs("diff", old, old).stdout == "没有差别 / no difference\n"


def test_help_gives_an_example(packs):
    for words in ((), ("list",), ("show",), ("check",), ("diff",)):
        assert "Example: ltc packs" in packs(*words, "--help").stdout


def test_a_pack_named_in_place_of_its_folder_is_told(packs, tmp_path, monkeypatch):
    monkeypatch.setenv("LTC_PACK_DIRS", str(write_pack(tmp_path)))
    told = packs("list")
    assert told.exit_code == 2
    assert "is a pack itself; name the folder that holds it" in told.stderr


def test_columns_stand_under_each_other_on_a_terminal():
    rows = [("panjin", "盘锦市", "2111"), ("hainan", "海南省 / Hainan", "46"), ("bad", "有错")]
    assert list(aligned(rows)) == [
        "panjin  盘锦市           2111",
        "hainan  海南省 / Hainan  46",
        "bad     有错",
    ]
