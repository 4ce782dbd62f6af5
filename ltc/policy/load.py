"""Find packs and load them: whole, or not at all.

A pack is a folder with ``pack.yaml``, ``sources.yaml``, ``words.yaml`` and one file per topic.
Packs ship with the program; more folders come from LTC_PACK_DIRS and from add-ons.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from ltc.policy.faults import Fault, PackFault
from ltc.policy.folder import HEAD, read_folder
from ltc.policy.lookup import Pack
from ltc.policy.read import Head, read_head
from ltc.policy.sheet import Sheet
from ltc.policy.strict_yaml import read
from ltc.shared.errors import BadInput, PolicyGap, Unknown

_BUILT_IN = Path(__file__).parent / "packs"
_FOLDERS_SETTING = "LTC_PACK_DIRS"
_added: list[Path] = []


def add_folder(folder: Path) -> None:
    """Let packs be found in ``folder`` too; for add-ons that bring their own."""
    if folder not in _added:
        _added.append(folder)


def pack_folders() -> tuple[Path, ...]:
    """Return the folders that hold packs: shipped, from add-ons, from LTC_PACK_DIRS."""
    given = os.environ.get(_FOLDERS_SETTING, "").split(",")
    return (_BUILT_IN, *_added, *(Path(each.strip()) for each in given if each.strip()))


def pack_names() -> tuple[str, ...]:
    """Return the names of all packs, in order."""
    return tuple(sorted(_places(pack_folders())))


def pack_place(name: str) -> Path:
    """Return the folder in which the pack called ``name`` lies, sound or not."""
    return _place(name, pack_folders())


def pack_heads() -> dict[str, Head | PackFault]:
    """Return what each pack says of itself by its name, or its fault; no pack is loaded."""
    found: dict[str, Head | PackFault] = {}
    folders = pack_folders()
    for name in sorted(_places(folders)):
        try:
            found[name] = _head(_place(name, folders))
        except PackFault as fault:
            found[name] = fault
    return found


def pack_areas() -> tuple[str, ...]:
    """Return the codes of the areas that have a pack of their own; broken packs have none."""
    heads = [each for each in pack_heads().values() if isinstance(each, Head)]
    return tuple(sorted({head.area_code for head in heads if head.area_code}))


def load_pack(name: str) -> Pack:
    """Return the pack called ``name``; loaded once, then shared."""
    return _load(name, pack_folders())


def load_folder(folder: Path) -> Pack:
    """Return the pack in ``folder`` or refuse it with every fault found; never half of it."""
    pack, faults = read_folder(folder, _load_base)
    if pack is None:
        raise PackFault(faults)
    return pack


def pack_for_area(area_code: str, on: date) -> Pack:
    """Return the pack in force on ``on`` for an area: the one with the longest matching code."""
    heads = [
        head
        for head in _heads(pack_folders(), area_code.startswith)
        if head.area_code and area_code.startswith(head.area_code) and head.covers(on)
    ]
    if not heads:
        raise PolicyGap(
            f"no policy pack for area {area_code} on {on}",
            f"地区 {area_code} 在 {on} 没有适用的政策包",
            field="area",
        )
    nearest = max((len(head.area_code), head.status == "active") for head in heads)
    best = [head for head in heads if (len(head.area_code), head.status == "active") == nearest]
    if len(best) > 1:
        names = ", ".join(head.id for head in best)
        raise PolicyGap(
            f"several packs claim area {area_code} on {on}: {names}",
            f"地区 {area_code} 在 {on} 有多个政策包：{names}，请停用其一",
            field="area",
        )
    return load_pack(best[0].id)


def pools_inside(area_code: str, on: date) -> tuple[str, ...]:
    """Return the areas inside ``area_code`` that have a pack of their own on a day."""

    def inside(code: str) -> bool:
        return code.startswith(area_code) and code != area_code

    heads = [head for head in _heads(pack_folders(), inside) if inside(head.area_code)]
    return tuple(sorted({head.area_code for head in heads if head.covers(on)}))


@lru_cache(maxsize=256)
def _load(name: str, folders: tuple[Path, ...]) -> Pack:
    return load_folder(_place(name, folders))


def _place(name: str, folders: tuple[Path, ...]) -> Path:
    places = _places(folders)
    if name not in places:
        for folder in folders:
            _say_why_not(folder, name)
        raise Unknown.word("pack", name, places, zh="政策包")
    return _one_place(name, places[name])


def _one_place(name: str, places: list[Path]) -> Path:
    if len(places) > 1:
        there = [str(place.parent) for place in places]
        en = (
            f"a second pack called {name}: rename one or move it; they lie in {' and '.join(there)}"
        )
        zh = f"政策包 {name} 重名，请给其一改名或移走：{'、'.join(there)} 里各有一个"
        raise PackFault([Fault(f"{name}/{HEAD}", 0, en, zh)])
    return places[0]


def _say_why_not(folder: Path, name: str) -> None:
    """Tell of a folder that was meant to hold the pack called ``name`` and is no pack of it."""
    if name in {each.name for each in folder.iterdir() if each.is_dir()}:
        en, zh = f"{folder / name} has no {HEAD}", f"{folder / name} 里没有 {HEAD}，不是政策包"
        raise BadInput(en, zh, field="pack")
    for other, there in _in(folder):
        if _says(there, "id") == name:
            en = f"the folder {other} holds a pack with the id {name}; give both one name"
            zh = f"文件夹“{other}”里的包写着 id: {name}；文件夹名须与 id 相同，用英文，没有空格"
            raise BadInput(en, zh, field="pack")


def _says(place: Path, key: str) -> str:
    """Return what a line of a head says, sound or not; empty where no line says it."""
    text = (place / HEAD).read_bytes().decode("utf-8", "replace")
    found = re.search(rf"^{key}:\s*[\"']?([\w.-]+)", text, re.MULTILINE)
    return found[1] if found else ""


def _load_base(name: str) -> Pack:
    """Return the pack that another one extends; it may extend none, so there is no circle."""
    if any(_head(place).extends for place in _places(pack_folders()).get(name, ())):
        raise PackFault([Fault(f"{name}/{HEAD}", 0, "extends a pack itself", "自身也有 extends")])
    return load_pack(name)


def _heads(folders: tuple[Path, ...], concerns: Callable[[str], bool]) -> list[Head]:
    """Return the heads of all packs; a broken one is refused if its area ``concerns`` the asker.

    Passing over it would silently give its area to a less fitting pack; one that plainly names
    another area stops nobody there.
    """
    found = []
    for name, places in _places(folders).items():
        try:
            found.append(_head(_one_place(name, places)))
        except PackFault:
            claimed = [_says(place, "area_code") for place in places]
            if not all(each.isdecimal() and not concerns(each) for each in claimed):
                raise
    return found


@lru_cache(maxsize=256)
def _head(place: Path) -> Head:
    sheet = Sheet(f"{place.name}/{HEAD}")
    head = read_head(sheet, read(place / HEAD))
    if sheet.faults:
        raise PackFault(sheet.faults)
    return head


def _places(folders: tuple[Path, ...]) -> dict[str, list[Path]]:
    """Return where each pack lies; whoever asks for a name in two folders is refused."""
    places: dict[str, list[Path]] = {}
    for folder in folders:
        if not folder.is_dir():
            en, zh = f"{folder} is not a folder", f"{folder} 不是文件夹"
            raise BadInput(en, zh, field=_FOLDERS_SETTING)
        if (folder / HEAD).is_file():
            en = f"{folder} is a pack itself; name the folder that holds it"
            zh = f"{folder} 本身就是政策包；请写它上一级的文件夹"
            raise BadInput(en, zh, field=_FOLDERS_SETTING)
        for name, place in _shipped() if folder == _BUILT_IN else _in(folder):
            places.setdefault(name, []).append(place)
    return places


@cache
def _shipped() -> tuple[tuple[str, Path], ...]:
    """Return the packs that ship with the program, and where they lie: they stay as they are."""
    return _in(_BUILT_IN)


def _in(folder: Path) -> tuple[tuple[str, Path], ...]:
    """Return the names of the packs in a folder, and where they lie."""
    places = sorted(head.parent for head in folder.glob(f"*/{HEAD}"))
    return tuple((place.name, place) for place in places)
