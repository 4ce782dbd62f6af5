"""How the rules of this room ask a policy pack for a number and for its citation.

``ltc.policy.lookup.Pack`` is one; a test may give a plain mapping of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from ltc.shared.errors import PolicyGap


class Clause(Protocol):
    """One dated number of the law."""

    def on(self, day: date) -> Any:  # noqa: ANN401 - a number, a list or a word, by name
        """Return the value in force on ``day``."""

    def law_on(self, day: date) -> str:
        """Return the citation in force on ``day``."""


class Law(Protocol):
    """A policy pack as far as the rules here need it."""

    def __getitem__(self, name: str, /) -> Clause:
        """Return the clause called ``name``."""

    def __contains__(self, name: object, /) -> bool:
        """Tell whether the area, or the frame behind it, has a clause of this name."""


def said(law: Law, name: str, on: date) -> Any:  # noqa: ANN401 - a number, a list or a word
    """Return the value of a clause that only some areas have; None where there is none that day."""
    if name not in law:
        return None
    try:
        return law[name].on(on)
    except PolicyGap:
        return None
