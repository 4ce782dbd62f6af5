"""The answer of a gate: open, or closed with every reason at once."""

from __future__ import annotations

from dataclasses import dataclass

from ltc.shared.reasons import Reason


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands in the way.  A refusal by law is such a value and never an error."""

    reasons: tuple[Reason, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in order."""
        return tuple(reason.code for reason in self.reasons)
