"""The self-assessment form: a letter from A to G, and whether an application may be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import assessments.rules.texts  # noqa: F401 - registers the words of these codes
from assessments.rules.answers import check_words
from assessments.rules.scale import SelfScale
from ltc.shared.reasons import Reason


@dataclass(frozen=True, slots=True)
class SelfScore:
    """The letter, and how many items of class a and b were dependent."""

    scale: SelfScale
    letter: str
    may_apply: bool
    dependent: Mapping[str, int]
    reasons: tuple[Reason, ...]

    def as_answer(self, language: str = "zh") -> dict[str, object]:
        """Return the shape of the interfaces."""
        return {
            "scale": self.scale.id,
            "letter": self.letter,
            "may_apply": self.may_apply,
            "dependent": dict(self.dependent),
            "reasons": [reason.as_answer(language) for reason in self.reasons],
            "version": self.scale.version,
            "fingerprint": self.scale.fingerprint,
        }


def score_self(
    scale: SelfScale, answers: object, *, partial_counts: bool | None = None
) -> SelfScore:
    """Return the letter for ``answers``.

    The form does not say whether *partly independent* counts as dependent; ``partial_counts`` is
    the area's reading, and without one the scale's own default holds (it does not count).
    """
    words = check_words(scale, answers)
    counted = scale.partial_counts if partial_counts is None else partial_counts
    bad = {"dependent", "partial"} if counted else {"dependent"}
    dependent = {
        group: sum(item.group == group and words[key] in bad for key, item in scale.items.items())
        for group in ("a", "b")
    }
    letter = scale.letters[dependent["a"]][dependent["b"]]
    reasons = [Reason("self.partial_counted", scale.law)] if counted else []
    reasons.append(Reason("self.count", scale.law, {**dependent, "letter": letter}))
    reasons.append(_gate(scale, letter))
    return SelfScore(scale, letter, letter in scale.gate, dependent, tuple(reasons))


def _gate(scale: SelfScale, letter: str) -> Reason:
    facts = {"letter": letter, "gate": "、".join(sorted(scale.gate))}
    code = "self.may_apply" if letter in scale.gate else "self.below_gate"
    return Reason(code, scale.law, facts)
