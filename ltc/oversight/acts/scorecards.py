"""An operator's monthly scorecard: counted from records, kept in versions, accepted once."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

import sqlalchemy as sa

from billing.ledger.rules.chart import OPERATOR_PAYABLE
from billing.ledger.rules.entry import About, Entry, Line
from billing.ledger.services import post
from ltc.audit.services import record
from ltc.db import session
from ltc.oversight.models import OperatorContract, Scorecard, ScorecardApproval, ScorecardItem
from ltc.oversight.queries import counting, handling, records
from ltc.oversight.rules import scoring
from ltc.oversight.rules.scoring import Indicator, Row, Tally
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict, Forbidden


def make_scorecard(contract_id: int, month: Month, *, scope: Scope, at: datetime) -> Scorecard:
    """Count a month that is over; the same figures again give the version already there."""
    contract = records.contract(contract_id, scope=scope, lock=True)
    _refuse_month(contract, month, at)
    # The area of a contract is counted whole, whoever asks.
    everything = replace(scope, organisation_id=None, area=contract.area_code)
    operators = handling.operators_beside(contract, month)
    question = counting.Question(contract, month, everything, operators)
    found = [_count(Indicator.from_row(each), question) for each in contract.indicators]
    rows = [asdict(row) for row, _ in found]
    earlier = next(iter(records.versions(contract.id, str(month), scope=scope)), None)
    if earlier is not None and earlier.rows == rows:
        return earlier
    points = scoring.total([row for row, _ in found])
    made = Scorecard(
        contract_id=contract.id,
        operator_id=contract.operator_id,
        area_code=contract.area_code,
        month=str(month),
        version=earlier.version + 1 if earlier else 1,
        rows=rows,
        points=points or 0,
        fee_fen=scoring.fee(contract.fee_fen, contract.performance_bp, points),
        made_at=at,
        made_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    for row, counted in found:
        _keep(made, row.code, counted)
    after = {"month": str(month), "version": made.version, "points": made.points}
    record(act="scorecard.make", about=made, actor=scope.actor, at=at, after=after)
    return made


def approve_scorecard(scorecard_id: int, *, scope: Scope, at: datetime) -> ScorecardApproval:
    """Accept one version of a month; a fee that the contract gives goes into the books, once."""
    card = records.scorecard(scorecard_id, scope=scope)
    contract = records.contract(card.contract_id, scope=scope, lock=True)
    _refuse_approval(card, scope)
    made = ScorecardApproval(
        scorecard_id=card.id,
        contract_id=card.contract_id,
        operator_id=card.operator_id,
        area_code=card.area_code,
        month=card.month,
        fee_fen=card.fee_fen,
        entry_id=_post_fee(card, contract, scope=scope, at=at),
        approved_by=scope.actor.user_id,
        approved_at=at,
    )
    session().add(made)
    try:
        session().flush()
    except sa.exc.IntegrityError as clash:
        raise _accepted_already() from clash
    after = {"points": card.points, "fee_fen": card.fee_fen, "entry_id": made.entry_id}
    record(act="scorecard.approve", about=made, actor=scope.actor, at=at, after=after)
    return made


def _count(indicator: Indicator, question: counting.Question) -> tuple[Row, counting.Counted]:
    found = counting.counted(indicator.code, question)
    met = sum(met for _, met in found.items)
    measure = scoring.KINDS[indicator.code].measure
    tally = Tally(len(found.items), met, found.base)
    if measure == scoring.RATE:
        tally = Tally(found.base, len(found.items))
    return scoring.score(indicator, tally), found


def _keep(card: Scorecard, code: str, found: counting.Counted) -> None:
    """Write down what a figure was counted from."""
    kind = scoring.KINDS[code].counts
    session().add_all(
        ScorecardItem(scorecard_id=card.id, code=code, about_kind=kind, about_id=identity, met=met)
        for identity, met in found.items
    )


def _refuse_month(contract: OperatorContract, month: Month, at: datetime) -> None:
    if contract.state != "in_force":
        raise Conflict("the contract is not in force", "合同尚未生效，不能考核")
    if legal_day(at) <= month.last_day:
        raise Conflict(f"{month} is not over yet", f"{month} 尚未结束，不能考核", field="month")
    if contract.first_day > month.last_day or contract.last_day < month.first_day:
        raise Conflict(
            f"the contract does not hold in {month}", f"合同期间不含 {month}", field="month"
        )


def _refuse_approval(card: Scorecard, scope: Scope) -> None:
    if is_same_person(scope.actor, card.made_by):
        raise Forbidden("who made the scorecard does not accept it", "编制人不能确认本人编制的考核")
    newest = records.versions(card.contract_id, card.month, scope=scope)[0]
    if newest.id != card.id:
        raise Conflict("there is a newer version", "该月考核已有新版本，请以新版本为准")
    if records.approval(card.contract_id, card.month) is not None:
        raise _accepted_already()


def _accepted_already() -> Conflict:
    return Conflict("this month was accepted already", "该月考核已经确认")


def _post_fee(
    card: Scorecard, contract: OperatorContract, *, scope: Scope, at: datetime
) -> int | None:
    """Owe the operator its fee; what is not known, or nothing, is not posted."""
    if not card.fee_fen:
        return None
    on = legal_day(at)
    entry = Entry(
        key=f"operator_fee:{card.contract_id}:{card.month}",
        area_code=pack_for_area(card.area_code, on).area_code,
        insurance=contract.insurance,
        kind="operator_fee",
        posted_on=on,
        about=About("scorecard", str(card.id)),
        document=contract.number[:50],
        memo=f"{card.month} 经办服务费",
        lines=(
            Line("expense.operator", card.fee_fen),
            Line(OPERATOR_PAYABLE, -card.fee_fen, card.operator_id),
        ),
    )
    return post(entry, scope=scope, at=at).id
