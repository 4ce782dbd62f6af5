"""Read one pack's folder into a ``Pack``, or into the list of all its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ltc.policy.faults import Fault, PackFault
from ltc.policy.lookup import WORD_KINDS, Dated, Pack, Source, Value, Word
from ltc.policy.read import Head, Known, read_head, read_sources, read_topic, read_words
from ltc.policy.sheet import Sheet
from ltc.policy.strict_yaml import Node, read
from ltc.shared.errors import Unknown
from ltc.shared.ids import canonical_json, sha256

HEAD, WORDS, SOURCES = "pack.yaml", "words.yaml", "sources.yaml"
CATALOGUE = "catalogue.items"
_OF_THE_COMPUTER = frozenset({"Thumbs.db", "desktop.ini", ".DS_Store"})
"""What a computer puts into folders by itself; nobody takes it for policy."""

_TOPIC_FILE = re.compile(r"[a-z][a-z0-9_]*\.yaml")

LoadBase = Callable[[str], Pack]


@dataclass(slots=True)
class _Found:
    """What reading a folder has brought to light: its faults, and where things stand."""

    faults: list[Fault] = field(default_factory=list)
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, sheet: Sheet) -> None:
        """Keep what a file that has been read leaves."""
        self.faults.extend(sheet.faults)
        self.places.update({(sheet.file, key): line for key, line in sheet.places.items()})


def read_folder(folder: Path, load_base: LoadBase) -> tuple[Pack | None, list[Fault]]:
    """Read the pack in ``folder``; return it, or None and every fault found.

    ``load_base`` finds the pack that this one extends.
    """
    found = _Found()
    head = _head(folder, found)
    if head is None:
        return None, found.faults
    base = _base(head, load_base, found)
    words = _words(folder, head, base, found)
    sources = _sources(folder, head, found)
    if found.faults:  # what the other files refer to is not certain yet
        return None, found.faults
    known = Known(head.id, words, {**sources, **(base.sources if base else {}), **sources})
    parameters = _parameters(folder, known, found)
    if found.faults:
        return None, found.faults
    pack = _pack(head, base, known, sources, parameters)
    return replace(pack, places=found.places), []


def _node(folder: Path, name: str, found: _Found) -> Node | None:
    """Return the content of a file, or None with the fault noted."""
    try:
        return read(folder / name)
    except PackFault as fault:
        found.faults.extend(each for each in fault.faults if isinstance(each, Fault))
        return None


def _head(folder: Path, found: _Found) -> Head | None:
    node = _node(folder, HEAD, found)
    if node is None:
        return None
    sheet = Sheet(HEAD)
    head = read_head(sheet, node)
    if head.id and head.id != folder.name:
        line = sheet.places["id"]
        en = f"id {head.id} differs from the folder's name {folder.name}"
        zh = f"id {head.id} 与文件夹名 {folder.name} 不一致，请改成一样的英文名"
        sheet.fault(line, en, zh)
    found.take(sheet)
    return head


def _base(head: Head, load_base: LoadBase, found: _Found) -> Pack | None:
    """Return the pack that this one extends."""
    if not head.extends:
        return None
    try:
        return load_base(head.extends)
    except (Unknown, PackFault) as error:
        line = found.places.get((HEAD, "extends"), 0)
        en, zh = f"extends {head.extends}: {error.en}", f"extends {head.extends}：{error.zh}"
        found.faults.append(Fault(HEAD, line, en, zh))
        return None


def _words(
    folder: Path, head: Head, base: Pack | None, found: _Found
) -> dict[str, tuple[Word, ...]]:
    """Return the pack's words; a kind that it does not define is the base's."""
    needed = not head.extends
    node = _node(folder, WORDS, found) if needed or (folder / WORDS).exists() else None
    sheet = Sheet(WORDS)
    own = read_words(sheet, node)
    for kind in WORD_KINDS:
        if needed and node is not None and kind not in own:
            sheet.fault(node, f"{kind} is missing", f"缺少 {kind}")
    found.take(sheet)
    inherited: Mapping[str, tuple[Word, ...]] = base.words if base else {}
    return {kind: own.get(kind, inherited.get(kind, ())) for kind in WORD_KINDS}


def _sources(folder: Path, head: Head, found: _Found) -> dict[str, Source]:
    if head.extends and not (folder / SOURCES).exists():
        return {}
    sheet = Sheet(SOURCES)
    read_there = read_sources(sheet, _node(folder, SOURCES, found))
    found.take(sheet)
    return read_there


def _parameters(folder: Path, known: Known, found: _Found) -> dict[str, Dated]:
    """Read every topic file; a file that would be passed over is a fault."""
    parameters: dict[str, Dated] = {}
    names = {each.name for each in folder.iterdir()}
    for name in sorted(names - {HEAD, WORDS, SOURCES, "README.md"} - _OF_THE_COMPUTER):
        if not _TOPIC_FILE.fullmatch(name):
            en = "not a file of a pack: names are small letters and end in .yaml; move it elsewhere"
            zh = "不是政策包文件：文件名用小写英文字母，以 .yaml 结尾；别的文件请移出这个文件夹"
            found.faults.append(Fault(name, 0, en, zh))
            continue
        node = _node(folder, name, found)
        if node is not None:
            sheet = Sheet(name)
            parameters |= read_topic(sheet, node, name.removesuffix(".yaml"), known)
            found.take(sheet)
    return parameters


def _pack(
    head: Head,
    base: Pack | None,
    known: Known,
    sources: Mapping[str, Source],
    parameters: Mapping[str, Dated],
) -> Pack:
    """Put the parts together; nothing of them has a fault."""
    content = {
        "head": asdict(head),
        "words": {kind: [asdict(word) for word in words] for kind, words in known.words.items()},
        "sources": {key: asdict(source) for key, source in sources.items()},
        "parameters": {name: _content(dated) for name, dated in parameters.items()},
        "base": base.fingerprint if base else "",
    }
    return Pack(
        id=head.id,
        name=head.name,
        name_en=head.name_en,
        area_code=head.area_code,
        version=head.version,
        status=head.status,
        first_day=head.first_day,
        last_day=head.last_day,
        not_modelled=head.not_modelled,
        words={**known.words, "items": _items(known, _catalogue(base, parameters))},
        sources=known.sources,
        parameters=parameters,
        fingerprint=sha256(canonical_json(_canonical(content))),
        notes=head.notes,
        base=base,
    )


def _catalogue(base: Pack | None, parameters: Mapping[str, Dated]) -> Dated | None:
    inherited = base.parameters if base else {}
    return parameters.get(CATALOGUE) or inherited.get(CATALOGUE)


def _items(known: Known, catalogue: Dated | None) -> tuple[Word, ...]:
    """Return the parts of a bill and, behind them, the services of the catalogue."""
    items = {word.code: word for word in known.words["items"]}
    for row in catalogue.rows if catalogue else ():
        for each in row.value or ():
            word = Word(each["code"], each["name"], each["name_en"], each["note"])
            items.setdefault(word.code, word)
    return tuple(items.values())


def _content(dated: Dated) -> dict[str, Any]:
    """Return what a parameter says, without where it stands."""
    content = asdict(dated)
    del content["file"], content["line"]
    for row in content["rows"]:
        del row["line"]
    return content


def _canonical(value: Value) -> Value:
    """Write numbers in one form, so that 0.7 and 0.70 have one fingerprint."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    return value
