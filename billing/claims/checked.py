"""Check a claim as it would be submitted: the stages, with the settlement's own function.

Writes nothing.  Policy is asked of the engine, by the pack and the facts of this moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.claims import filed
from billing.claims.models import Claim, ClaimLine
from billing.claims.rules.basis import BASIS
from billing.claims.rules.stages import POLICY, Fault, Wanted, record_faults
from billing.claims.rules.states import CANCEL
from billing.claims.trial import TriedLine, try_month
from billing.rules.law import Law
from billing.rules.reasons import BIT, STOPS
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.reasons import Reason
from providers.visits.models import Visit

_ALL = Scope.everything("a claim is checked by everything that decides on its lines")


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim's lines with the engine's answer to each, and the faults of the first stage."""

    wanted: Sequence[Wanted]
    tried: Mapping[int, TriedLine]
    faults: Sequence[Fault]
    pack: Pack

    @property
    def stage(self) -> int | None:
        """The stage that has faults; ``None`` for a claim that passes."""
        return self.faults[0].stage if self.faults else None

    @property
    def passes(self) -> bool:
        """Whether nothing in it would be refused."""
        return not self.faults

    def refuses(self, *, insist: bool) -> bool:
        """Whether it cannot be submitted; who insists has what the law refuses rejected in form."""
        return self.stage is not None and (self.stage < POLICY or not insist)

    @property
    def asked_fen(self) -> int:
        """What it asks for."""
        return sum(asked(each, self.tried) for each in self.wanted)

    @property
    def fund_fen(self) -> int:
        """What the fund would pay the provider of it."""
        return sum(pays(each, self.tried) for each in self.wanted)

    @property
    def to_person_fen(self) -> int:
        """What the fund would pay people of it."""
        return sum(to_person(each, self.tried) for each in self.wanted)

    @property
    def own_fen(self) -> int:
        """What the fund would not pay of it."""
        return self.asked_fen - self.fund_fen - self.to_person_fen


def tried(claim: Claim, *, at: datetime) -> dict[int, TriedLine]:
    """Return what the engine says now of a provider's month, by visit."""
    found = try_month(claim.provider_id, Month.parse(claim.month), scope=_ALL, at=at)
    return {
        each.visit.id: each
        for trial in found
        if trial.area == claim.area_code
        for each in trial.lines
    }


def check(claim: Claim, *, at: datetime) -> Checked:
    """Check a draft."""
    month, wanted = Month.parse(claim.month), [Wanted(*each) for each in claim.wanted]
    known = filed.known(claim.provider_id, claim.area_code, month, scope=_ALL)
    pack = pack_for_area(claim.area_code, month.last_day)
    answers = tried(claim, at=at)
    law = cited(pack, month.last_day)
    faults = record_faults(wanted, known) or policy_faults(wanted, answers, law)
    return Checked(wanted, answers, faults, pack)


def policy_faults(
    wanted: Sequence[Wanted], answers: Mapping[int, TriedLine], law: str
) -> list[Fault]:
    """Stage 5: the lines that the rules refuse; ``law`` stands for rules that cite none."""
    return [
        Fault(POLICY, "E5", at, f"服务 {line.visit_id}：{why.text('zh')}", why.text("en"))._replace(
            rule=why.code, law=why.law or law
        )
        for at, line in enumerate(wanted, start=1)
        if line.kind != CANCEL
        for why in refusals(answers[line.visit_id])
    ]


def cited(pack: Pack, on: date) -> str:
    """Return the law by which claims are reviewed, for what no other rule is cited for."""
    law = Law(pack)
    return law.cited(BASIS, on) if law.has(BASIS, on) else ""


def refusals(answer: TriedLine) -> list[Reason]:
    """Return the reasons for which the rules pay nothing of a line; none where they pay."""
    return [each for each in answer.reasons if BIT.get(each.code, 0) & STOPS]


def asked(line: Wanted, answers: Mapping[int, TriedLine]) -> int:
    """Return what a line asks for; one that takes another back asks for nothing."""
    row = answers.get(line.visit_id)
    return int((row.now or row.verified)["asked_fen"]) if row and line.kind != CANCEL else 0


def pays(line: Wanted, answers: Mapping[int, TriedLine]) -> int:
    """Return what the fund would pay the provider of a line."""
    row = answers.get(line.visit_id)
    return row.fund_fen if row and line.kind != CANCEL else 0


def to_person(line: Wanted, answers: Mapping[int, TriedLine]) -> int:
    """Return what the fund would pay the person of a line."""
    row = answers.get(line.visit_id)
    return row.to_person_fen if row and line.kind != CANCEL else 0


def unpaid(line: Wanted, answers: Mapping[int, TriedLine]) -> int:
    """Return what the fund would not pay of a line: the rest of what it asks."""
    return asked(line, answers) - pays(line, answers) - to_person(line, answers)


def times(visit: Visit) -> tuple[datetime, datetime]:
    """Return from when to when a visit counts, as the settlement reads it."""
    started = visit.started_at or visit.planned_start
    if visit.ended_at is not None:
        return started, visit.ended_at
    return started, started + timedelta(minutes=visit.minutes or 0)


def declared(visit: Visit) -> dict[str, object]:
    """Return what a line declares of a visit."""
    started, ended = times(visit)
    return {
        "day": visit.day,
        "carer_id": visit.carer_id,
        "started": started,
        "ended": ended,
        "quantity_milli": visit.quantity_milli,
        "price_fen": visit.price_fen,
    }


def is_as_declared(line: ClaimLine, visit: Visit | None) -> bool:
    """Tell whether a visit is still verified and what a line says of it."""
    if visit is None or visit.state != "verified" or not visit.place_ok:
        return False
    return all(getattr(line, name) == value for name, value in declared(visit).items())
