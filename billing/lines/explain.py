"""Why a line is as it is: its reasons with the law of its day, found in the pack as known then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from billing.columnar import SessionDoor
from billing.lines.queries import LineRow
from billing.lines.rules import Step, staircase
from billing.models import SettledLine, Settlement
from billing.rules.columns import NOTHING, About, Cell
from billing.rules.law import Law
from billing.rules.reasons import explain
from billing.rules.tariff import Tariff
from billing.settlement.doors import months_at_home
from billing.settlement.queries import certificate_spans, verified_then
from billing.settlement.rules import history
from billing.settlement.rules.details import about_of
from billing.settlement.rules.facts import DETAILS, Facts, SmallFacts, spans
from billing.settlement.rules.law import DEPOSIT, deposit_share
from ltc.case.queries import event_spans
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, PolicyGap
from ltc.shared.reasons import Reason, register_texts

register_texts(
    {
        "settlement.deposit_share": (
            "从基金支付额中暂扣质量保证金 {share}",
            "{share} of what the fund pays is withheld as a deposit",
        )
    }
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A line with its settlement, staircase, grade and mode in words."""

    row: LineRow
    settlement: Settlement
    steps: tuple[Step, ...]
    grade: str
    mode: str
    pack: Pack
    pack_changed: bool  # the pack now is not the one that the month was settled under

    @property
    def line(self) -> SettledLine:
        """The line itself."""
        return self.row.line


def explained(row: LineRow, settlement: Settlement) -> Explained:
    """Return a line with everything that explains it."""
    line, day = row.line, row.visit.day
    pack = pack_for_area(settlement.area_code, day)
    known_on = legal_day(settlement.as_known_at) if settlement.as_known_at else None
    tariff = Tariff(pack, known_on=known_on)
    grade, mode = _word(settlement, "grade", line.grade), _word(settlement, "mode", line.mode)
    cell = Cell(day, mode, grade, row.category, _about(row, tariff, settlement))
    reasons = reasons_of(tariff, line.reasons, cell)
    deposit = _deposit(tariff.law, line)
    return Explained(
        row,
        settlement,
        tuple(staircase(line, reasons, deposit)),
        grade,
        mode,
        pack,
        pack.fingerprint != settlement.fingerprint,
    )


def _about(row: LineRow, tariff: Tariff, settlement: Settlement) -> About:
    """Return what the line was paid by beside its mode, as known when it was settled."""
    if not tariff.detailed or settlement.as_known_at is None:
        return NOTHING
    visit, carer = row.visit, row.line.carer_id
    told = {name: getattr(visit, name) for name in ("mode", "day", *DETAILS)}
    told |= {"person": visit.person_id, "carer": carer}
    facts = _facts(row, tariff, settlement.area_code, settlement.as_known_at)
    return about_of(told, facts, tariff, month_end=Month.of(visit.day).last_day)


def _facts(row: LineRow, tariff: Tariff, area: str, known_at: datetime) -> Facts:
    """Return what decides on one visit beside the visit: certificates, choices, months before."""
    day, person = row.visit.day, row.visit.person_id
    month = Month.of(day)
    known: Any = {
        "known_at": known_at,
        "scope": Scope.everything("whoever sees a line sees why it is as it is"),
    }
    held = certificate_spans(area, day, day, carer=row.line.carer_id, **known)
    back = history.months_back(tariff.law, month)
    events = event_spans(area, *month.days, people=[person], **known) if back else []
    first = history.first_of(month, back)
    nobody = spans([])
    small = SmallFacts(
        nobody,
        nobody,
        nobody,
        nobody,
        nobody,
        certificates=spans(held, kind=pl.String),
        verified_then=tuple(verified_then(area, first, day, **known)) if events else (),
        months_back=back,
        choices=spans([*map(tuple, history.choices(events))], word=pl.String),
    )
    people = pl.DataFrame({"person": [person], "traits": [json.dumps(list(row.traits))]})
    before = months_at_home(SessionDoor(), area, month, small, known_at=known_at, person=person)
    return Facts(pl.DataFrame(), people, small, {}, before)


def _word(settlement: Settlement, kind: str, place: int) -> str:
    """Return the word that a line's number stands for, by the lists stored with its run."""
    known = settlement.words.get(kind, [])
    return str(known[place]) if 0 <= place < len(known) else ""


def reasons_of(tariff: Tariff, mask: int, cell: Cell) -> list[Reason]:
    """Explain a line; without a grade, or where the pack has no cell, without their numbers."""
    try:
        return tariff.explain(mask, cell)
    except (BadInput, PolicyGap, KeyError):
        return explain(mask, tariff.law, cell.day, {})


def _deposit(law: Law, line: SettledLine) -> list[Reason]:
    """Say by which law and share a deposit was withheld, if one was."""
    if not line.withheld_fen:
        return []
    month_end = Month(*divmod(line.for_month, 100)).last_day
    (numerator, denominator), _known = deposit_share(law, month_end)
    facts = {"share": f"{numerator * 100 / denominator:g}%"}
    return [Reason(DEPOSIT, law.cited(DEPOSIT, month_end), facts)]
