"""Questions to packs as the command gets them, written as short as a test can bear."""

import json

from billing.rules.questions.ask import answer_many
from ltc.policy.load import load_pack
from ltc.shared.errors import LtcError

LINE = {"id": "a", "day": "2022-03-02", "item": "care", "unit": "visit", "quantity": "1",
        "minutes": 120, "price": "120.00", "carer": "care_worker"}  # fmt: skip
PERSON = {"insurance": "employee", "grade": "severe_1", "traits": []}
QUESTION = {
    "question": "benefit", "pack": "panjin", "month": "2022-03", "person": PERSON, "mode": "home",
    "lines": [LINE], "events": [],
}  # fmt: skip


def line(name="a", **changes):
    """Return a line called ``name``; ``None`` leaves a field out."""
    full = {**LINE, "id": name, **changes}
    return {key: value for key, value in full.items() if value is not None}


def question(*lines, **changes):
    """Return a benefit question with ``lines`` (or one of 120 元)."""
    full = {**QUESTION, "lines": list(lines) or [LINE], **changes}
    return {key: value for key, value in full.items() if value is not None}


def ask(*questions, load=load_pack, **more):
    """Answer questions as the command does: an error becomes its answer."""
    answers = answer_many(questions, load, **more)
    plain = [each.as_answer() if isinstance(each, LtcError) else each for each in answers]
    return json.loads(json.dumps(plain))


def faults(answer):
    """Return where and of which kind the faults of an answer are."""
    error = answer["error"]
    return [(each["field"], each["code"]) for each in error.get("faults", [error])]
