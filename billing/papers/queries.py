"""What papers need besides other queries: whole lists of lines with names, light enough for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from billing.models import SettledLine
from billing.statements.queries import visible_lines
from ltc.case.models import Person
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit


class PrintedLine(NamedTuple):
    """One line of a provider's statement as it is printed."""

    visit_id: int
    person: str
    day: date
    item: str
    kind: int
    for_month: int
    mode: int
    insurance: int
    asked_fen: int
    allowed_fen: int
    within_cap_fen: int
    fund_fen: int
    person_fen: int
    withheld_fen: int
    reasons: int
    to_person_fen: int | None

    @property
    def payable_fen(self) -> int:
        """What the fund pays out to the provider for it now."""
        return self.fund_fen - (self.to_person_fen or 0) - self.withheld_fen


def printed_lines(settlement_id: int, provider_id: int, *, scope: Scope) -> Sequence[PrintedLine]:
    """Return all lines of a provider in a settlement, by person and day."""
    statement = (
        visible_lines(scope, provider_id)
        .where(SettledLine.settlement_id == settlement_id)
        .join(Visit, Visit.id == SettledLine.visit_id)
        .join(Person, Person.id == SettledLine.person_id)
        .with_only_columns(
            SettledLine.visit_id,
            Person.name,
            Visit.day,
            Visit.item,
            *(getattr(SettledLine, name) for name in PrintedLine._fields[4:]),
        )
        .order_by(SettledLine.person_id, Visit.day, SettledLine.visit_id, SettledLine.kind)
    )
    return [PrintedLine(*row) for row in session().execute(statement)]
