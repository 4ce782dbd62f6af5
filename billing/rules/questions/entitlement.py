"""``entitlement``: may a person apply, is a grade entitled, from which day - by the dated law.

The rule is the assessments room's own; here its facts are read and its answer is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from assessments.rules.entitlement import Entitlement, PersonFacts, entitlement
from billing.rules.columns import INSURANCES
from billing.rules.questions import fields
from billing.rules.questions.fields import NEEDED, Record, read_one, word_in
from billing.rules.questions.signature import pack_named
from billing.rules.tariff import GRADES, Tariff
from ltc.policy.lookup import Pack


def entitlements(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack.

    Without a grade the answer is whether the person may apply; ``entitled`` is then unknown.
    """
    pack = tariff.pack
    record, signature = _record(pack), pack_named(pack)

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        on, grade, category, insured, disabled = read_one(record, question)[3:]
        graded = PersonFacts(
            grade=grade or pack[GRADES].on(on)[0],
            grade_name=pack.grade(grade).name if grade else "",
            category=category,
            insured_from=insured,
            disabled_since=disabled,
        )
        found = entitlement(graded, law=pack, on=on)
        may_apply = entitlement(replace(graded, grade=pack[GRADES].on(on)[0]), law=pack, on=on)
        reasons = found.reasons if grade or not found.entitled else ()
        return {
            "on": str(on),
            "may_apply": may_apply.entitled,
            "entitled": found.entitled if grade else None,
            "first_day": _first_day(found) if grade else None,
            "reasons": [reason.as_answer(language) for reason in reasons],
            "pack": signature,
        }

    return answer


def _first_day(found: Entitlement) -> str | None:
    return str(found.first_day) if found.entitled else None


def _record(pack: Pack) -> Record:
    free = (fields.anything, None)
    grades = [each.code for each in pack.grades]
    return Record(
        {
            "question": free,
            "id": free,
            "pack": free,
            "on": (fields.countable_day, NEEDED),
            "grade": (word_in("grade", grades, "失能等级"), None),
            "insurance": (word_in("insurance", INSURANCES, "参保类别"), NEEDED),
            "insured_from": (fields.countable_day, NEEDED),
            "disabled_since": (fields.countable_day, None),
        }
    )
