"""``ltc score``: points, bands, grade and reasons for answers in a file.

Knows no database, no web and no user: the same rules as the desk and the tablet, asked from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import click

from assessments.rules.circumstances import KEYS, read_circumstances
from assessments.rules.scale import Scale, SelfScale
from assessments.rules.scoring import score as score_answers
from assessments.rules.self_assessment import score_self
from assessments.scales.load import load_scale, scale_names
from ltc.shared.errors import BadInput, Unknown, shown
from ltc.shared.questions import answer_file, asks_a_file

_COMMON = ("id", "scale", "answers")
_SELF_KEYS = (*_COMMON, "partial_counts")
_POINT_KEYS = (*_COMMON, *KEYS)


@click.command(
    "score",
    epilog="""\b
Example:
  ltc score - <<'JSON'
  {"scale": "nhsa-2021-37-self",
   "answers": {"eating": "dependent", "continence": "dependent", "bathing": "dependent",
               "dressing": "partial", "toilet": "independent", "transfer": "dependent"}}
  JSON""",
)
@asks_a_file
@click.pass_context
def score(context: click.Context, file: str, language: str) -> None:
    """Score the answers in FILE (- for standard input): points, bands, grade, reasons.

    FILE holds one JSON object or an array of them.  A question names its scale and gives an answer
    for every item; gbt-42195-2022 also takes coma, dementia_or_mental (true or false) and
    risk_events (how many in the last 30 days), the self-assessment takes partial_counts.
    A bad question gets an error in its place, the others are still answered (exit 2).
    """
    context.exit(answer_file(file, partial(answer_question, language=language)))


def answer_question(question: Mapping[str, Any], *, language: str = "zh") -> dict[str, object]:
    """Answer one question in the shape of the interfaces."""
    if type(question.get("id", "")) not in (str, int):
        raise BadInput("id is text or a whole number", "id 应为文字或整数", field="id")
    if "scale" not in question:
        known = ", ".join(scale_names())
        raise BadInput(
            f"scale is missing; known: {known}", f"缺少 scale（量表）；可用：{known}", field="scale"
        )
    scale = load_scale(question["scale"])
    if "answers" not in question:
        raise BadInput("answers are missing", "缺少 answers（各项答案）", field="answers")
    if isinstance(scale, SelfScale):
        answer = _self(scale, question, language)
    else:
        answer = _points(scale, question, language)
    return {"id": question["id"], **answer} if "id" in question else answer


def _points(scale: Scale, question: Mapping[str, Any], language: str) -> dict[str, object]:
    _known_only(question, _POINT_KEYS)
    facts = read_circumstances(scale, question)
    return score_answers(scale, question["answers"], facts).as_answer(language)


def _self(scale: SelfScale, question: Mapping[str, Any], language: str) -> dict[str, object]:
    _known_only(question, _SELF_KEYS)
    counts = question.get("partial_counts")
    if counts is not None and not isinstance(counts, bool):
        raise BadInput(
            f"partial_counts is true or false, not {shown(counts)}",
            f"partial_counts 应为 true 或 false，不能是 {shown(counts)}",
            field="partial_counts",
        )
    return score_self(scale, question["answers"], partial_counts=counts).as_answer(language)


def _known_only(question: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse a misspelt fact rather than grade a person without it."""
    for key in question:
        if key not in known:
            raise Unknown.word("field", key, known, field=shown(key)[1:-1], zh="字段")
