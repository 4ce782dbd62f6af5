"""What ``ltc packs check`` finds in packs that load."""

from pathlib import Path

import pytest

from ltc.policy.check import check_all, check_folder, check_pack
from ltc.policy.load import load_folder
from ltc.shared.errors import PolicyGap
from tests.support.tiny_pack import FILES, write_pack

HOLE = ("from: 2022-01-01\n      value", "from: 2022-01-01\n      to: 2022-06-30\n      value")
FAULTS = [
    ("words.yaml", "severity: 3", "severity: 0", "have one severity"),
    ("words.yaml", "severity: 3, national: null", "severity: 3, national: 5",
     "each national grade 0 to 5 needs one grade here"),
    ("benefit.yaml", *HOLE, "benefit.yaml:16: benefit.monthly_limit: nothing between 2022-06-30"),
    ("benefit.yaml", "{severe: 800.00}", "{severe: 800.00, normal: 100.00}", None),
    ("benefit.yaml", "0.70, law", "0.70, confidence: G, law", "benefit.ratio is from memory (G)"),
    ("benefit.yaml", "0.70, law", "0.70, assumption: true, law", "an assumption and verbatim"),
    ("benefit.yaml", "from: 2022-01-01, value: 0.70", "from: 2021-01-01, value: 0.70",
     "outside the days of the pack"),
    ("benefit.yaml", "shape:", "form:", "an active pack needs its own benefit.shape"),
    ("words.yaml", "name_en: Home}", "name_en: Home}\n  - {code: bed, name: 床, name_en: Bed}",
     "no shape for bed"),
    ("entitlement.yaml", "[severe]", "[sever]", "unknown word sever; known: normal, severe"),
    ("sources.yaml", "notice-2:", "notice-3: {title: Other, confidence: P}\nnotice-2:",
     "no row cites notice-3"),
    ("pack.yaml", "not_modelled:\n  - residents", "not_modelled: []", None),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "reason"), FAULTS)
def test_one_fault_is_found(tmp_path, file, old, new, reason):
    told = [fault.en for fault in check_folder(write_pack(tmp_path, {file: (old, new)}))]
    if reason is None:
        assert told == []
    else:
        assert any(reason in each for each in told), told


def test_a_word_that_the_next_row_leaves_out_needs_a_note(tmp_path):
    wider = ("{severe: 800.00}}\n", "{severe: 800.00, normal: 100.00}, bed: {severe: 1.00}}\n")
    bed = ("name_en: Home}", "name_en: Home}\n  - {code: bed, name: 床, name_en: Bed}")
    shape = ("home: monthly_limit}", "home: monthly_limit, bed: monthly_limit}")
    place = write_pack(tmp_path, {"benefit.yaml": wider, "words.yaml": bed})
    text = (place / "benefit.yaml").read_text().replace(*shape)
    (place / "benefit.yaml").write_text(text)
    assert ["bed of the row before is missing" in fault.en for fault in check_folder(place)] == [
        True
    ]
    (place / "benefit.yaml").write_text(text.replace("article:", "note: 取消床位\n      article:"))
    assert check_folder(place) == []


def test_unknown_values_want_to_be_told(tmp_path):
    spoil = {
        "benefit.yaml": ("value: 0.70, law", "unknown: true, law"),
        "pack.yaml": ("not_modelled:\n  - residents", "not_modelled: []"),
    }
    [fault] = check_folder(write_pack(tmp_path, spoil))
    assert "not_modelled must say what is missing" in fault.en


def test_a_pack_that_does_not_load_is_told_too(tmp_path):
    [fault] = check_folder(write_pack(tmp_path, {"benefit.yaml": ("800.00", "800")}))
    assert (fault.file, fault.line) == ("benefit.yaml", 13)
    assert check_folder(Path(tmp_path / "nothing"))


def test_a_draft_may_rest_on_memory_and_need_not_be_complete(tmp_path):
    spoil = {
        "pack.yaml": ("status: active", "status: draft"),
        "benefit.yaml": ("0.70, law", "0.70, confidence: G, law"),
    }
    assert check_folder(write_pack(tmp_path, spoil)) == []


def test_two_packs_that_claim_one_area_are_found(tmp_path, monkeypatch):
    write_pack(tmp_path, {"pack.yaml": ('"9901"', '"2111"')})
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    found = check_all()
    assert any("same days as tiny" in fault.en for fault in found["panjin"])


def test_a_pack_that_says_nothing_of_benefits_is_sound_and_cannot_pay(tmp_path):
    folder = write_pack(tmp_path)
    for name in ("benefit.yaml", "settlement.yaml"):
        (folder / name).unlink()
    (folder / "sources.yaml").write_text(FILES["sources.yaml"].partition("notice-2")[0], "utf-8")
    pack = load_folder(folder)
    assert check_pack(pack) == []
    with pytest.raises(PolicyGap, match=r"no parameter 'benefit\.shape'"):
        pack["benefit.shape"].on(pack.first_day)


def test_the_shipped_packs_are_well_formed():
    found = check_all()
    assert {"hanzhong", "national", "panjin", "putian", "qingyang"} <= found.keys()
    assert {name: [fault.zh for fault in faults] for name, faults in found.items() if faults} == {}
