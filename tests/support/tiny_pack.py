"""A small sound policy pack as text, for tests that spoil one thing in it."""

from pathlib import Path

FILES = {
    "pack.yaml": """\
id: tiny
name: 小城
name_en: Tiny
area_code: "9901"
version: "1"
status: active
valid_from: 2022-01-01
not_modelled:
  - residents
""",
    "sources.yaml": """\
notice-1:
  title: First notice
  number: 小〔2022〕1号
  date: 2021-12-01
  confidence: V
notice-2:
  title: Second notice
  number: 小〔2023〕2号
  date: 2022-12-20
  posted: 2023-02-10
  confidence: V
""",
    "words.yaml": """\
grades:
  - {code: normal, name: 正常, name_en: Normal, severity: 0, national: null}
  - {code: severe, name: 重度, name_en: Severe, severity: 3, national: null}
modes:
  - {code: home, name: 居家, name_en: Home}
items: []
traits: []
carers: []
units: []
""",
    "benefit.yaml": """\
shape:
  meaning: how it is paid
  unit: word
  by: [mode]
  values:
    - {from: 2022-01-01, value: {home: monthly_limit}, law: notice-1}
monthly_limit:
  meaning: the most a month
  unit: yuan
  by: [mode, grade]
  values:
    - from: 2022-01-01
      value: {home: {severe: 800.00}}
      law: notice-1
    - from: 2023-01-01
      to: 2023-12-31
      value: {home: {severe: 900.50}}
      law: notice-2
      article: 第二条
ratio:
  meaning: the fund's part
  unit: share
  values:
    - {from: 2022-01-01, value: 0.70, law: notice-1}
""",
    "entitlement.yaml": """\
grades:
  meaning: who is entitled
  unit: words
  values:
    - {from: 2022-01-01, value: [severe], law: notice-1}
""",
    "settlement.yaml": """\
rounding:
  meaning: how amounts are rounded
  unit: rounding
  values:
    - {from: 2022-01-01, value: {unit_fen: 1, mode: half_up, stage: line}, law: notice-1}
""",
}


def write_pack(folder: Path, spoil: dict[str, tuple[str, str]] | None = None) -> Path:
    """Write the pack into ``folder/tiny``; ``spoil`` replaces one text in each file it names."""
    place = folder / "tiny"
    place.mkdir(parents=True)
    for name, text in FILES.items():
        old, new = (spoil or {}).get(name, ("", ""))
        assert old in text, f"{name} has no {old!r}"
        (place / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return place
