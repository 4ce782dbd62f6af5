"""Situations a person can act on, each with a message fit to show in Chinese and in English.

A refusal by law is not an error: it is a value with reasons.  A broken invariant is an ordinary
exception and rolls back.  Everything between is an ``LtcError`` here; the web and the command
line each have one place that turns the type into a status.
"""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from typing import Any

_short = reprlib.Repr()
_short.maxlevel = 2
_short.maxdict = _short.maxlist = 3
_short.maxstring = _short.maxother = _short.maxlong = 60


def shown(value: object) -> str:
    """Return ``value`` as it may stand in a message: short and plain, whatever was sent."""
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else _short.repr(value)


class LtcError(Exception):
    """Say to ``field``'s owner what is wrong and how to get on, in both languages."""

    status = 400
    code = "error"

    def __init__(self, en: str, zh: str = "", *, field: str | None = None) -> None:
        """Take the English message, the Chinese one and the input field it is about."""
        super().__init__(en)
        self.en = en
        self.zh = zh or en
        self.field = field

    def message(self, language: str = "zh") -> str:
        """Return the message in ``language`` (``zh`` or ``en``)."""
        return self.en if language == "en" else self.zh

    def as_answer(self) -> dict[str, dict[str, Any]]:
        """Return the shape that stands in the place of an answer in JSON arrays."""
        both = self.en if self.zh == self.en else f"{self.zh} / {self.en}"
        return {"error": {"code": self.code, "field": self.field, "message": both}}


class BadInput(LtcError):
    """What was typed or sent cannot be used; ``field`` names it."""

    status = 422
    code = "bad_input"


class NotFound(LtcError):
    """No such record, or none that this user may see: the answer is the same."""

    status = 404
    code = "not_found"


class Forbidden(LtcError):
    """The role lacks this act."""

    status = 403
    code = "forbidden"


class Conflict(LtcError):
    """The record has moved on; the act no longer fits its state."""

    status = 409
    code = "conflict"


class PolicyGap(LtcError):
    """The pack says nothing for this day or this question; the answer is never zero."""

    status = 422
    code = "policy_gap"


class Unknown(BadInput):
    """An unknown word; the message names the known ones."""

    code = "unknown_word"

    @classmethod
    def word(
        cls, kind: str, word: object, known: object, *, field: str | None = None, zh: str = ""
    ) -> Unknown:
        """Build the message that lists the ``known`` words; ``zh`` is the ``kind`` in Chinese."""
        words = ", ".join(sorted(str(each) for each in known))  # type: ignore[attr-defined]
        return cls(
            f"unknown {kind} {shown(word)}; known: {words}",
            f"未知的{zh or kind}：{shown(word)}；可用：{words}",
            field=field or kind,
        )


class Faults(BadInput):
    """Several faults found at one stage, so that nobody mends a form one message at a time."""

    def __init__(self, faults: Sequence[LtcError]) -> None:
        """Take the faults in order; the first stands for them where only one can be shown."""
        first = faults[0]
        super().__init__(first.en, first.zh, field=first.field)
        self.code = first.code
        self.faults = tuple(faults)

    def as_answer(self) -> dict[str, dict[str, Any]]:
        """Return the first fault's shape with all of them listed under ``faults``."""
        listed = [each.as_answer()["error"] for each in self.faults]
        return {"error": {**listed[0], "faults": listed}}
