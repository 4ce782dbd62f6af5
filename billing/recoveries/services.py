"""Taking money back by a finding, and keeping that in step with what is paid for the visit.

A settlement corrects a visit by lines, a finding takes money back beside them.  Both together never
take more than was paid: whenever lines of a visit change, its recovery is brought to what still
stands, and the difference goes back to the provider (or is owed again).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.ledger.queries import hold_books
from billing.ledger.rules.chart import INSURANCES
from billing.ledger.rules.entry import About, Entry
from billing.ledger.services import post
from billing.models import Settlement
from billing.recoveries import queries
from billing.recoveries.models import Recovery, RecoveryStep
from billing.recoveries.rules import COLLECTED, IN_CASH, OFFSET, Held, Step, holds, sides, step_to
from billing.statements.held import held_of_visit
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Unknown
from ltc.shared.money import yuan

_MEMO = {"taken": "追回", "given_back": "追回减少", "collected": "追回到账"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecovery:
    """What a decided finding takes back; insurance and mode are a visit's own where it names one.

    ``area_code`` is the pool whose money it is, for a finding without a visit.
    """

    finding_id: int
    provider_id: int
    area_code: str
    fen: int
    visit_id: int | None = None
    insurance: str = ""
    mode: str = ""


def take_back(new: NewRecovery, *, scope: Scope, at: datetime) -> Recovery:
    """Take back what a finding decided, as a receivable; refuse more than the fund paid, or twice.

    A visit's money is taken back by one finding at a time.
    """
    made = _of_visit(new, scope) if new.visit_id is not None else _of_none(new)
    hold_books(made.area_code, alone=True)
    if new.visit_id is not None:
        _refuse_more_than_paid(new.visit_id, new.fen, scope)
    session().add(made)
    session().flush()
    _bring(made, scope=scope, at=at)
    return made


def _of_visit(new: NewRecovery, scope: Scope) -> Recovery:
    found = queries.standing(new.visit_id or 0, scope=scope)
    if found is None:
        raise _more_than(0)
    return Recovery(
        finding_id=new.finding_id,
        visit_id=new.visit_id,
        person_id=found.person_id,
        provider_id=new.provider_id,
        area_code=found.area_code,
        insurance=found.insurance,
        mode=found.mode,
        wanted_fen=new.fen,
    )


def _of_none(new: NewRecovery) -> Recovery:
    if new.insurance not in INSURANCES or not new.mode:
        raise BadInput(
            "say whose money is recovered: insurance and mode of service",
            "请注明追回款项所属的险种和服务方式",
            field="insurance",
        )
    return Recovery(
        finding_id=new.finding_id,
        provider_id=new.provider_id,
        area_code=new.area_code,
        insurance=new.insurance,
        mode=new.mode,
        wanted_fen=new.fen,
    )


def _refuse_more_than_paid(visit_id: int, fen: int, scope: Scope) -> None:
    """Refuse under the lock of the books: no settlement is finished in between."""
    if queries.of_visit(visit_id) is not None:
        raise Conflict(
            "another finding has taken this visit's money back already",
            "该次服务的款项已由另一项处理决定追回，不能重复追回",
            field="visit_id",
        )
    found = queries.standing(visit_id, scope=scope)
    held = held_of_visit(visit_id, found.area_code) if found else 0
    most = max(min(found.fund_fen, found.approved_fen) - held, 0) if found else 0
    if fen > most:
        raise _held_yet(held, most) if held else _more_than(most)


def _more_than(most: int) -> Conflict:
    return Conflict(
        f"the fund has paid {yuan(most)} for this visit",
        f"基金为该次服务支付了{yuan(most)}元，追回金额不能超过",
        field="recovery_fen",
    )


def _held_yet(held: int, most: int) -> Conflict:
    return Conflict(
        f"{yuan(held)} for this visit is in dispute and not paid: it is not taken back but decided;"
        f" at most {yuan(most)} is",
        f"该次服务有{yuan(held)}元因争议尚未支付，请在争议处理中决定不予支付；"
        f"追回金额不能超过{yuan(most)}元",
        field="recovery_fen",
    )


def follow_lines(
    settlement: Settlement, *, scope: Scope, at: datetime
) -> list[tuple[str, Mapping[str, Any]]]:
    """Bring recoveries to what stands paid now for the visits that a settlement has lines of.

    Called when the lines become visible, in the same unit of work, under the lock of the books;
    returns what an officer should know of it, as a note.
    """
    changed = [
        _bring(each, scope=scope, at=at, settlement_id=settlement.id)
        for each in queries.corrected_by(settlement.id)
    ]
    steps = [step for step in changed if step is not None]
    facts = {"findings": len(steps), "fen": sum(step.fen for step in steps)}
    return [("recoveries", facts)] if steps else []


def lift(finding_id: int, *, scope: Scope, at: datetime) -> None:
    """Give back what a finding took: it was lifted."""
    found = queries.of_finding(finding_id)
    if found is not None:
        hold_books(found.area_code, alone=True)
        found.wanted_fen = 0
        _bring(found, scope=scope, at=at)


def collect(finding_id: int, how: str, *, scope: Scope, at: datetime) -> int:
    """Settle what a provider owes of a finding: off its next payment, or paid in; return it in 分.

    After a correction made it owe again, again.
    """
    if how not in (OFFSET, IN_CASH):
        raise Unknown.word("how", how, (OFFSET, IN_CASH), zh="追回方式")
    found = queries.of_finding(finding_id)
    if found is not None:
        hold_books(found.area_code, alone=True)
    owed = queries.held(found.id).owed_fen if found else 0
    if found is None or not owed:
        raise Conflict("there is nothing to collect", "没有待追回的款项，或已经追回")
    _take(found, Step(COLLECTED, 0, -owed), how=how, scope=scope, at=at)
    return owed


def _bring(
    found: Recovery, *, scope: Scope, at: datetime, settlement_id: int | None = None
) -> Step | None:
    """Post what leads from what is taken back to what should be."""
    target = found.wanted_fen
    if found.visit_id is not None:
        everything = Scope.everything("what stands paid bounds what is taken back")
        there = queries.standing(found.visit_id, scope=everything)
        target = holds(found.wanted_fen, there.fund_fen if there else 0)
    step = step_to(target, queries.held(found.id))
    if step is not None:
        _take(found, step, scope=scope, at=at, settlement_id=settlement_id)
    return step


def _take(
    found: Recovery,
    step: Step,
    *,
    scope: Scope,
    at: datetime,
    how: str = OFFSET,
    settlement_id: int | None = None,
) -> None:
    """Post one step and keep it with its entry."""
    number = len(queries.steps(found.id)) + 1
    entry = Entry(
        key=f"recovery:{found.id}:{number}",
        area_code=found.area_code,
        insurance=found.insurance,
        kind="recovery",
        posted_on=legal_day(at),
        about=About("finding", str(found.finding_id)),
        memo=f"检查处理决定 {found.finding_id} {_MEMO[step.kind]}",
        lines=sides(step, provider_id=found.provider_id, mode=found.mode, how=how),
    )
    session().add(
        RecoveryStep(
            recovery_id=found.id,
            kind=step.kind,
            fen=step.fen,
            owed_fen=step.owed_fen,
            settlement_id=settlement_id,
            entry_id=post(entry, scope=scope, at=at).id,
            at=at,
        )
    )
    session().flush()


def held_of(finding_id: int) -> Held:
    """Return what a finding (which was read under a scope) takes back, and what is owed of it."""
    found = queries.of_finding(finding_id)
    return queries.held(found.id) if found else Held(0, 0)
