"""What an officer's hand does to a sound pack: file, line, reason and way out; no other suffers."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ltc.cli import main
from ltc.policy import load

GUIDE = (Path(__file__).parents[3] / "docs" / "packs.md").read_text(encoding="utf-8")
BROKEN, NOT_WELL = 2, 1


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Write the richest pack of the guide, which nobody has read before."""
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    place = tmp_path / "shili"
    place.mkdir()
    for name, text in re.findall(r"```yaml shili/(\w+\.yaml)\n(.*?)```", GUIDE, re.DOTALL):
        (place / name).write_text(text, encoding="utf-8")
    return place


def check():
    told = CliRunner().invoke(main, ["packs", "check", "shili"])
    return told.exit_code, told.stderr


SLIPS = [
    # what a Chinese keyboard writes
    ("benefit.yaml", "  meaning: 机构", "\tmeaning: 机构", "请改成空格", BROKEN),
    ("benefit.yaml", "  meaning: 机构", "\u3000meaning: 机构", "请改成英文空格", BROKEN),
    ("benefit.yaml", "unit: yuan", "unit： yuan", "请改成英文的「:」", BROKEN),
    ("benefit.yaml", "level_1: 100.00", "level_1：100.00", "请改成英文的「:」", BROKEN),
    ("benefit.yaml", "100.00, level_2", "100.00，level_2", "请改成英文的「,」", BROKEN),
    ("benefit.yaml", "level_1: 100.00", "level_1: １００.00", "请改成英文的「1」", BROKEN),
    ("benefit.yaml", "from: 2026-01-01", "from: 2026－01－01", "请改成英文的「-」", BROKEN),
    ("pack.yaml", '"2026.1"', "“2026.1”", "请改成英文的", BROKEN),
    ("benefit.yaml", "unit: yuan", "unit:yuan", "冒号后面要有一个空格", BROKEN),
    ("benefit.yaml", "level_4: 40.00}", "level_4: 40.00", "花括号 { } 没有写完", BROKEN),
    # days
    ("settlement.yaml", "from: 2025-01-01, value: 0.05", "value: 0.05", "缺少 from", BROKEN),
    ("benefit.yaml", "from: 2026-01-01", "from: 2026-13-01", "没有 2026-13-01 这一天", BROKEN),
    ("benefit.yaml", "from: 2026-01-01", "from: 2026年1月1日", "from 应为日期", BROKEN),
    ("benefit.yaml", "from: 2026-01-01", "from: 2024-01-01", "日期顺序有误", BROKEN),
    # figures
    ("benefit.yaml", "employee: 0.70", "employee: 70", "七成写 0.70", BROKEN),
    ("benefit.yaml", "level_1: 100.00", "level_1: 100", "须写两位小数", BROKEN),
    ("benefit.yaml", "level_1: 100.00", "level_1: -100.00", "不小于零", BROKEN),
    ("benefit.yaml", "level_1: 100.00", "level_1: 100.00元", "不带引号、符号和单位", BROKEN),
    ("benefit.yaml", "level_1: 100.00", "level_1: 1,100.00", "不写千位逗号", BROKEN),
    # words
    ("benefit.yaml", "law: shili-2026-5", "laws: shili-2026-5", "未知的键 'laws'", BROKEN),
    ("benefit.yaml", "law: shili-2026-5", "law: shili-2026-6", "加上这份文件", BROKEN),
    ("benefit.yaml", "level_2: 80.00", "level_1: 80.00", "'level_1' 重复出现", BROKEN),
    ("benefit.yaml", "level_4: 40.00", "level_5: 40.00", "请先写进 words.yaml", BROKEN),
    ("benefit.yaml", ", level_4: 42.00", "", "没有 level_4 的取值", NOT_WELL),
    ("benefit.yaml", "daily_cap:", "daily_capp:", "是不是 benefit.daily_cap？", NOT_WELL),
    ("benefit.yaml", "after_admission", "after_admision", "可用：after_admission", NOT_WELL),
    ("benefit.yaml", "value: by_day", "value: by_days", "可用：by_day", NOT_WELL),
    ("settlement.yaml", "family: person", "family: persn", "可用：person, provider", NOT_WELL),
    ("assessment_fee.yaml", "first: applicant,", "first: aplicant,", "可用：applicant", NOT_WELL),
    ("entitlement.yaml", "value: employee,", "value: worker,", "可用：employee", NOT_WELL),
    ("words.yaml", "severity: 4", "severity: 5", "越重的写越大", NOT_WELL),
    ("words.yaml", "national: 5", "national: null", "或者全部写 national: null", NOT_WELL),
]


@pytest.mark.parametrize(("file", "old", "new", "reason", "code"), SLIPS)
def test_a_slip_is_told_where_it_stands_and_harms_no_other_pack(pack, file, old, new, reason, code):
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    exit_code, told = check()
    assert exit_code == code
    assert re.search(
        rf"^shili/{re.escape(file)}:[1-9]\d*：[^/]*{re.escape(reason)}", told, re.MULTILINE
    )
    assert load.load_pack("panjin").id == "panjin"


def encoded(name, line_end="\n"):
    """Return what saves a file in another encoding or with other ends of lines."""

    def save(pack):
        text = (pack / "benefit.yaml").read_text(encoding="utf-8")
        (pack / "benefit.yaml").write_bytes(text.replace("\n", line_end).encode(name))

    return save


HOW = {
    "gbk": encoded("gbk"),
    "bom": encoded("utf-8-sig"),
    "windows": encoded("utf-8", "\r\n"),
    "copy": lambda pack: shutil.copy(pack / "benefit.yaml", pack / "benefit - 副本.yaml"),
    "of the computer": lambda pack: (pack / "Thumbs.db").write_bytes(b"x"),
    "space": lambda pack: pack.rename(pack.parent / "shi li"),
    "no head": lambda pack: (pack / "pack.yaml").unlink(),
    "empty": lambda pack: (pack / "benefit.yaml").write_text(""),
}


@pytest.mark.parametrize(
    ("how", "reason", "code"),
    [
        ("gbk", "benefit.yaml:2：不是 UTF-8 文本，请用记事本另存为 UTF-8 编码", BROKEN),
        ("copy", "benefit - 副本.yaml：不是政策包文件", BROKEN),
        ("space", "文件夹“shi li”里的包写着 id: shili", BROKEN),
        ("no head", "shili 里没有 pack.yaml", BROKEN),
        ("empty", "benefit.yaml：是空文件，请补写或删去", BROKEN),
        ("bom", "", 0),
        ("windows", "", 0),
        ("of the computer", "", 0),
    ],
)
def test_a_file_or_folder_is_told_or_does_no_harm(pack, how, reason, code):
    HOW[how](pack)
    exit_code, told = check()
    assert exit_code == code
    assert reason in told


def test_one_reason_is_told_once_a_file_with_all_its_lines(pack):
    (pack / "sources.yaml").unlink()
    _, told = check()
    [line] = [line for line in told.splitlines() if "settlement.yaml" in line]
    assert line.startswith("shili/settlement.yaml:5：law 'shili-2024-30' 不在 sources.yaml 中")
    assert "（第 15、20 行也是）" in line


def test_a_file_of_an_unknown_topic_is_refused(pack):
    (pack / "benefit.yaml").rename(pack / "benefits.yaml")
    assert "程序不读叫 benefits 的主题文件" in check()[1]


FEE = """\
shares_by_outcome:
  meaning: 评估费由谁付
  unit: share
  by: [outcome, payer]
  values:
    - {from: 2025-01-01, value: {passed: {fund: 1}, failed: {applicant: 1}}, law: shili-2024-30}
advanced_by:
  meaning: 谁先垫付
  unit: words
  by: [occasion]
  values:
    - {from: 2025-01-01, value: {first: [applicant]}, law: shili-2024-30}
"""


@pytest.mark.parametrize(
    "reason",
    [
        "yaml:1：assessment_fee.shares_by_outcome 的 by 应为：[occasion, outcome, payer]",
        "yaml:7：assessment_fee.advanced_by 的单位（unit）应为 word",
    ],
)
def test_another_form_than_the_rules_read_is_refused(pack, reason):
    (pack / "assessment_fee.yaml").write_text(FEE, encoding="utf-8")
    assert reason in check()[1]
