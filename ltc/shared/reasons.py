"""Why an answer is what it is: a dotted code, the facts, and the law in force that day.

Rules return reasons; the text is made only when someone looks.  Each room registers the texts of
its own codes beside its rules, in Chinese and English, with ``{name}`` places for the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_TEXTS: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of an answer: ``code`` names the rule, ``law`` the document in force."""

    code: str
    law: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """Return the plain sentence for this reason in ``language``."""
        zh, en = _TEXTS.get(self.code, (self.code, self.code))
        return (en if language == "en" else zh).format_map(_Facts(self.facts))

    def as_answer(self, language: str = "zh") -> dict[str, str]:
        """Return ``{"code", "text", "law"}`` as the interfaces promise."""
        return {"code": self.code, "text": self.text(language), "law": self.law}

    def as_row(self) -> dict[str, object]:
        """Return what is stored with a record: code, law and facts."""
        return {"code": self.code, "law": self.law, "facts": dict(self.facts)}

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Reason:
        """Read back what ``as_row`` stored."""
        facts = row.get("facts") or {}
        return cls(str(row["code"]), str(row.get("law", "")), dict(facts))  # type: ignore[call-overload]


class _Facts(dict[str, object]):
    """Leave a missing fact visible rather than failing while someone reads."""

    def __missing__(self, key: str) -> str:
        return "—"


def register_texts(texts: Mapping[str, tuple[str, str]]) -> None:
    """Add the ``code: (Chinese, English)`` texts of one room; a clash is a mistake."""
    for code, pair in texts.items():
        if _TEXTS.setdefault(code, pair) != pair:
            raise ValueError(f"reason {code} already has another text")


def known_codes() -> frozenset[str]:
    """Return every code that has a text."""
    return frozenset(_TEXTS)
