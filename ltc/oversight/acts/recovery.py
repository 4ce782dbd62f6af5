"""Taking money back by a decided finding: a receivable in the fund's books, once per visit.

What the provider owes is then taken off what the fund owes it, or comes in as money.
"""

from __future__ import annotations

from datetime import datetime

from billing.ledger.rules.chart import CASH, INSURANCES, PAYABLE, RECOVERIES, benefit_account
from billing.ledger.rules.entry import About, Entry, Line
from billing.ledger.services import post
from ltc.audit.services import record
from ltc.oversight.models import Finding
from ltc.oversight.queries import money, records
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown
from ltc.shared.money import yuan

OFFSET, IN_CASH = "offset", "cash"


def refuse_recovery(found: Finding, *, scope: Scope) -> None:
    """Refuse to recover what was never paid, more than was paid, or without saying whose money."""
    if found.visit_id is not None:
        paid = money.paid_for_visit(found.visit_id, scope=scope)
        if paid is None or paid.fund_fen < found.recovery_fen:
            most = paid.fund_fen if paid else 0
            raise Conflict(
                f"the fund has paid {yuan(most)} for this visit",
                f"基金为该次服务支付了{yuan(most)}元，追回金额不能超过",
                field="recovery_fen",
            )
        found.insurance, found.mode = paid.insurance, paid.mode
    if found.insurance not in INSURANCES or not found.mode:
        raise BadInput(
            "say whose money is recovered: insurance and mode of service",
            "请注明追回款项所属的险种和服务方式",
            field="insurance",
        )


def take_back(found: Finding, *, scope: Scope, at: datetime) -> int:
    """Post what the provider owes back and return the entry; a visit is recovered once."""
    on = legal_day(at)
    whose = f"visit:{found.visit_id}" if found.visit_id else f"finding:{found.id}"
    entry = Entry(
        key=f"recovery:{whose}",
        area_code=pack_for_area(found.area_code, on).area_code,
        insurance=found.insurance,
        kind="recovery",
        posted_on=on,
        about=About("finding", str(found.id)),
        memo=f"检查处理决定 {found.id}",
        lines=(
            Line(RECOVERIES, found.recovery_fen, found.provider_id),
            Line(benefit_account(found.mode), -found.recovery_fen),
        ),
    )
    return post(entry, scope=scope, at=at).id


def collect(finding_id: int, how: str, *, scope: Scope, at: datetime) -> Finding:
    """Settle what a provider owes back: off the next payment, or paid in; not by the decider."""
    if how not in (OFFSET, IN_CASH):
        raise Unknown.word("how", how, (OFFSET, IN_CASH), zh="追回方式")
    found = records.finding(finding_id, scope=scope, lock=True)
    if found.entry_id is None or found.collected_on is not None:
        raise Conflict("there is nothing to collect", "没有待追回的款项，或已经追回")
    if scope.actor.user_id == found.decided_by:
        raise Forbidden("who decided it does not collect", "作出决定的人不办理追回，请另一人办理")
    on = legal_day(at)
    owed = Line(RECOVERIES, -found.recovery_fen, found.provider_id)
    off = Line(PAYABLE, found.recovery_fen, found.provider_id)
    entry = Entry(
        key=f"collect:finding:{found.id}",
        area_code=pack_for_area(found.area_code, on).area_code,
        insurance=found.insurance,
        kind="recovery",
        posted_on=on,
        about=About("finding", str(found.id)),
        memo=f"检查处理决定 {found.id} 追回",
        lines=(off if how == OFFSET else Line(CASH, found.recovery_fen), owed),
    )
    post(entry, scope=scope, at=at)
    found.collected_how, found.collected_on = how, on
    found.version += 1
    after = {"how": how, "amount_fen": found.recovery_fen}
    record(act="finding.collect", about=found, actor=scope.actor, at=at, after=after)
    return found
