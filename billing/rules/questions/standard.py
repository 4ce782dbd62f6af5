"""``standard``: the published cell of a benefit table - cap, limit, amount or rate - on a day.

Where a benefit has parts, or goes by the kind of carer, and the question names none, all of them
are told and the first one stands for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from billing.rules.columns import INSURANCES, About, Cell
from billing.rules.questions import fields
from billing.rules.questions.fields import NEEDED, Record, read_one, word_in, words_in
from billing.rules.questions.published import published
from billing.rules.questions.signature import pack_named
from billing.rules.reasons import BIT
from billing.rules.shapes.component_limits import COVERAGE, EXCLUDED
from billing.rules.shapes.loyalty import CHOICES
from billing.rules.tables import ANY_ITEM, graded, value_in, words_along
from billing.rules.tariff import SHAPE, Tariff
from ltc.policy.lookup import Pack
from ltc.shared.errors import BadInput, LtcError, PolicyGap
from ltc.shared.reasons import Reason

BY_PARTS = "component_limits"


def standards(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack.

    A grade or category that is not entitled has no standard, and the answer says why.
    """
    record, signature = _record(tariff.pack), pack_named(tariff.pack)

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        cell = _cell(tariff, read_one(record, question)[3:])
        found, reasons = _found(tariff, cell)
        return {
            "on": str(cell.day),
            "grade": cell.grade,
            "mode": cell.mode,
            **found,
            "reasons": [each.as_answer(language) for each in reasons],
            "pack": signature,
        }

    return answer


def _record(pack: Pack) -> Record:
    free = (fields.anything, None)
    modes, grades = [each.code for each in pack.modes], [each.code for each in pack.grades]
    return Record(
        {
            "question": free,
            "id": free,
            "pack": free,
            "on": (fields.day, NEEDED),
            "mode": (word_in("mode", modes, "服务方式"), NEEDED),
            "grade": (word_in("grade", grades, "失能等级"), NEEDED),
            "insurance": (word_in("insurance", INSURANCES, "参保类别"), None),
            "item": (word_in("item", [each.code for each in pack.items], "项目"), None),
            "carer": (word_in("carer", [each.code for each in pack.carers], "护理人员类别"), None),
            "traits": (words_in("trait", [each.code for each in pack.traits], "人员特征"), None),
            "home_months": (fields.months, None),
            "incentive": (word_in("incentive", CHOICES, "激励方式"), None),
        }
    )


def _cell(tariff: Tariff, values: list[Any]) -> Cell:
    """Return the cell that is asked about; without a category, that of the first paid for."""
    on, mode, grade, insurance, item, carer, traits, at_home, choice = values
    about = About(
        item or "", "", carer or "", tuple(sorted(set(traits or ()))), at_home or 0, choice or ""
    )
    return Cell(on, mode, grade, insurance or _first_category(tariff, on), about)


def _first_category(tariff: Tariff, on: date) -> str:
    """Return the first kind of insured people that is paid for; outside the pack's days, any."""
    try:
        return tariff.categories(on)[0]
    except PolicyGap:
        return next(iter(INSURANCES))


def _found(tariff: Tariff, cell: Cell) -> tuple[dict[str, object], list[Reason]]:
    """Return the published cell, or its parts, and why it is what it is."""
    cell = graded(tariff.law, cell)
    refused = tariff.refusal(cell)
    if refused:
        return {"standard": None}, tariff.explain(refused, cell)
    parts = sorted(_parts(tariff, cell), key=lambda part: part[1].get("standard") is None)
    if not parts:
        return published(tariff, cell), []
    at, first = parts[0]
    told = first if len(parts) == 1 else {**first, "parts": [each for _, each in parts]}
    return told, tariff.explain(BIT[tariff.shape(at).PAYS], at)


def _parts(tariff: Tariff, cell: Cell) -> Iterator[tuple[Cell, dict[str, object]]]:
    """Yield what is published for each part that the question leaves open, equal ones once."""
    seen: list[Mapping[str, object]] = []
    for at, words in _open_cells(tariff, cell):
        shape, terms = tariff.terms(at)
        told = shape.standard(terms)
        if told not in seen and (told.get("kind") != EXCLUDED or cell.about.item):
            seen.append(told)
            yield at, {**words, **told}


def _open_cells(tariff: Tariff, cell: Cell) -> Iterator[tuple[Cell, dict[str, str]]]:
    """Yield the cells that have terms, with the item and carer that the question leaves open."""
    for item in _items(tariff, cell):
        at = cell._replace(about=cell.about._replace(item=item))
        words = {"item": item} if item != cell.about.item else {}
        try:
            tariff.terms(at)
        except BadInput as error:
            yield from _of_carers(tariff, at, words) if error.field == "carer" else ()
        except PolicyGap:
            continue
        else:
            yield at, words


def _of_carers(
    tariff: Tariff, cell: Cell, words: Mapping[str, str]
) -> Iterator[tuple[Cell, dict[str, str]]]:
    """Yield a cell for each kind of carer that has terms."""
    for carer in tariff.pack.carers:
        at = cell._replace(about=cell.about._replace(carer=carer.code))
        with suppress(LtcError):
            tariff.terms(at)
            yield at, {**words, "carer": carer.code}


def _items(tariff: Tariff, cell: Cell) -> list[str]:
    """Return the item that is asked about, or those by which the mode is paid."""
    if cell.about.item:
        return [cell.about.item]
    law = tariff.law
    shapes = list(words_along(law, SHAPE, "item", cell))
    if shapes not in ([], [ANY_ITEM]):
        return shapes
    if value_in(law, SHAPE, cell) == BY_PARTS:
        return list(words_along(law, COVERAGE, "item", cell))
    return [""]
