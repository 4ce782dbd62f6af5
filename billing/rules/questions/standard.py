"""``standard``: the published cell of a benefit table - cap, limit or rate - on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from billing.rules.columns import INSURANCES, Cell
from billing.rules.questions import fields
from billing.rules.questions.fields import NEEDED, Record, read_one, word_in
from billing.rules.questions.signature import pack_named
from billing.rules.reasons import BIT
from billing.rules.tariff import Tariff
from ltc.policy.lookup import Pack
from ltc.shared.reasons import Reason


def standards(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack.

    A grade or category that is not entitled has no standard, and the answer says why.
    """
    record, signature = _record(tariff.pack), pack_named(tariff.pack)

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        on, mode, grade, insurance = read_one(record, question)[3:]
        cell = Cell(on, mode, grade, insurance)
        return {
            "on": str(on),
            "grade": grade,
            "mode": mode,
            **_published(tariff, cell),
            "reasons": [each.as_answer(language) for each in _reasons(tariff, cell)],
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
            "insurance": (word_in("insurance", INSURANCES, "参保类别"), "employee"),
        }
    )


def _published(tariff: Tariff, cell: Cell) -> Mapping[str, object]:
    if tariff.refusal(cell):
        return {"standard": None}
    shape, terms = tariff.terms(cell)
    return shape.standard(terms)


def _reasons(tariff: Tariff, cell: Cell) -> list[Reason]:
    """Return why there is no standard, or the usual reason of the shape."""
    mask = tariff.refusal(cell) or BIT[tariff.terms(cell)[0].PAYS]
    return tariff.explain(mask, cell)
