"""Can care be paid for as a pack stands?  What ``ltc packs check`` asks of this room.

The pack's own reader knows how values are written; only the shapes know which of them they need.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from itertools import product
from typing import Any

from billing.rules.columns import About, Cell
from billing.rules.parameters import BILL, ONLY_TOLD, READ, TOPICS, Read, reading_of
from billing.rules.questions.assessment_fee import BY_GRADE, BY_OUTCOME
from billing.rules.questions.contribution import contributions
from billing.rules.questions.financing import SHARES
from billing.rules.questions.payees import payee_of
from billing.rules.shapes.component_limits import COVERAGE
from billing.rules.shapes.unpublished import FIELD as UNPUBLISHED
from billing.rules.tariff import CATEGORIES, GRADES, SHAPE, Tariff
from ltc.policy.faults import Fault
from ltc.policy.lookup import Dated, Pack, Row, last_day
from ltc.policy.units import leaves
from ltc.shared.dates import FOREVER
from ltc.shared.errors import LtcError, Unknown

CONTRIBUTION = "contribution.shape"
_TOPIC = "benefit."
_A_BASE = "4000.00"
_AGES = (0, 99)


def every_cell_is_paid(pack: Pack) -> Iterator[Fault]:
    """Wherever a shape is named, it finds its numbers for all who are entitled; each gap once."""
    if not _pays(pack):
        return
    tariff, told = Tariff(pack), set()
    for row, day in _days(pack, SHAPE):
        for error in _gaps(tariff, day):
            if (error.field, row.line) not in told:
                told.add((error.field, row.line))
                yield _gap_fault(pack, row, day, error)


def every_value_has_its_shape(pack: Pack) -> Iterator[Fault]:
    """A new row of limits is of no use on days for which no way of paying is named."""
    if not _pays(pack):
        return
    for name, dated in pack.parameters.items():
        for row in dated.rows if name.startswith(_TOPIC) and name != SHAPE else ():
            if not row.unknown and not _has(pack[SHAPE], row.first_day):
                en = f"{name} has a value on {row.first_day}, {SHAPE} has none: go on with it too"
                zh = f"{name} 在 {row.first_day} 有取值，{SHAPE} 却没有：办法、比例等也要一并延续"
                yield Fault(dated.file, row.line, en, zh)


def every_contribution_is_counted(pack: Pack) -> Iterator[Fault]:
    """Wherever a way of contributing is named, it finds its amounts or rates."""
    if pack.status != "active" or CONTRIBUTION not in pack.parameters:
        return
    answer, dated = contributions(Tariff(pack), "zh"), pack.parameters[CONTRIBUTION]
    named = [(row, category) for row in dated.rows for category in row.value or ()]
    for (row, category), age in product(named, _AGES):
        asked = {"on": str(row.first_day), "category": category, "base": _A_BASE, "age": age}
        error = _error(partial(answer, asked))
        if error:
            yield _fault(dated, row, row.first_day, error)


def every_parameter_is_read(pack: Pack) -> Iterator[Fault]:
    """A parameter that no rule reads has a slip in its name: it would change nothing.

    A frame without an area may say more: what is only to be looked up.
    """
    if not pack.area_code:
        return
    inherited = set(pack.base.names()) if pack.base else set()
    topics = TOPICS | {name.partition(".")[0] for name in inherited}
    for name, dated in pack.parameters.items():
        topic = name.partition(".")[0]
        if pack.base and topic not in topics:
            en = f"no rule reads a file called {topic}; known: {', '.join(sorted(topics))}"
            zh = f"程序不读叫 {topic} 的主题文件；可用：{'、'.join(sorted(topics))}"
            yield Fault(dated.file, dated.line, en, zh)
        elif topic in TOPICS and not (reading_of(name) or name in ONLY_TOLD | inherited):
            near = get_close_matches(name, [*READ, *inherited], 1)
            meant = f" Is {near[0]} meant?" if near else ""
            guess = f"是不是 {near[0]}？" if near else ""
            en = f"no rule reads {name}; put what is only to be looked up into a note.{meant}"
            zh = f"程序不读 {name}，写了也不起作用；{guess}只供查阅的请写进 note"
            yield Fault(dated.file, dated.line, en, zh)


def every_parameter_is_as_read(pack: Pack) -> Iterator[Fault]:
    """Unit, levels and words are those that the rules know: nothing fails when a month is paid."""
    for name, dated in pack.parameters.items():
        read = reading_of(name)
        if read is None:
            continue
        if dated.unit != read.unit:
            en = f"{name} has the unit {read.unit}"
            yield Fault(dated.file, dated.line, en, f"{name} 的单位（unit）应为 {read.unit}")
        if not _layered(dated, read):
            allowed = " / ".join(_shown(each) for each in read.by or (sorted(BILL),))
            en = f"{name} is read by: {allowed}"
            yield Fault(dated.file, dated.line, en, f"{name} 的 by 应为：{allowed}")
            continue
        known = [each.code for each in pack.words[read.own]] if read.own else read.words
        if known is not None:
            yield from _unknown_words(dated, known)


def _layered(dated: Dated, read: Read) -> bool:
    return BILL.issuperset(dated.by) if read.by is None else dated.by in read.by


def _shown(layers: Sequence[str]) -> str:
    return f"[{', '.join(layers)}]"


def _unknown_words(dated: Dated, known: Collection[str]) -> Iterator[Fault]:
    for row in (row for row in dated.rows if not row.unknown):
        for word in sorted(set(leaves(row.value, len(dated.by))).difference(known)):
            yield _fault(
                dated,
                row,
                row.first_day,
                Unknown.word(dated.name, word, known, zh=f" {dated.name} "),
            )


def every_share_comes_to_the_whole(pack: Pack) -> Iterator[Fault]:
    """Where payers share a fee or a contribution, their parts are the whole: none is left over."""
    for name in _SHARED & pack.parameters.keys():
        dated = pack.parameters[name]
        for row, shares in _shared(dated):
            if sum(shares.values()) != 1:
                parts = ", ".join(f"{payer} {share}" for payer, share in shares.items())
                en = f"{name}: the shares {parts} do not come to 1"
                yield Fault(dated.file, row.line, en, f"{name}：{parts} 合计不是 1")


def _shared(dated: Dated) -> Iterator[tuple[Row, Mapping[str, Decimal]]]:
    """Yield what each row says of how a whole is divided."""
    for row in (row for row in dated.rows if not row.unknown):
        yield from ((row, shares) for shares in leaves(row.value, len(dated.by) - 1))


_SHARED = frozenset({BY_OUTCOME, BY_GRADE, SHARES})
CHECKS = (
    every_cell_is_paid,
    every_value_has_its_shape,
    every_contribution_is_counted,
    every_parameter_is_read,
    every_parameter_is_as_read,
    every_share_comes_to_the_whole,
)


def _pays(pack: Pack) -> bool:
    """Tell whether the pack is one of an area that pays; drafts and the frame need not be whole."""
    return pack.status == "active" and bool(pack.area_code) and SHAPE in pack.parameters


def _days(pack: Pack, name: str) -> Iterator[tuple[Row, date]]:
    """Yield the rows of a parameter that have a value, with each day on which the pack changes."""
    dated = pack.parameters[name]
    changes = sorted(day for each in pack for day in pack[each].change_days())
    for at, row in enumerate(dated.rows):
        until = last_day(dated.rows, at) or FOREVER
        if not row.unknown:
            inside = {day for day in changes if row.first_day <= day <= until}
            yield from ((row, day) for day in sorted(inside))


def _gaps(tariff: Tariff, day: date) -> Iterator[LtcError]:
    """Yield what is missing to pay for any mode, grade and category on ``day``."""
    law = tariff.law
    error = _error(lambda: (law.value(GRADES, day), law.value(CATEGORIES, day)))
    if error:
        yield error
        return
    for mode, grade, category in product(
        law.value(SHAPE, day), law.value(GRADES, day), law.value(CATEGORIES, day)
    ):
        for item in _items(tariff, mode, day):
            cell = Cell(day, mode, grade, category, About(item=item))
            nobody, payee = _nobody_pays(tariff, cell), _error(partial(payee_of, tariff, cell))
            found = (nobody, payee, _too_much_shared(tariff, cell))
            yield from (each for each in found if each)


def _items(tariff: Tariff, mode: str, day: date) -> list[str]:
    """Return the items by which a mode is paid; none where a bill has no parts."""
    by, levels = tariff.pack[SHAPE].by, [tariff.law.value(SHAPE, day)[mode]]
    for dimension in by[1:]:
        if dimension == "item":
            return list(dict.fromkeys(item for level in levels for item in level))
        levels = [each for level in levels for each in level.values()]
    return [""]


def _is_told(tariff: Tariff, error: LtcError, day: date) -> bool:
    """Tell whether the pack itself says that what is missing was never published."""
    if error.field == UNPUBLISHED:
        return True
    dated = tariff.pack.parameters.get(error.field or "")
    rows = dated.rows if dated else ()
    return any(row.unknown and _holds(row, day) for row in rows)


def _nobody_pays(tariff: Tariff, cell: Cell) -> LtcError | None:
    """Return the gap that a cell has whoever comes and, where a bill has parts, for any part."""
    pack, law = tariff.pack, tariff.law
    carers = ("", *(carer.code for carer in pack.carers))
    parts = [cell.about.item]
    if COVERAGE in pack.parameters and law.has(COVERAGE, cell.day):
        parts += [item.code for item in pack.items]
    first: LtcError | None = None
    for item, carer in product(parts, carers):
        about = About(item=item, carer=carer, incentive="cash")
        error = _error(partial(tariff.terms, cell._replace(about=about)))
        if error is None or _is_told(tariff, error, cell.day):
            return None
        first = first or error
    return first


def _too_much_shared(tariff: Tariff, cell: Cell) -> LtcError | None:
    """Return the fault of a cell in which more goes to the person than is paid."""
    if _error(partial(tariff.terms, cell)):
        return None
    return _error(partial(tariff.persons_part, cell))


def _error(ask: Callable[[], Any]) -> LtcError | None:
    try:
        ask()
    except LtcError as error:
        return error
    return None


def _has(dated: Dated, day: date) -> bool:
    return _error(partial(dated.on, day)) is None


def _fault(dated: Dated, row: Row, day: date, error: LtcError) -> Fault:
    """Name the row that leads to what is missing; that may stand in no file at all."""
    return Fault(dated.file, row.line, f"on {day}: {error.en}", f"{day}：{error.zh}")


def _gap_fault(pack: Pack, row: Row, day: date, error: LtcError) -> Fault:
    """Name the row in which a word is missing, or the shape that needs what is in no row."""
    wanted = pack.parameters.get(error.field or "")
    held = [each for each in (wanted.rows if wanted else ()) if _holds(each, day)]
    if wanted is None or not held:
        return _fault(pack[SHAPE], row, day, error)
    return _fault(wanted, held[-1], day, error)


def _holds(row: Row, day: date) -> bool:
    return row.first_day <= day <= (row.last_day or FOREVER)
