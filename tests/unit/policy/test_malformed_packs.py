"""One fault in a sound pack: refused whole, with file, line and reason."""

import pytest

from ltc.policy.faults import PackFault
from ltc.policy.load import load_folder
from tests.support.tiny_pack import write_pack

LIMIT = "value: {home: {severe: 800.00}}"
SECOND = "    - from: 2023-01-01\n      to: 2023-12-31\n"

FAULTS = [
    # the head
    ("pack.yaml", 'version: "1"', "version: 1", 5, "version must be text"),
    ("pack.yaml", "status: active", "status: live", 6, "is not one of: active, draft"),
    ("pack.yaml", 'area_code: "9901"', "area_code: 9901", 4, "area_code must be text"),
    ("pack.yaml", 'area_code: "9901"', "area_code: Panjin", 4, "must be digits in quotes"),
    ("pack.yaml", "id: tiny", "id: small", 1, "differs from the folder's name tiny"),
    ("pack.yaml", "name_en: Tiny\n", "", 1, "name_en is missing"),
    ("pack.yaml", "name_en: Tiny", "name_en: Tiny\nowner: me", 4, "unknown key 'owner'"),
    ("pack.yaml", "2022-01-01", "soon", 7, "valid_from must be a day"),
    ("pack.yaml", "2022-01-01", "2022-01-01\nvalid_to: 2021-12-31", 8, "ends before it begins"),
    ("pack.yaml", "status: active", "status: active\nextends: nowhere", 7, "unknown pack"),
    # words
    ("words.yaml", "severity: 3", "severity: -3", 3, "severity must be a whole number"),
    ("words.yaml", "severity: 3", "severity: true", 3, "severity must be a whole number"),
    ("words.yaml", "code: severe", "code: normal", 3, "normal twice"),
    ("words.yaml", "code: home", "code: at home", 5, "must be a plain word"),
    ("words.yaml", ", name_en: Home", "", 5, "name_en is missing"),
    ("words.yaml", "units: []", "places: []", 9, "unknown key 'places'"),
    ("words.yaml", "units: []", "", 1, "units is missing"),
    ("words.yaml", "units: []", "units: none", 9, "expected a list"),
    # sources
    ("sources.yaml", "  confidence: V\nnotice-2", "  confidence: A\nnotice-2", 5, "not one of"),
    ("sources.yaml", "  title: First notice\n", "", 1, "title is missing"),
    ("sources.yaml", "notice-2:", "notice-1:", 6, "second time"),
    ("sources.yaml", "date: 2021-12-01", "date: 2021-12-32", 4, "there is no day"),
    # parameters
    ("benefit.yaml", "  unit: yuan\n", "", 7, "unit is missing"),
    ("benefit.yaml", "unit: yuan", "unit: dollars", 9, "'dollars' is not one of"),
    ("benefit.yaml", "[mode, grade]", "[mode, level]", 10, "'level' is not one of"),
    ("benefit.yaml", "  meaning: the most a month\n", "", 7, "meaning is missing"),
    ("benefit.yaml", "monthly_limit:\n", "monthly limit:\n", 7, "must be a plain word"),
    # rows
    ("benefit.yaml", f"{LIMIT}\n      law: notice-1", LIMIT, 12, "law is missing"),
    ("benefit.yaml", f"{LIMIT}\n      law: notice-1", f"{LIMIT}\n      law: notice-9", 14,
     "law 'notice-9' is not in sources.yaml"),
    ("benefit.yaml", f"      {LIMIT}\n", "", 12, "give either value or unknown: true"),
    ("benefit.yaml", LIMIT, f"{LIMIT}\n      unknown: true", 12, "give either value or unknown"),
    ("benefit.yaml", LIMIT, f"{LIMIT}\n      valid: 1", 14, "unknown key 'valid'"),
    ("benefit.yaml", LIMIT, f"{LIMIT}\n      {LIMIT}", 14, "second time"),
    ("benefit.yaml", LIMIT, f"{LIMIT}\n      assumption: 1", 14, "must be true or false"),
    ("benefit.yaml", LIMIT, f"{LIMIT}\n      confidence: X", 14, "is not one of: V, T, P, G, D"),
    ("benefit.yaml", SECOND, SECOND.replace("from: 2023", "from: 2021"), 15, "days out of order"),
    ("benefit.yaml", SECOND, SECOND.replace("from: 2023", "from: 2022"), 15, "days out of order"),
    ("benefit.yaml", SECOND, SECOND.replace("to: 2023", "to: 2022"), 15, "before it begins"),
    ("benefit.yaml", f"{LIMIT}\n", f"{LIMIT}\n      to: 2023-01-01\n", 16, "overlaps the row"),
    ("benefit.yaml", LIMIT, f"{LIMIT}\n      back_dated: true", 12, "needs issued or posted"),
    # values
    ("benefit.yaml", "800.00", "800", 13, "two decimals, such as 2150.00, not 800"),
    ("benefit.yaml", "800.00", "800.0", 13, "two decimals"),
    ("benefit.yaml", "800.00", "800.005", 13, "two decimals"),
    ("benefit.yaml", "800.00", "-800.00", 13, "two decimals"),
    ("benefit.yaml", "800.00", "'800.00'", 13, "two decimals"),
    ("benefit.yaml", "800.00", "8e2", 13, "two ways"),
    ("benefit.yaml", "{severe: 800.00}", "800.00", 13, "expected one entry for each grade"),
    ("benefit.yaml", "{severe: 800.00}", "{}", 13, "expected one entry for each grade"),
    ("benefit.yaml", "{severe: 800.00}", "{sever: 800.00}", 13, "unknown grade 'sever'"),
    ("benefit.yaml", "value: {home: monthly_limit}", "value: {hom: x}", 6, "unknown mode 'hom'"),
    ("benefit.yaml", "  by: [mode, grade]", "  by: [mode]", 13, "2150.00, not {severe: …}"),
    ("benefit.yaml", "0.70", "70", 24, "between 0 and 1"),
    ("benefit.yaml", "0.70", "1.01", 24, "between 0 and 1"),
    ("benefit.yaml", "0.70", "70%", 24, "between 0 and 1"),
    ("benefit.yaml", "0.70", "true", 24, "between 0 and 1"),
    ("entitlement.yaml", "[severe]", "severe", 5, "expected a list"),
    ("entitlement.yaml", "[severe]", "[severe, severe]", 5, "stands there twice"),
    ("settlement.yaml", "half_up", "nearest", 5, "is not one of: half_up, half_even, down, up"),
    ("settlement.yaml", "unit_fen: 1", "unit_fen: 0", 5, "unit_fen must be 1 or more"),
    ("settlement.yaml", "stage: line", "stage: claim", 5, "is not one of: line, day, month"),
    ("settlement.yaml", ", stage: line", "", 5, "stage is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "reason"), FAULTS)
def test_one_fault_is_refused_with_its_place(tmp_path, file, old, new, line, reason):
    folder = write_pack(tmp_path, {file: (old, new)})
    with pytest.raises(PackFault) as refused:
        load_folder(folder)
    told = [(fault.file, fault.line, reason in fault.en) for fault in refused.value.faults]
    assert (file, line, True) in told
    assert all("：" in fault.zh for fault in refused.value.faults)


def test_the_pack_without_a_fault_loads(tmp_path):
    assert load_folder(write_pack(tmp_path)).id == "tiny"


def test_faults_of_several_files_are_told_together(tmp_path):
    spoil = {"benefit.yaml": ("800.00", "800"), "settlement.yaml": ("half_up", "nearest")}
    with pytest.raises(PackFault) as refused:
        load_folder(write_pack(tmp_path, spoil))
    assert [fault.file for fault in refused.value.faults] == ["benefit.yaml", "settlement.yaml"]


@pytest.mark.parametrize("name", ["benefit.yml", "benefit.yaml~", "Benefit 2.yaml", "notes.txt"])
def test_a_file_that_would_be_passed_over_is_refused(tmp_path, name):
    folder = write_pack(tmp_path)
    (folder / name).write_text("shape: 1\n")
    with pytest.raises(PackFault, match="not a file of a pack"):
        load_folder(folder)


def test_a_readme_may_stand_in_the_folder(tmp_path):
    folder = write_pack(tmp_path)
    (folder / "README.md").write_text("notes")
    assert load_folder(folder).id == "tiny"


@pytest.mark.parametrize("name", ["pack.yaml", "words.yaml", "sources.yaml"])
def test_a_pack_needs_its_three_files(tmp_path, name):
    folder = write_pack(tmp_path)
    (folder / name).unlink()
    with pytest.raises(PackFault, match=name):
        load_folder(folder)


@pytest.mark.parametrize("name", ["pack.yaml", "words.yaml", "sources.yaml", "benefit.yaml"])
@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "5\n", "null\n"])
def test_a_file_of_another_form_is_refused(tmp_path, name, text):
    folder = write_pack(tmp_path)
    (folder / name).write_text(text)
    with pytest.raises(PackFault, match=f"{name}:1: expected"):
        load_folder(folder)
