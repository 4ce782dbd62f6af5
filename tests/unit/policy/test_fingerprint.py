"""The fingerprint follows what a pack says, not how its files are written."""

import pytest

from ltc.policy.load import load_folder, load_pack
from tests.support.tiny_pack import FILES, write_pack


def fingerprint(folder, spoil=None):
    return load_folder(write_pack(folder, spoil)).fingerprint


def test_it_is_the_same_every_time(tmp_path):
    first = fingerprint(tmp_path / "a")
    assert first == fingerprint(tmp_path / "b")
    assert len(first) == 64
    assert first != load_pack("panjin").fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("benefit.yaml", "ratio:", "# a remark\nratio:"),
        ("benefit.yaml", "0.70", "0.7"),
        ("benefit.yaml", "{home: {severe: 800.00}}", "{home: {'severe': 800.00}  }"),
        ("benefit.yaml", "    - {from: 2022-01-01, value: 0.70, law: notice-1}\n",
         "    - law: notice-1\n      value: 0.70\n      from: 2022-01-01\n"),
        ("pack.yaml", "id: tiny\nname: 小城\n", "name: 小城\nid: tiny\n"),
    ],
)  # fmt: skip
def test_another_way_of_writing_changes_nothing(tmp_path, file, old, new):
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b", {file: (old, new)})


def test_windows_line_ends_change_nothing(tmp_path):
    place = write_pack(tmp_path / "a")
    before = load_folder(place).fingerprint
    for name, text in FILES.items():
        (place / name).write_bytes(text.replace("\n", "\r\n").encode())
    assert load_folder(place).fingerprint == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("benefit.yaml", "800.00", "800.01"),
        ("benefit.yaml", "from: 2023-01-01", "from: 2023-01-02"),
        ("benefit.yaml", "law: notice-2", "law: notice-1"),
        ("benefit.yaml", "0.70, law", "0.70, assumption: true, law"),
        ("sources.yaml", "小〔2022〕1号", "小〔2022〕2号"),
        ("words.yaml", "severity: 3", "severity: 4"),
        ("pack.yaml", 'version: "1"', 'version: "2"'),
        ("pack.yaml", "- residents", "- residents and students"),
        ("pack.yaml", "status", "extends: national\nstatus"),
    ],
)
def test_another_content_is_another_fingerprint(tmp_path, file, old, new):
    assert fingerprint(tmp_path / "a") != fingerprint(tmp_path / "b", {file: (old, new)})
