"""How a visit is told to people: its service, and where it stands on its way to being paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask_babel import gettext as _

from providers.visits.acts.law import law
from providers.visits.models import Visit, VisitException
from providers.visits.settled import Settled


@dataclass(frozen=True, slots=True)
class Pay:
    """Where a visit stands on its way to being paid, in a carer's words."""

    words: str
    tone: str
    waiting: tuple[VisitException, ...] = ()


def pay(visit: Visit, waiting: Sequence[VisitException], settled: Settled | None = None) -> Pay:
    """Say whether a visit is paid, settled, held and by whom, or not to be paid."""
    if settled is not None:
        return _settled(settled, waiting)
    if visit.state == "ended" and waiting:
        refused = any(row.accepted is False for row in waiting)
        return Pay(
            _("未通过，不支付") if refused else _("暂缓支付"),
            "bad" if refused else "warn",
            tuple(waiting),
        )
    words = {
        "planned": (_("未开始"), "todo"),
        "started": (_("服务中"), "busy"),
        "ended": (_("等待系统核实，次日凌晨完成"), "busy"),
        "verified": (_("已核实，等待结算"), "good"),
        "rated": (_("已计价，等待结算"), "good"),
        "settled": (_("已结算"), "good"),
    }
    if visit.state == "verified" and visit.provisional:
        return Pay(_("先行支付，以后可能调整"), "good", tuple(waiting))
    return Pay(*words.get(visit.state, (visit.why_not, "off")), tuple(waiting))


def _settled(settled: Settled, waiting: Sequence[VisitException]) -> Pay:
    """Say what a settlement made of a visit."""
    if not settled.fund_fen:
        return Pay(_("已结算，基金不支付"), "off", tuple(waiting))
    if settled.is_paid:
        return Pay(_("已拨付给机构"), "good", tuple(waiting))
    return Pay(_("已结算，等待拨付"), "good", tuple(waiting))


def service_names(visit: Visit, item: str = "") -> dict[str, str]:
    """Return the name of a visit's service, or of another one of its plan, in both languages."""
    code = item or visit.item
    zh, en = _services(visit.area_code, visit.day).get(code, (code, code))
    return {"zh": zh, "en": en}


@lru_cache(maxsize=512)
def _services(area_code: str, on: date) -> dict[str, tuple[str, str]]:
    """Return the names of the services of an area's catalogue, in both languages."""
    rows = law(area_code, on).pack["catalogue.items"].on(on)
    return {row["code"]: (row["name"], row["name_en"]) for row in rows}
