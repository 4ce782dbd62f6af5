"""Read one pack's folder into a ``Pack``, or into the list of all its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
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
_TOPIC_FILE = re.compile(r"[a-z][a-z0-9_]*\.yaml")

LoadBase = Callable[[str], Pack]


def read_folder(folder: Path, load_base: LoadBase) -> tuple[Pack | None, list[Fault]]:
    """Read the pack in ``folder``; return it, or None and every fault found.

    ``load_base`` finds the pack that this one extends.
    """
    faults: list[Fault] = []
    head = _head(folder, faults)
    if head is None:
        return None, faults
    base = _base(head, load_base, faults)
    words = _words(folder, head, base, faults)
    sources = _sources(folder, head, faults)
    if faults:  # what the other files refer to is not certain yet
        return None, faults
    known = Known(head.id, words, {**(base.sources if base else {}), **sources})
    parameters = _parameters(folder, known, faults)
    if faults:
        return None, faults
    return _pack(head, base, known, sources, parameters), []


def _node(folder: Path, name: str, faults: list[Fault]) -> Node | None:
    """Return the content of a file, or None with the fault noted."""
    try:
        return read(folder / name)
    except PackFault as fault:
        faults.extend(each for each in fault.faults if isinstance(each, Fault))
        return None


def _head(folder: Path, faults: list[Fault]) -> Head | None:
    node = _node(folder, HEAD, faults)
    if node is None:
        return None
    sheet = Sheet(HEAD)
    head = read_head(sheet, node)
    if head.id and head.id != folder.name:
        en = f"id {head.id} differs from the folder's name {folder.name}"
        sheet.fault(node, en, f"id {head.id} 与文件夹名 {folder.name} 不一致")
    faults.extend(sheet.faults)
    return head


def _base(head: Head, load_base: LoadBase, faults: list[Fault]) -> Pack | None:
    """Return the pack that this one extends."""
    if not head.extends:
        return None
    try:
        return load_base(head.extends)
    except (Unknown, PackFault) as error:
        en, zh = f"extends {head.extends}: {error.en}", f"extends {head.extends}：{error.zh}"
        faults.append(Fault(HEAD, 0, en, zh))
        return None


def _words(
    folder: Path, head: Head, base: Pack | None, faults: list[Fault]
) -> dict[str, tuple[Word, ...]]:
    """Return the pack's words; a kind that it does not define is the base's."""
    needed = not head.extends
    node = _node(folder, WORDS, faults) if needed or (folder / WORDS).exists() else None
    sheet = Sheet(WORDS)
    own = read_words(sheet, node)
    for kind in WORD_KINDS:
        if needed and node is not None and kind not in own:
            sheet.fault(node, f"{kind} is missing", f"缺少 {kind}")
    faults.extend(sheet.faults)
    inherited: Mapping[str, tuple[Word, ...]] = base.words if base else {}
    return {kind: own.get(kind, inherited.get(kind, ())) for kind in WORD_KINDS}


def _sources(folder: Path, head: Head, faults: list[Fault]) -> dict[str, Source]:
    if head.extends and not (folder / SOURCES).exists():
        return {}
    sheet = Sheet(SOURCES)
    found = read_sources(sheet, _node(folder, SOURCES, faults))
    faults.extend(sheet.faults)
    return found


def _parameters(folder: Path, known: Known, faults: list[Fault]) -> dict[str, Dated]:
    """Read every topic file; a file that would be passed over is a fault."""
    parameters: dict[str, Dated] = {}
    names = {each.name for each in folder.iterdir()} - {HEAD, WORDS, SOURCES, "README.md"}
    for name in sorted(names):
        if not _TOPIC_FILE.fullmatch(name):
            en = "not a file of a pack: names are small letters and end in .yaml"
            zh = "不是政策包文件：文件名用小写英文字母，以 .yaml 结尾"
            faults.append(Fault(name, 0, en, zh))
            continue
        node = _node(folder, name, faults)
        if node is not None:
            sheet = Sheet(name)
            parameters |= read_topic(sheet, node, name.removesuffix(".yaml"), known)
            faults.extend(sheet.faults)
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
