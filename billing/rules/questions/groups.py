"""A question that names a group of grades, such as ``severe`` for all of 重度.

It is asked for every grade of the group; where the law says the same of all of them, that is the
answer.  Where it does not, the grade must be named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from billing.rules.tariff import Tariff
from ltc.policy.lookup import Pack
from ltc.shared.errors import LtcError, Unknown

Question = Mapping[str, Any]
Answer = Mapping[str, Any] | LtcError
AnswerTogether = Callable[[Sequence[Question], Tariff, str], Sequence[Answer]]

GRADE, PERSON = "grade", "person"
_NAMES_A_GRADE = (GRADE, "text")


def answer_by_grade(
    answer_all: AnswerTogether, questions: Sequence[Question], tariff: Tariff, language: str
) -> list[Answer]:
    """Answer questions to one pack in their order, those to a group by all of its grades."""
    groups = _groups(tariff.pack)
    asked = [_for_each_grade(each, groups) for each in questions]
    found = iter(answer_all([one for each in asked for one in each], tariff, language))
    answers = [[next(found) for _ in each] for each in asked]
    return [
        _agreed(question, groups.get(_grade(question), ()), each)
        for question, each in zip(questions, answers, strict=True)
    ]


def _groups(pack: Pack) -> dict[object, tuple[str, ...]]:
    """Return the grades of each group that the pack's scale names."""
    names = dict.fromkeys(grade.group for grade in pack.grades if grade.group)
    return {
        name: tuple(grade.code for grade in pack.grades if grade.group == name) for name in names
    }


def _grade(question: Question) -> object:
    """Return what stands as the grade, in the question or in its person; none is no word."""
    person = question.get(PERSON)
    holder = person if isinstance(person, Mapping) else question
    grade = holder.get(GRADE)
    return grade if isinstance(grade, str) else None


def _for_each_grade(
    question: Question, groups: Mapping[object, tuple[str, ...]]
) -> Sequence[Question]:
    grades = groups.get(_grade(question))
    return [_of_grade(question, grade) for grade in grades] if grades else [question]


def _of_grade(question: Question, grade: str) -> Question:
    person = question.get(PERSON)
    if isinstance(person, Mapping):
        return {**question, PERSON: {**person, GRADE: grade}}
    return {**question, GRADE: grade}


def _agreed(question: Question, grades: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """Return the one answer of a group, or say that its grades differ."""
    first = answers[0]
    if not grades:
        return first
    if any(_bare(each) != _bare(first) for each in answers):
        field = f"{PERSON}.{GRADE}" if PERSON in question else GRADE
        return Unknown.word(GRADE, _grade(question), grades, field=field, zh="失能等级")
    if isinstance(first, LtcError):
        return first
    return {**first, GRADE: _grade(question)} if GRADE in first else first


def _bare(answer: object) -> object:
    """Return what an answer says, whichever grade it was asked of."""
    if isinstance(answer, LtcError):
        return answer.code, answer.field
    if isinstance(answer, Mapping):
        return {key: _bare(each) for key, each in answer.items() if key not in _NAMES_A_GRADE}
    return [_bare(each) for each in answer] if isinstance(answer, list) else answer
