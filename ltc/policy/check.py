"""Is a pack well formed?  What the loader cannot see in one file: order, holes, what is missing.

A list of functions, each from a pack to its faults; none of them knows any formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

from ltc.policy.faults import Fault, PackFault
from ltc.policy.folder import HEAD, SOURCES, WORDS
from ltc.policy.load import load_folder, load_pack, pack_heads, pack_names
from ltc.policy.lookup import ONE_DAY, Dated, Grade, Pack, Row
from ltc.policy.read import CATEGORIES, Head
from ltc.shared.dates import overlaps

Check = Callable[[Pack], Iterator[Fault]]

_NATIONAL_GRADES = tuple(range(6))
_MONEY_TOPICS = ("benefit.", "contribution.", "settlement.")
_NEEDED_TO_PAY = ("benefit.shape", "settlement.rounding", "entitlement.grades")


def check_pack(pack: Pack, more: Sequence[Check] = ()) -> list[Fault]:
    """Return every fault of a pack that loads, in the order of its files.

    ``more`` are the checks of rooms above this one, which know the formulas.
    """
    faults = [fault for check in (*CHECKS, *more) for fault in check(pack)]
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def check_folder(folder: Path, more: Sequence[Check] = ()) -> list[Fault]:
    """Return every fault of the pack in ``folder``, whether it loads or not."""
    try:
        return check_pack(load_folder(folder), more)
    except PackFault as fault:
        return [each for each in fault.faults if isinstance(each, Fault)]


def check_all(more: Sequence[Check] = ()) -> dict[str, list[Fault]]:
    """Return the faults of every pack by its name, clashes over an area included."""
    found: dict[str, list[Fault]] = {}
    packs = []
    for name in pack_names():
        try:
            packs.append(load_pack(name))
            found[name] = check_pack(packs[-1], more)
        except PackFault as fault:
            found[name] = [each for each in fault.faults if isinstance(each, Fault)]
    for one, other in combinations(packs, 2):
        if _clash(one, other):
            found[one.id].append(_claims(one, other))
    return found


def clashes(name: str) -> list[Fault]:
    """Return the clashes over its area of the pack called ``name``; broken packs claim nothing."""
    heads = [head for head in pack_heads().values() if isinstance(head, Head)]
    try:
        pack = load_pack(name)
    except PackFault:
        return []
    return [_claims(pack, head) for head in heads if head.id != name and _clash(pack, head)]


def _claims(one: Pack, other: Pack | Head) -> Fault:
    en = f"claims area {one.area_code} on the same days as {other.id}"
    zh = f"与 {other.id} 同时管辖地区 {one.area_code}；请改 area_code 或起止日，或把其一改成 draft"
    return _in_head(one, "area_code", en, zh)


def _clash(one: Pack, other: Pack | Head) -> bool:
    """Tell whether two active packs would both answer for an area."""
    return (
        one.area_code == other.area_code != ""
        and one.status == other.status == "active"
        and overlaps(one.first_day, one.last_day, other.first_day, other.last_day)
    )


def grades_in_order(pack: Pack) -> Iterator[Fault]:
    """Severity is a strict order, and worse national grades are never milder local ones."""
    for milder, worse in pairwise(pack.grades):
        if milder.severity == worse.severity:
            en = f"grades {milder.code} and {worse.code} have one severity; the worse has more"
            zh = f"等级 {milder.code} 与 {worse.code} 的 severity 相同；越重的写越大"
            yield _in_words(pack, worse, en, zh)
        if (milder.national or 0) > (worse.national or _NATIONAL_GRADES[-1]):
            en = f"national grades of {milder.code} and {worse.code} are the wrong way round"
            zh = (
                f"{milder.code} 与 {worse.code} 的 national 次序颠倒：severity 大的 national 也要大"
            )
            yield _in_words(pack, worse, en, zh)
    mapped = [grade.national for grade in pack.grades if grade.national is not None]
    if mapped and sorted(mapped) != list(_NATIONAL_GRADES):
        numbers = ", ".join(map(str, sorted(mapped)))
        en = f"each national grade 0 to 5 needs one grade here, not {numbers}"
        zh = f"国家标准0至5级应各对应一个等级，现为 {numbers}；不享受的等级也要列出，"
        line = pack.places.get((WORDS, "grades"), 0)
        yield Fault(WORDS, line, f"{en}; or all null", f"{zh}或者全部写 national: null")
    codes = {each.code: each for each in pack.grades}
    for group in sorted({grade.group for grade in pack.grades} & codes.keys()):
        en = f"{group} is a grade and a group"
        yield _in_words(pack, codes[group], en, f"{group} 既是等级又是 group")


def no_holes(pack: Pack) -> Iterator[Fault]:
    """Between two rows no day is left out; what is not known is said by a row."""
    for dated, before, row in _neighbours(pack):
        if before.last_day and before.last_day + ONE_DAY < row.first_day:
            en = f"{dated.name}: nothing between {before.last_day} and {row.first_day};"
            zh = f"{dated.name}：{before.last_day} 与 {row.first_day} 之间没有取值，"
            yield _at(dated, row, f"{en} add a row with unknown: true", f"{zh}请补 unknown: true")


def no_words_dropped(pack: Pack) -> Iterator[Fault]:
    """A row that leaves out a word of the row before says why in a note."""
    for dated, before, row in _neighbours(pack):
        if not (dated.by and isinstance(before.value, dict) and isinstance(row.value, dict)):
            continue
        lost = [key for key in before.value if key not in row.value]
        if lost and not row.note:
            words = ", ".join(lost)
            en = f"{dated.name}: {words} of the row before is missing; add it or say why in note"
            zh = f"{dated.name}：缺少上一行有的 {words}；请补上，或在 note 写明原因"
            yield _at(dated, row, en, zh)


def rows_within_the_pack(pack: Pack) -> Iterator[Fault]:
    """No row begins outside the days of the pack."""
    for dated, row in _rows(pack):
        if not pack.covers(row.first_day):
            en = f"{dated.name} begins on {row.first_day}, outside the days of the pack"
            zh = f"{dated.name} 的 {row.first_day} 不在本包的起止日之内"
            yield _at(dated, row, en, zh)


def memory_cannot_pay(pack: Pack) -> Iterator[Fault]:
    """Figures from memory make a pack a draft; elsewhere they are marked as assumptions."""
    for dated, row in _rows(pack):
        if row.confidence != "G" or row.unknown or pack.status != "active":
            continue
        if dated.name.startswith(_MONEY_TOPICS):
            en = f"{dated.name} is from memory (G): make the pack a draft"
            yield _at(dated, row, en, f"{dated.name} 仅凭一般知识（G），本包只能是 draft")
        elif not row.assumption:
            en = f"{dated.name} is from memory (G): mark it assumption: true"
            yield _at(dated, row, en, f"{dated.name} 仅凭一般知识（G），请标 assumption: true")


def assumptions_are_not_verbatim(pack: Pack) -> Iterator[Fault]:
    """What we chose ourselves does not stand in the document."""
    for dated, row in _rows(pack):
        if row.assumption and row.confidence == "V":
            en = f"{dated.name} is an assumption and verbatim (V) at once; give its confidence"
            zh = f"{dated.name} 既是暂定又标原文（V），请写 confidence: D 或 G"
            yield _at(dated, row, en, zh)


def words_are_known(pack: Pack) -> Iterator[Fault]:
    """Entitled grades and categories are words of the pack."""
    known = {
        "entitlement.grades": {grade.code for grade in pack.grades},
        "entitlement.categories": set(CATEGORIES),
    }
    for dated, row in _rows(pack):
        for word in row.value or () if dated.name in known else ():
            if word not in known[dated.name]:
                words = ", ".join(sorted(known[dated.name]))
                en = f"{dated.name}: unknown word {word}; known: {words}"
                yield _at(dated, row, en, f"{dated.name}：未知的词 {word}；可用：{words}")


def ready_to_pay(pack: Pack) -> Iterator[Fault]:
    """An active pack that speaks of benefits has a formula for every mode, rounding and grades.

    A pack that says nothing of benefits cannot pay: it answers ``PolicyGap`` and needs none.
    """
    speaks = any(name.startswith("benefit.") for name in pack.parameters)
    if pack.status != "active" or not pack.area_code or not speaks:
        return
    for name in _NEEDED_TO_PAY:
        if name not in pack.parameters:
            en = f"an active pack needs its own {name}"
            yield _in_head(pack, "status", en, f"生效的政策包须自有 {name}")
    modes = {mode.code for mode in pack.modes}
    for dated, row in _rows(pack):
        missing = sorted(modes - set(row.value or modes)) if dated.name == "benefit.shape" else []
        if missing:
            words = ", ".join(missing)
            yield _at(dated, row, f"no shape for {words}", f"服务方式 {words} 没有计发办法")


def sources_are_used(pack: Pack) -> Iterator[Fault]:
    """A document that no row cites is forgotten work, unless a note says what it is for."""
    cited = {row.source for _, row in _rows(pack)}
    inherited = pack.base.sources if pack.base else {}
    for key, source in pack.sources.items():
        if key not in cited and key not in inherited and not source.note:
            en = f"no row cites {key}; cite it or say in note what it is for"
            zh = f"没有参数引用来源 {key}；请引用，或在 note 写明用途"
            yield Fault(SOURCES, pack.places.get((SOURCES, key), 0), en, zh)


def gaps_are_told(pack: Pack) -> Iterator[Fault]:
    """A pack with unknown values says in ``not_modelled`` what is missing."""
    if not pack.not_modelled and any(row.unknown for _, row in _rows(pack)):
        en = "has unknown values, so not_modelled must say what is missing"
        zh = "有 unknown 的取值，not_modelled 须写明缺什么"
        yield _in_head(pack, "not_modelled", en, zh)


CHECKS: tuple[Check, ...] = (
    grades_in_order,
    no_holes,
    no_words_dropped,
    rows_within_the_pack,
    memory_cannot_pay,
    assumptions_are_not_verbatim,
    words_are_known,
    ready_to_pay,
    sources_are_used,
    gaps_are_told,
)


def _rows(pack: Pack) -> Iterator[tuple[Dated, Row]]:
    """Yield the pack's own rows; what it inherits is checked where it stands."""
    for dated in pack.parameters.values():
        for row in dated.rows:
            yield dated, row


def _neighbours(pack: Pack) -> Iterator[tuple[Dated, Row, Row]]:
    for dated in pack.parameters.values():
        for before, row in pairwise(dated.rows):
            yield dated, before, row


def _in_head(pack: Pack, key: str, en: str, zh: str) -> Fault:
    return Fault(HEAD, pack.places.get((HEAD, key), 0), en, zh)


def _in_words(pack: Pack, grade: Grade, en: str, zh: str) -> Fault:
    return Fault(WORDS, pack.places.get((WORDS, f"grades.{grade.code}"), 0), en, zh)


def _at(dated: Dated, row: Row, en: str, zh: str) -> Fault:
    return Fault(dated.file, row.line, en, zh)
