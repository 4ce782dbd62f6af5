"""Questions in, answers out: the JSON plumbing shared by ``ltc score``, ``ask`` and ``locate``.

One JSON object gets one answer, an array gets an array of the same length; a bad element gets
``{"error": …}`` in its place and the others are still answered.  Nothing here knows any subject.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ltc.shared.errors import BadInput, Faults, LtcError, shown
from ltc.shared.ids import first_repeated

AnswerOne = Callable[[Mapping[str, Any]], Mapping[str, Any]]
AnswerMany = Callable[[Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any] | LtcError]]

BAD = 2
_write_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LONGEST_NUMBER = 400
_LONGEST_LINE = 600


@dataclass(frozen=True, slots=True)
class Questions:
    """What was asked; an element that could not be read is its error."""

    items: tuple[object, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer per question in its order, and one line of plain words per fault."""

    items: tuple[Mapping[str, Any], ...]
    many: bool
    faults: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 when every question was answered, 2 when one was bad."""
        return BAD if self.faults else 0

    def as_json(self, *, pretty: bool) -> str:
        """Return one JSON document; in a pipe an array has one answer a line."""
        if pretty:
            return json.dumps(
                self.items if self.many else self.items[0], ensure_ascii=False, indent=2
            )
        lines = [_write_compact(item) for item in self.items]
        return "[" + ",\n ".join(lines) + "]" if self.many else lines[0]


def asks_a_file(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its FILE of questions and ``--language``."""
    language = click.option(
        "--language",
        type=click.Choice(["zh", "en"]),
        default="zh",
        show_default=True,
        help="Language of the reasons.",
    )
    return click.argument("file", metavar="FILE")(language(command))


def answer_file(name: str, answer_one: AnswerOne) -> int:
    """Answer the questions in the file ``name`` (``-``: standard input); return the exit code."""
    return answer_file_together(name, one_by_one(answer_one))


def answer_file_together(name: str, answer_many: AnswerMany) -> int:
    """Like ``answer_file`` for a rule that is faster with all questions at once."""
    try:
        answers = answer_all(read_questions(name), answer_many)
    except LtcError as error:
        answers = Answers((error.as_answer(),), many=False, faults=(_line(error),))
    write_answers(answers)
    return answers.exit_code


def read_questions(name: str) -> Questions:
    """Read the file ``name``, or standard input for ``-``."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput(
            f"cannot read {name}: {why}", f"无法读取 {name}：{why}", field="FILE"
        ) from None
    return parse_questions(raw)


def parse_questions(raw: bytes) -> Questions:
    """Read one JSON object or an array of them, strictly: UTF-8, no NaN, no repeated key."""
    hooks = _Hooks()
    try:
        text = raw.decode("utf-8-sig")
        asked = json.loads(
            text,
            object_pairs_hook=hooks.record,
            parse_constant=hooks.constant,
            parse_float=hooks.real,
            parse_int=hooks.whole,
        )
    except UnicodeDecodeError as error:
        at = error.start + 1
        raise _unreadable(f"not UTF-8 (byte {at})", f"不是 UTF-8（第 {at} 字节）") from None
    except json.JSONDecodeError as error:
        row, column = error.lineno, error.colno
        raise _unreadable(
            f"{error.msg} (line {row}, column {column})", f"第 {row} 行第 {column} 列有误"
        ) from None
    except RecursionError:
        raise _unreadable("nested too deeply", "嵌套过深") from None
    if isinstance(asked, list):
        return Questions(tuple(map(hooks.sound_or_fault, asked)), many=True)
    return Questions((asked,), many=False)


def answer_all(questions: Questions, answer_many: AnswerMany) -> Answers:
    """Answer every sound question; put the error in the place of the others."""
    sound = [item for item in questions.items if isinstance(item, Mapping)]
    given = iter(answer_many(sound)) if sound else iter(())
    answers: list[Mapping[str, Any]] = []
    faults: list[str] = []
    for number, item in enumerate(questions.items, start=1):
        answer = next(given) if isinstance(item, Mapping) else _not_an_object(item)
        if isinstance(answer, LtcError):
            where = f"question {number}: " if questions.many else ""
            faults += [_line(each, where) for each in _each(answer)]
            answer = answer.as_answer()
        answers.append(answer)
    return Answers(tuple(answers), questions.many, tuple(faults))


def one_by_one(answer_one: AnswerOne) -> AnswerMany:
    """Turn a rule for one question into one for many; its ``LtcError`` becomes the answer."""

    def answer_many(questions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any] | LtcError]:
        return [_answer_or_error(answer_one, question) for question in questions]

    return answer_many


def write_answers(answers: Answers) -> None:
    """Write the answers to standard output and one line per fault to standard error.

    Half of a surrogate pair that came in as an escape goes out as one: the bytes stay sound UTF-8.
    """
    document = answers.as_json(pretty=sys.stdout.isatty()) + "\n"
    click.echo(document.encode("utf-8", "backslashreplace"), nl=False)
    for fault in answers.faults:
        click.echo(fault, err=True)


def _answer_or_error(
    answer_one: AnswerOne, question: Mapping[str, Any]
) -> Mapping[str, Any] | LtcError:
    try:
        return answer_one(question)
    except LtcError as error:
        return error


def _each(error: LtcError) -> Sequence[LtcError]:
    return error.faults if isinstance(error, Faults) else (error,)


def _line(error: LtcError, where: str = "") -> str:
    """Return one line of printable words, however odd the input was."""
    both = error.en if error.zh == error.en else f"{error.zh} / {error.en}"
    text = f"{where}{error.field}: {both}" if error.field else where + both
    text = "".join(each if each.isprintable() else "?" for each in text)
    return text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE] + "…"


def _unreadable(en: str, zh: str) -> BadInput:
    return BadInput(f"this is not readable JSON: {en}", f"不是可读的 JSON：{zh}", field="FILE")


def _not_an_object(item: object) -> LtcError:
    if isinstance(item, LtcError):
        return item
    return BadInput(
        f"a question is a JSON object, not {shown(item)}",
        f"每个问题应是一个 JSON 对象，不能是 {shown(item)}",
    )


class _Hooks:
    """Put an error in the place of what cannot be read, and lift it to the element it spoils.

    So one bad number does not cost the other thousand answers.  Until the first one there is
    nothing to lift, and a large array is read fast.
    """

    def __init__(self) -> None:
        self._spoilt = False

    def record(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | BadInput:
        """Return an object, or the first fault in it, named by its place."""
        whole = dict(pairs)
        if len(whole) < len(pairs):
            return self._spoil(_repeated([key for key, _ in pairs]))
        for key, value in pairs if self._spoilt else ():
            if isinstance(value, (list, BadInput)) and (fault := _fault_in(value)):
                name = shown(key)[1:-1]
                fault.field = f"{name}.{fault.field}" if fault.field else name
                return fault
        return whole

    def constant(self, word: str) -> BadInput:
        """Refuse NaN and the infinities."""
        return self._spoil(_not_a_number(word))

    def real(self, text: str) -> float | BadInput:
        """Read a number with a fraction or an exponent, unless it has no end."""
        number = float(text)
        return number if math.isfinite(number) else self._spoil(_not_a_number(shown(text)[1:-1]))

    def whole(self, text: str) -> int | BadInput:
        """Read a whole number, unless it is absurdly long."""
        if len(text) <= _LONGEST_NUMBER:
            return int(text)
        en = f"a number of {len(text)} digits is too long"
        return self._spoil(BadInput(en, f"数字过长（{len(text)} 位）"))

    def sound_or_fault(self, element: object) -> object:
        """Return an element of the array, or the fault that spoils it."""
        return (self._spoilt and _fault_in(element)) or element

    def _spoil(self, fault: BadInput) -> BadInput:
        self._spoilt = True
        return fault


def _fault_in(value: object) -> BadInput | None:
    if isinstance(value, BadInput):
        return value
    if isinstance(value, list):
        return next((fault for each in value if (fault := _fault_in(each))), None)
    return None


def _repeated(keys: list[str]) -> BadInput:
    name = shown(first_repeated(keys))[1:-1]
    return BadInput(f"{name} is given twice", f"{name} 出现了两次", field=name)


def _not_a_number(word: str) -> BadInput:
    return BadInput(f"{word} is not a number", f"{word} 不是数字")
