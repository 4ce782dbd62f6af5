"""``assessment_fee``: what an assessment costs and who pays it, by kind, place and result.

A fee that nobody pays is told as ``unpaid``: what is paid and what is not are the fee together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.rules.law import Law
from billing.rules.questions import fields
from billing.rules.questions.fields import NEEDED, Record, read_one, word_in
from billing.rules.questions.sayings import check_spoken_of, said
from billing.rules.questions.signature import pack_named
from billing.rules.tariff import GRADES, Tariff
from ltc.policy.lookup import Pack
from ltc.policy.read import FIXED_DIMENSIONS
from ltc.shared.errors import BadInput, PolicyGap
from ltc.shared.money import share, yuan
from ltc.shared.reasons import Reason, register_texts

AMOUNT, ADVANCED_BY = "assessment_fee.amount", "assessment_fee.advanced_by"
BY_GRADE, BY_OUTCOME = "assessment_fee.shares_by_grade", "assessment_fee.shares_by_outcome"
WAIVED = "assessment_fee.first_waived_if_different"
KINDS, PLACES = FIXED_DIMENSIONS["occasion"], FIXED_DIMENSIONS["place"]
OUTCOMES, PAYERS = FIXED_DIMENSIONS["outcome"], FIXED_DIMENSIONS["payer"]
FIRST, REVIEW = "first", "review"
PASSED, FAILED, DIFFERENT = "passed", "failed", "different"
APPLICANT, NOBODY = "applicant", "nobody"


@dataclass(frozen=True, slots=True)
class Fee:
    """An assessment that is to be paid for; ``outcome`` and ``grade`` may be empty."""

    kind: str
    place: str
    outcome: str
    grade: str


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee in 分, what each payer pays of it, and what nobody pays."""

    fen: int
    paid: dict[str, int]
    unpaid: int
    waives_first: bool
    because: Reason


def assessment_fees(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack."""
    record, signature, law = _record(tariff.pack), pack_named(tariff.pack), tariff.law

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        on, kind, place, outcome, grade = read_one(record, question)[3:]
        check_spoken_of(law, AMOUNT, "assessment fee", "评估费")
        fee = Fee(kind, place, outcome or outcome_of(law, kind, grade, on), grade)
        found = charge(law, fee, on)
        return {
            "on": str(on),
            "kind": kind,
            "fee": yuan(found.fen),
            "payers": {payer: yuan(fen) for payer, fen in ({APPLICANT: 0} | found.paid).items()},
            "unpaid": yuan(found.unpaid),
            "advanced_by": (said(law, ADVANCED_BY, on) or {}).get(kind),
            **({"first_fee": NOBODY} if found.waives_first else {}),
            "reasons": [found.because.as_answer(language)],
            "pack": signature,
        }

    return answer


def charge(law: Law, fee: Fee, on: date) -> Charge:
    """Return what a fee comes to, who pays which part, and what becomes of the first one."""
    amount, (table, shares) = _amount(law, fee, on), _shares(law, fee, on)
    paid = _divided(amount, shares)
    return Charge(
        fen=amount,
        paid=paid,
        unpaid=paid.pop(NOBODY, 0),
        waives_first=_waives_first(law, fee, on),
        because=Reason(table, law.cited(table, on), {"fee": yuan(amount)}),
    )


def outcome_of(law: Law, kind: str, grade: str, on: date) -> str:
    """Return whether a grade passes; of a review only its first one can say what came of it."""
    if not grade or kind == REVIEW:
        return ""
    return PASSED if grade in law.value(GRADES, on) else FAILED


def _amount(law: Law, fee: Fee, on: date) -> int:
    """Return the fee in 分, by kind or by place as the pack publishes it."""
    amounts = law.value(AMOUNT, on)
    if "place" not in law.pack[AMOUNT].by:
        return int(_of(law, AMOUNT, amounts, fee.kind))
    if not fee.place:
        raise _missing("place", "评估地点", PLACES)
    return int(_of(law, AMOUNT, amounts, fee.place))


def _shares(law: Law, fee: Fee, on: date) -> tuple[str, Mapping[str, Decimal]]:
    """Return the table that holds and each payer's share.

    The result is looked up first; a review that came out otherwise goes by the grade it found.
    """
    if fee.kind == REVIEW and not fee.outcome:
        raise _missing("outcome", "复评结果", OUTCOMES)
    by_outcome: Mapping[str, Any] = (said(law, BY_OUTCOME, on) or {}).get(fee.kind, {})
    if fee.outcome in by_outcome:
        return BY_OUTCOME, by_outcome[fee.outcome]
    by_grade = said(law, BY_GRADE, on)
    if by_grade is None and by_outcome and fee.outcome:
        raise _gap(law, BY_OUTCOME, fee.outcome)
    if not fee.grade:
        known = [each.code for each in law.pack.grades] if by_grade else OUTCOMES
        raise _missing("grade" if by_grade else "outcome", "结果", known)
    if by_grade is None:
        raise _gap(law, BY_OUTCOME, fee.kind)
    return BY_GRADE, _of(law, BY_GRADE, by_grade, fee.grade)


def _divided(amount: int, shares: Mapping[str, Decimal]) -> dict[str, int]:
    """Divide the fee; the last payer takes what the others leave."""
    *others, last = shares
    paid = {payer: share(amount, shares[payer]) for payer in others}
    return {**paid, last: amount - sum(paid.values())}


def _waives_first(law: Law, fee: Fee, on: date) -> bool:
    """Tell whether nobody pays the first fee, because a review came out otherwise."""
    return bool(fee.kind == REVIEW and fee.outcome == DIFFERENT and said(law, WAIVED, on))


def _of(law: Law, table: str, value: Mapping[str, Any], word: str) -> Any:  # noqa: ANN401 - as the table has it
    if word not in value:
        raise _gap(law, table, word)
    return value[word]


def _gap(law: Law, table: str, word: str) -> PolicyGap:
    return PolicyGap(
        f"{law.pack.id}: {table} says nothing of {word}",
        f"{law.pack.id}：{table} 没有 {word} 的规定",
        field=table,
    )


def _missing(field: str, zh: str, known: tuple[str, ...] | list[str]) -> BadInput:
    words = ", ".join(known)
    return BadInput(
        f"{field} is missing; known: {words}", f"缺少 {field}（{zh}）；可用：{words}", field=field
    )


def _record(pack: Pack) -> Record:
    free = (fields.anything, None)
    grades = [each.code for each in pack.grades]
    return Record(
        {
            "question": free,
            "id": free,
            "pack": free,
            "on": (fields.day, NEEDED),
            "kind": (word_in("kind", KINDS, "评估种类"), FIRST),
            "place": (word_in("place", PLACES, "评估地点"), ""),
            "outcome": (word_in("outcome", OUTCOMES, "评估结果"), ""),
            "grade": (word_in("grade", grades, "失能等级"), ""),
        }
    )


register_texts(
    {
        BY_GRADE: ("评估费 {fee} 元，按评定等级分担", "the fee of {fee} 元 is shared by the grade"),
        BY_OUTCOME: (
            "评估费 {fee} 元，按评估结果分担",
            "the fee of {fee} 元 is shared by the result",
        ),
    }
)
