"""Finding packs: shipped ones, other folders, areas, what one pack takes from another."""

from datetime import date

import pytest

from ltc.policy import load
from ltc.policy.faults import PackFault
from ltc.policy.load import (
    load_folder,
    load_pack,
    pack_areas,
    pack_for_area,
    pack_heads,
    pack_names,
)
from ltc.shared.errors import BadInput, PolicyGap, Unknown
from tests.support.tiny_pack import write_pack

DAY = date(2023, 10, 6)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder named by the setting, for packs of the test's own."""
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    return tmp_path


def test_the_shipped_packs_load_and_are_shared():
    assert {"hanzhong", "national", "panjin"} <= set(pack_names())
    for name in pack_names():
        assert load_pack(name).id == name
    assert load_pack("panjin") is load_pack("panjin")


def test_an_unknown_pack_lists_the_known():
    with pytest.raises(Unknown, match=r"known: .*hanzhong, .*national, .*panjin"):
        load_pack("pan-jin")


def test_other_folders_come_from_the_setting(folder):
    write_pack(folder)
    assert "tiny" in pack_names()
    assert load_pack("tiny").name_en == "Tiny"
    assert pack_for_area("990102", DAY).id == "tiny"


def test_a_folder_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setenv("LTC_PACK_DIRS", "no-such-folder")
    with pytest.raises(BadInput, match="no-such-folder is not a folder"):
        pack_names()


def test_two_packs_of_one_name_are_refused(folder):
    write_pack(folder / "a")
    write_pack(folder / "b")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LTC_PACK_DIRS", f"{folder / 'a'}, {folder / 'b'}")
        with pytest.raises(PackFault, match="a second pack called tiny"):
            load_pack("tiny")
        with pytest.raises(PackFault, match="a second pack called tiny"):
            pack_for_area("990102", DAY)
        assert isinstance(pack_heads()["tiny"], PackFault)
        assert pack_for_area("211102", DAY).id == "panjin"


def test_a_fault_is_told_again_and_never_half_loads(folder):
    write_pack(folder, {"benefit.yaml": ("800.00", "800")})
    for _ in range(2):
        with pytest.raises(PackFault, match=r"benefit\.yaml:13"):
            load_pack("tiny")


@pytest.mark.parametrize(
    ("area", "day", "pack"),
    [
        ("2111", DAY, "panjin"),
        ("211102", DAY, "panjin"),
        ("211100", date(2021, 7, 1), "panjin"),
        ("2111", date(2024, 1, 1), "panjin"),
        ("610724", date(2021, 5, 1), "hanzhong"),
    ],
)
def test_an_area_finds_its_pack(area, day, pack):
    assert pack_for_area(area, day).id == pack


@pytest.mark.parametrize(
    ("area", "day"),
    [("2111", date(2021, 6, 30)), ("2112", DAY), ("21", DAY), ("", DAY), ("350402", DAY)],
)
def test_an_area_without_a_pack_is_a_gap(area, day):
    with pytest.raises(PolicyGap):
        pack_for_area(area, day)


@pytest.mark.parametrize(
    ("code", "status", "found"),
    [("211102", "active", "tiny"), ("21", "active", "panjin"), ("2111", "draft", "panjin")],
)
def test_the_nearest_pack_wins_and_an_active_one_before_a_draft(folder, code, status, found):
    place = write_pack(folder, {"pack.yaml": ('"9901"', f'"{code}"')})
    head = (place / "pack.yaml").read_text()
    (place / "pack.yaml").write_text(head.replace("active", status))
    assert pack_for_area("211102", DAY).id == found


def test_two_active_packs_for_one_area_are_a_gap(folder):
    write_pack(folder, {"pack.yaml": ('"9901"', '"2111"')})
    with pytest.raises(PolicyGap, match="panjin, tiny"):
        pack_for_area("211102", DAY)


def test_a_broken_head_is_not_passed_over(folder):
    write_pack(folder, {"pack.yaml": ('"9901"', '"21110x"')})
    with pytest.raises(PackFault, match=r"tiny/pack.yaml:4"):
        pack_for_area("211102", DAY)


def test_what_a_pack_does_not_say_comes_from_its_base():
    panjin, national = load_pack("panjin"), load_pack("national")
    assert panjin["process.delivery_days"] == national["process.delivery_days"]
    assert panjin.carers == national.carers
    assert [mode.code for mode in panjin.modes] == ["institution", "home"]
    assert "hair_washing" in {item.code for item in panjin.items}
    assert "benefit.annual_cap_share" in panjin.names()


def test_a_base_may_not_extend_another(folder):
    place = write_pack(folder, {"pack.yaml": ("status", "extends: panjin\nstatus")})
    with pytest.raises(PackFault, match=r"extends panjin: .*extends a pack itself"):
        load_folder(place)


def test_a_pack_may_not_extend_itself(folder):
    write_pack(folder, {"pack.yaml": ("status", "extends: tiny\nstatus")})
    with pytest.raises(PackFault, match="extends a pack itself"):
        load_pack("tiny")


def test_a_question_to_one_pack_reads_no_other(monkeypatch):
    """Forty packs lie there; asking one opens its own folder and that of the frame."""
    opened, kept = [], load.load_folder

    def watched(place):
        opened.append(place.name)
        return kept(place)

    monkeypatch.setattr(load, "load_folder", watched)
    load._load.cache_clear()
    load_pack("chongqing")
    assert sorted(opened) == ["chongqing", "national"]


def test_heads_tell_of_all_packs_and_load_none(folder, monkeypatch):
    write_pack(folder, {"pack.yaml": ('"9901"', "9901")})
    monkeypatch.setattr(load, "load_folder", None)
    heads = pack_heads()
    assert (heads["chongqing"].name, heads["chongqing"].area_code) == ("重庆市", "50")
    assert isinstance(heads["tiny"], PackFault)
    assert {"50", "2111"} <= set(pack_areas())


def test_a_broken_head_of_another_area_stops_nobody(folder):
    write_pack(folder, {"pack.yaml": ("status: active", "status: live")})
    assert pack_for_area("211102", DAY).id == "panjin"
    with pytest.raises(PackFault, match=r"tiny/pack\.yaml:6"):
        pack_for_area("990102", DAY)


def test_a_folder_without_a_head_is_told_by_its_place(folder):
    (write_pack(folder) / "pack.yaml").unlink()
    with pytest.raises(BadInput, match=r"tiny has no pack\.yaml"):
        load_pack("tiny")


def test_a_folder_of_another_name_is_told(folder):
    write_pack(folder).rename(folder / "ti ny")
    with pytest.raises(BadInput, match="the folder ti ny holds a pack with the id tiny"):
        load_pack("tiny")
