"""Taking money back by a finding, and keeping that in step with what is paid for the visit.

A settlement corrects a visit by lines, a finding takes money back beside them.  Both together never
take more than was paid: whenever lines of a visit change, its recovery is brought to what still
stands, and the difference goes back to whom it was taken from (or is owed again).
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
from billing.recoveries.rules import (
    BY_PROVIDER,
    COLLECTED,
    IN_CASH,
    OFFSET,
    Held,
    Paid,
    Step,
    Taken,
    holds,
    never_took_place,
    sides,
    step_to,
)
from billing.rules.notice import notice_reference
from billing.statements.held import held_of_visit
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Unknown
from ltc.shared.money import yuan

_BOUNDS = Scope.everything("what stands paid bounds what is taken back")
_MEMO = {"taken": "追回", "given_back": "追回减少", "collected": "追回到账"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecovery:
    """What a decided finding takes back; insurance and mode are a visit's own where it names one.

    ``area_code`` is the pool whose money it is, for a finding without a visit.  ``repays`` is told
    of a visit that never took place: all of it is taken back, and ``fen`` may be left out.
    """

    finding_id: int
    provider_id: int
    area_code: str
    fen: int
    visit_id: int | None = None
    insurance: str = ""
    mode: str = ""
    repays: str | None = None


def take_back(new: NewRecovery, *, scope: Scope, at: datetime) -> Recovery:
    """Take back what a finding decided; refuse more than the fund paid, or twice.

    A visit's money is taken back by one finding at a time.
    """
    made = _of_visit(new, scope) if new.visit_id is not None else _of_none(new)
    hold_books(made.area_code, alone=True)
    if new.visit_id is not None:
        made.wanted_fen = _certain(new, scope)
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
        repays=new.repays,
    )


def _of_none(new: NewRecovery) -> Recovery:
    if new.repays is not None:
        raise BadInput(
            "name the visit that never took place", "请填写没有发生的服务编号", field="visit_id"
        )
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


def _certain(new: NewRecovery, scope: Scope) -> int:
    """Return what is taken back; refuse under the lock of the books: no month ends in between."""
    visit_id = new.visit_id or 0
    if queries.of_visit(visit_id) is not None:
        raise Conflict(
            "another finding has taken this visit's money back already",
            "该次服务的款项已由另一项处理决定追回，不能重复追回",
            field="visit_id",
        )
    found = queries.standing(visit_id, scope=scope)
    held = held_of_visit(visit_id, found.area_code) if found else 0
    most = found.certain if found else Paid()
    if new.repays is not None:
        if held:
            raise _held_yet(held, max(most.provider_fen - held, 0))
        return _all_of(new.fen, most)
    left = max(most.provider_fen - held, 0)
    if new.fen > left:
        raise _held_yet(held, left) if held else _more_than(left)
    return new.fen


def _all_of(fen: int, most: Paid) -> int:
    """Return both parts of what was paid for a visit that never took place."""
    both = most.provider_fen + most.person_fen
    if not both:
        raise _more_than(0)
    if fen not in (0, both):
        raise BadInput(
            f"the visit never took place: all of {yuan(both)} is taken back; leave the amount out",
            f"该次服务没有发生，应追回基金支付的全部{yuan(both)}元；追回金额可以不填",
            field="recovery_fen",
        )
    return both


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


def collect(
    finding_id: int, how: str, bank_reference: str = "", *, scope: Scope, at: datetime
) -> int:
    """Settle what a provider owes of a finding: off its next payment, or paid in; return it in 分.

    What was paid in needs the bank's reference.  After a correction made it owe again, again.
    """
    if how not in (OFFSET, IN_CASH):
        raise Unknown.word("how", how, (OFFSET, IN_CASH), zh="追回方式")
    reference = ""
    if how == IN_CASH:
        day = legal_day(at)
        reference = notice_reference(bank_reference, day, since=None, at=at, field="collected_on")
    found = queries.of_finding(finding_id)
    if found is not None:
        hold_books(found.area_code, alone=True)
    owed = queries.held(found.id).owed_fen if found else 0
    if found is None or not owed:
        raise Conflict("there is nothing to collect", "没有待追回的款项，或已经追回")
    _take(found, Step(COLLECTED, 0, -owed), reference=reference, scope=scope, at=at)
    return owed


def _bring(
    found: Recovery, *, scope: Scope, at: datetime, settlement_id: int | None = None
) -> Step | None:
    """Post what leads from what is taken back to what should be."""
    aim, made_good = aim_of(found)
    if found.repays == BY_PROVIDER:
        found.made_good_fen = made_good
    step = step_to(aim, queries.held(found.id))
    if step is not None:
        _take(found, step, scope=scope, at=at, settlement_id=settlement_id)
    return step


def aim_of(found: Recovery) -> tuple[Taken, int]:
    """Return what a recovery should take back, and what of it the provider makes good.

    That follows what stands paid to the person until the visit is voided.
    """
    made_good = found.made_good_fen or 0
    if not found.wanted_fen or found.visit_id is None:
        return Taken(found.wanted_fen), made_good
    there = queries.standing(found.visit_id, scope=_BOUNDS)
    paid = there.paid if there else Paid()
    if found.repays is None:
        return Taken(holds(found.wanted_fen, paid.provider_fen)), made_good
    if not (there and there.voided and made_good):
        made_good = max(paid.person_fen, 0)
    return never_took_place(paid, found.repays, made_good), made_good


def _take(
    found: Recovery,
    step: Step,
    *,
    scope: Scope,
    at: datetime,
    reference: str = "",
    settlement_id: int | None = None,
) -> None:
    """Post one step and keep it with its entry; ``reference`` is the bank's of money paid in."""
    how = IN_CASH if reference else OFFSET
    number = len(queries.steps(found.id)) + 1
    entry = Entry(
        key=f"recovery:{found.id}:{number}",
        area_code=found.area_code,
        insurance=found.insurance,
        kind="recovery",
        posted_on=legal_day(at),
        about=About("finding", str(found.finding_id)),
        document=reference,
        memo=f"检查处理决定 {found.finding_id} {_MEMO[step.kind]}",
        lines=sides(step, provider_id=found.provider_id, mode=found.mode, how=how),
    )
    session().add(
        RecoveryStep(
            recovery_id=found.id,
            kind=step.kind,
            fen=step.fen,
            owed_fen=step.owed_fen,
            person_fen=step.person_fen if found.repays else None,
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
