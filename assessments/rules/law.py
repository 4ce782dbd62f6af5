"""How the rules of this room ask a policy pack for a number and for its citation.

``ltc.policy.lookup.Pack`` is one; a test may give a plain mapping of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol


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
