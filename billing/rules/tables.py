"""Find a cell's place in a published table, whatever words the table is published by.

A table is nested by the words that its parameter names in ``by``.  A line's item is looked for by
itself, then as the class that the catalogue puts it in (``living``, ``medical``), then as ``care``.
Where a mode has parts for different carers, who came decides, whatever was done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from billing.rules.columns import Cell
from billing.rules.exact import as_ratio
from billing.rules.law import Law
from ltc.shared.errors import BadInput, LtcError, PolicyGap

CATALOGUE, STANDARD_SHARE = "catalogue.items", "benefit.standard_share"
CARE_MEANS = "benefit.care_means"
"""Which part of a bill is meant by a line that says no more than ``care``."""

PART_OF_CARER = "benefit.part_of_carer"
"""Which part of a bill the care of a kind of carer is, where relatives and staff have their own."""

GRADE_OF_TRAIT = "benefit.grade_of_trait"
"""As which grade a trait of the person counts, where that is the more severe one."""

ANY_ITEM = "care"
_OF_CELL = {"mode": 1, "grade": 2, "category": 3}
_OF_ABOUT = {"unit": 1, "carer": 2}
_BY_TRAIT = "_by_trait"
_TOLD_BY_LINE = {"item": "项目", "carer": "护理人员类别", "unit": "计价单位"}


def value_in(law: Law, name: str, cell: Cell) -> object:
    """Return what the table ``name`` holds for ``cell``; a gap where it holds nothing."""
    value, at = law.value(name, cell.day), 0
    by = law.pack[name].by
    while isinstance(value, Mapping):
        told = _told(law, cell, by[at : at + 1], value)
        word = next((word for word in told if word in value), None)
        if word is None:
            raise _nothing_for(law, name, cell, by[at : at + 1], value)
        value, at = value[word], at + 1
    return value


def item_word(law: Law, name: str, cell: Cell) -> str:
    """Return the word under which the table ``name`` has the cell's item; empty where none."""
    known = words_along(law, name, "item", cell)
    return next((word for word in _classes(law, cell) if word in known), "")


def words_along(law: Law, name: str, dimension: str, cell: Cell) -> Collection[str]:
    """Return the words of one dimension of a table, at the cell's place in those before it."""
    value = law.value(name, cell.day)
    for each in law.pack[name].by:
        if not isinstance(value, Mapping):
            break
        if each == dimension:
            return value.keys()
        word = next((word for word in _told(law, cell, (each,), value) if word in value), None)
        value = value.get(word)
    return ()


def maybe_in(law: Law, name: str, cell: Cell) -> object | None:
    """Return what an optional table holds for ``cell``, ``None`` where it says nothing of it."""
    if not law.has(name, cell.day):
        return None
    law.value(name, cell.day)  # what is not published stays a gap
    try:
        return value_in(law, name, cell)
    except (PolicyGap, BadInput):
        return None


def amount_in(law: Law, name: str, cell: Cell) -> int:
    """Return the 分 in the table ``name`` for ``cell``: the highest that a trait gives.

    Where a grade gets a part of the standard only, it is that part, half a 分 upwards.
    """
    special = by_trait(law, name, cell)
    plain = maybe_in(law, name, cell) if special else value_in(law, name, cell)
    fen = max([*special, *([] if plain is None else [int(str(plain))])])
    part = maybe_in(law, STANDARD_SHARE, cell)
    if part is None:
        return fen
    numerator, denominator = as_ratio(part)  # type: ignore[arg-type]
    return (fen * numerator * 2 + denominator) // (denominator * 2)


def maybe_amount(law: Law, name: str, cell: Cell) -> int | None:
    """Return the 分 of an optional table, ``None`` where it says nothing of ``cell``."""
    if maybe_in(law, name, cell) is None and not by_trait(law, name, cell):
        return None
    return amount_in(law, name, cell)


def maybe_number(law: Law, name: str, cell: Cell) -> int | None:
    """Return the whole number of an optional table: the highest that a trait gives."""
    plain = maybe_in(law, name, cell)
    found = [*by_trait(law, name, cell), *([] if plain is None else [int(str(plain))])]
    return max(found) if found else None


def by_trait(law: Law, name: str, cell: Cell) -> list[int]:
    """Return what the table ``name_by_trait`` gives for each trait of the person."""
    table = name + _BY_TRAIT
    if not law.has(table, cell.day):
        return []
    found = []
    for trait in traits_of(cell):
        alone = cell._replace(about=cell.about._replace(traits=(trait,), carer=""))
        value = maybe_in(law, table, alone)
        found += [] if value is None else [int(str(value))]
    return found


def traits_of(cell: Cell) -> Sequence[str]:
    """Return the person's traits; the kind of carer counts as one, such as ``trained_carer``.

    So does the kind of insurance: who is insured as a ``student`` is one.
    """
    carer = (cell.about.carer,) if cell.about.carer else ()
    return tuple(dict.fromkeys((*cell.about.traits, *carer, cell.insurance)))


def graded(law: Law, cell: Cell) -> Cell:
    """Return ``cell`` with the most severe of its grade and those that the traits count as."""
    if not law.has(GRADE_OF_TRAIT, cell.day):
        return cell
    counts_as: Mapping[str, str] = law.value(GRADE_OF_TRAIT, cell.day)
    found = [cell.grade, *(counts_as[each] for each in traits_of(cell) if each in counts_as)]
    return cell._replace(grade=max(found, key=lambda code: law.pack.grade(code).severity))


def has_trait(law: Law, name: str, cell: Cell) -> bool:
    """Tell whether the person has one of the traits that ``name`` lists."""
    if not law.has(name, cell.day):
        return False
    return bool({*law.value(name, cell.day)} & {*traits_of(cell)})


def _told(law: Law, cell: Cell, dimension: Sequence[str], known: Collection[str]) -> Sequence[str]:
    """Return the cell's words along a dimension, the first choice first."""
    if not dimension:
        return cell[1:4]
    name = dimension[0]
    if name in _OF_CELL:
        return (str(cell[_OF_CELL[name]]),)
    if name in _OF_ABOUT:
        return (str(cell.about[_OF_ABOUT[name]]),)
    if name == "item":
        return _classes(law, cell)
    return [trait for trait in traits_of(cell) if trait in known]


def _classes(law: Law, cell: Cell) -> Sequence[str]:
    item = cell.about.item
    part = maybe_in(law, PART_OF_CARER, cell)
    if part is not None:
        return str(part), ANY_ITEM
    if item in ("", ANY_ITEM):
        means = maybe_in(law, CARE_MEANS, cell)
        return (ANY_ITEM,) if means is None else (str(means), ANY_ITEM)
    if not law.has(CATALOGUE, cell.day):
        return item, ANY_ITEM
    services = law.classes_of_items(CATALOGUE, cell.day)
    return item, services.get(item, ANY_ITEM), ANY_ITEM


def _nothing_for(
    law: Law, name: str, cell: Cell, dimension: Sequence[str], known: Collection[str]
) -> LtcError:
    """Say what the table lacks; or what the line does not tell, with the words it may tell."""
    told = _told(law, cell, dimension, known)
    missing = dimension[0] if dimension and not any(told) else ""
    if missing in _TOLD_BY_LINE:
        words = ", ".join(known)
        return BadInput(
            f"{missing} is missing: {name} is published by it; known: {words}",
            f"缺少 {missing}（{_TOLD_BY_LINE[missing]}）：{name} 按它取值；可用：{words}",
            field=missing,
        )
    said = ", ".join(dict.fromkeys(each for each in told if each)) or ", ".join(dimension)
    return PolicyGap(
        f"{law.pack.id}: {name} has no value for {said} on {cell.day}; known: {', '.join(known)}",
        f"{law.pack.id}：{name} 在 {cell.day} 没有 {said} 的取值；已有：{'、'.join(known)}",
        field=name,
    )
