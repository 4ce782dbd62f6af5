"""Taking money back by a decided finding: a receivable in the fund's books, once per visit."""

from __future__ import annotations

from datetime import datetime

from billing.ledger.rules.chart import INSURANCES, RECOVERIES, benefit_account
from billing.ledger.rules.entry import About, Entry, Line
from billing.ledger.services import post
from ltc.oversight.models import Finding
from ltc.oversight.queries import money
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict
from ltc.shared.money import yuan


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
