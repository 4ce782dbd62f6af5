"""Questions to policy packs: which kinds there are, and answering many of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from billing.rules.questions.assessment_fee import assessment_fees
from billing.rules.questions.benefit import answer_benefits
from billing.rules.questions.contribution import contributions
from billing.rules.questions.entitlement import entitlements
from billing.rules.questions.fields import text, word_in
from billing.rules.questions.groups import Answer, AnswerTogether, Question, answer_by_grade
from billing.rules.questions.standard import standards
from billing.rules.questions.top_up import top_ups
from billing.rules.tariff import Tariff
from ltc.policy.lookup import Pack
from ltc.shared.errors import BadInput, LtcError

LoadPack = Callable[[str], Pack]


def answer_many(
    questions: Sequence[Question], load: LoadPack, *, language: str = "zh"
) -> list[Answer]:
    """Answer every question in its place; those of one kind to one pack are answered together."""
    answers: dict[int, Answer] = {}
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        try:
            groups[_kind(question), _pack_name(question)].append(place)
        except LtcError as error:
            answers[place] = error
    tariffs = _Tariffs(load)
    for (kind, name), places in groups.items():
        group = [questions[place] for place in places]
        try:
            found = answer_by_grade(KINDS[kind], group, tariffs.of(name), language)
        except LtcError as error:  # the pack itself: unknown, or not well formed
            for each in (error, *getattr(error, "faults", ())):
                each.field = "pack"
            found = [error] * len(group)
        answers.update(zip(places, found, strict=True))
    return [_named(question, answers[place]) for place, question in enumerate(questions)]


class _Tariffs:
    """The tariffs of the packs that are asked about, each made once."""

    def __init__(self, load: LoadPack) -> None:
        self._load = load
        self._made: dict[str, Tariff] = {}

    def of(self, name: str) -> Tariff:
        """Return the tariff of the pack called ``name``."""
        if name not in self._made:
            self._made[name] = Tariff(self._load(name))
        return self._made[name]


def _one_by_one(answerer: Callable[[Tariff, str], Callable[[Question], Answer]]) -> AnswerTogether:
    """Turn the maker of an answer to one question into answers to many, errors in their place."""

    def answer_all(questions: Sequence[Question], tariff: Tariff, language: str) -> list[Answer]:
        answer = answerer(tariff, language)
        return [_or_error(answer, question) for question in questions]

    return answer_all


def _or_error(answer: Callable[[Question], Answer], question: Question) -> Answer:
    try:
        return answer(question)
    except LtcError as error:
        return error


KINDS: dict[str, AnswerTogether] = {
    "benefit": answer_benefits,
    "contribution": _one_by_one(contributions),
    "assessment_fee": _one_by_one(assessment_fees),
    "entitlement": _one_by_one(entitlements),
    "top_up": _one_by_one(top_ups),
    "standard": _one_by_one(standards),
}
_kind_word = word_in("question", KINDS, "问题")


def _kind(question: Question) -> str:
    if question.get("question") is None:
        known = ", ".join(KINDS)
        raise BadInput(
            f"question is missing; known: {known}",
            f"缺少 question（问题）；可用：{known}",
            field="question",
        )
    return _kind_word(question["question"])


def _pack_name(question: Question) -> str:
    if question.get("pack") is None:
        raise BadInput("pack is missing", "缺少 pack（政策包）", field="pack")
    try:
        return text(question["pack"])
    except LtcError as error:
        error.field = "pack"
        raise


def _named(question: Question, answer: Answer) -> Answer:
    """Give back the question's own ``id``, so that answers can be told apart."""
    name = question.get("id")
    if isinstance(answer, LtcError) or not isinstance(name, str | int):
        return answer
    return {"id": name, **answer}
