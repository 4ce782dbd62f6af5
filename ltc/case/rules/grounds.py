"""The five grounds on which an application may be refused, each with the law in force.

Which grounds hold is the pack's business (``process.refusal_grounds``).  Refusing on any other
ground, or without facts that the applicant can understand, is not possible.
"""

from __future__ import annotations

from datetime import date

import ltc.case.rules.texts  # noqa: F401 - registers the words of these codes
from ltc.policy.lookup import Pack
from ltc.shared.errors import BadInput, Unknown
from ltc.shared.reasons import Reason

GROUNDS = ("not_insured", "not_qualified", "cost_outside_fund", "materials", "other")
PARAMETER = "process.refusal_grounds"


def refusal(pack: Pack, ground: str, note: str, on: date) -> tuple[Reason, ...]:
    """Return the reasons of a refusal; the officer's own words say what it rests on."""
    known = pack[PARAMETER].on(on)
    if ground not in known:
        raise Unknown.word("ground", ground, known, field="ground", zh="不予受理情形")
    if not note.strip():
        raise BadInput(
            "say in plain words what the refusal rests on",
            "请写明不予受理的具体事实，申请人要看得懂",
            field="note",
        )
    return (Reason(f"refusal.{ground}", pack[PARAMETER].law_on(on), {"note": note.strip()}),)


def return_note(note: str) -> str:
    """Return the list of what is missing, or refuse an empty one: everything is told at once."""
    if not note.strip():
        raise BadInput("say what is missing", "请一次写明需要补正的材料", field="note")
    return note.strip()
