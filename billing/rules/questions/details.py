"""What of a line matters beside its mode: item, unit, carer, the person's traits and choices.

Most lines of an array share it, so each ``About`` is kept once and lines carry its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from billing.rules.columns import NOTHING, About, Cell
from billing.rules.questions.fields import fault
from billing.rules.questions.payees import payee_of
from billing.rules.tariff import Tariff
from billing.rules.units import UnitTerms
from ltc.shared.errors import BadInput

_NOBODY = ""  # where whoever is paid goes by the mode alone
_PERSON_FIELDS = ("incentive",)


class Person(NamedTuple):
    """What a question tells about the person beside grade and insurance."""

    traits: tuple[str, ...] = ()
    home_months: int = 0
    incentive: str = ""


class Details:
    """The details of all lines of an array of questions, numbered."""

    def __init__(self, tariff: Tariff) -> None:
        """Take the tariff; where it asks for no details all lines are alike."""
        self._tariff = tariff
        self._needed = tariff.detailed
        self._numbers: dict[About, int] = {NOTHING: 0}
        self._sound: dict[Cell, tuple[str, bool]] = {}

    @property
    def needed(self) -> bool:
        """Whether the pack asks for more than modes and grades."""
        return self._needed

    def abouts(self) -> list[About]:
        """Return what the numbers stand for."""
        return list(self._numbers)

    def number(self, line: Sequence[str | None], person: Person) -> int:
        """Return the number of a line's item, unit and carer together with the person's facts."""
        if not self._needed:
            return 0
        item, unit, carer = (each or "" for each in line)
        about = About(item, unit, carer, *person)
        return self._numbers.setdefault(about, len(self._numbers))

    def check(self, cell: Cell, *, place: str, priced: bool) -> str:
        """Raise the gap or slip that a line would meet at ``place``; return whom the fund pays."""
        if cell not in self._sound:
            self._sound[cell] = self._look(cell, place)
        payee, needs_bill = self._sound[cell]
        if needs_bill and not priced:
            raise fault(f"{place}.price", "price is missing", "缺少 price（单价）")
        return payee

    def _look(self, cell: Cell, place: str) -> tuple[str, bool]:
        """Ask the pack about ``cell`` and say at which field of the question a slip lies."""
        tariff = self._tariff
        try:
            if tariff.refusal(cell):
                return payee_of(tariff, cell) if self._needed else _NOBODY, not self._needed
            shape, terms = tariff.terms(cell)
            payee = payee_of(tariff, cell) if self._needed else _NOBODY
        except BadInput as error:
            person = error.field in _PERSON_FIELDS
            error.field = f"person.{error.field}" if person else f"{place}.{error.field}"
            raise
        return payee, shape.NEEDS_BILL or _says_nothing(terms)


def _says_nothing(terms: object) -> bool:
    """Tell whether a line without a bill asks for nothing that is published.

    It is only a part of what is published, or no price of it is.
    """
    if not isinstance(terms, UnitTerms) or terms.fixed:
        return False
    return terms.count == "once" or terms.price_fen is None
