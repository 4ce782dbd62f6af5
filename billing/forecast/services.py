"""Set from how few months of reserve on the fund is to be warned of."""

from __future__ import annotations

from datetime import datetime

from billing.forecast.models import ReserveLine
from billing.ledger.rules.chart import INSURANCES
from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Forbidden, Unknown

MOST_MONTHS = 60


def set_reserve_line(
    area: str, insurance: str, months: int, basis: str, *, scope: Scope, at: datetime
) -> ReserveLine:
    """Record the bureau's own line, with what it rests on; an earlier one is kept."""
    if not area.startswith(scope.area):
        raise Forbidden("this is another area's fund", "不能设置其他统筹区的预警线")
    if insurance not in INSURANCES:
        raise Unknown.word("insurance", insurance, INSURANCES, field="insurance")
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(
            f"from 1 to {MOST_MONTHS} months", f"应为1至{MOST_MONTHS}个月", field="months"
        )
    if not basis.strip():
        raise BadInput("say what it rests on", "请写明依据", field="basis")
    made = ReserveLine(
        area_code=area,
        insurance=insurance,
        months=months,
        basis=basis.strip(),
        set_by=scope.actor.user_id,
        set_at=at,
    )
    session().add(made)
    session().flush()
    after = {"insurance": insurance, "months": months, "basis": made.basis}
    record(act="fund.reserve_line", about=made, actor=scope.actor, at=at, after=after)
    return made
