"""The three-way reconciliation 三方对账表 of a month: providers, disputes, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from billing.models import Settlement, Statement
from billing.papers.statement import SIGNED, breaks_of, signatures_of
from billing.settlement import queries as settlements
from billing.statements import queries
from ltc.directory.offices import office_of
from ltc.directory.queries import organisation_names
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict

TEMPLATE, TITLE = "reconciliation", "长期护理保险费用三方对账表"
SUMMED = ("lines", "asked_fen", "fund_fen", "person_fen", "withheld_fen", "to_person_fen")
PARTED = ("agreed_fen", "broken_fen", "payable_fen", "held_fen")


def reconciliation(settlement_id: int, *, scope: Scope) -> Sheet:
    """Return the reconciliation of a month; a draft until every statement is signed by all."""
    settlement = settlements.settlement(settlement_id, scope=scope)
    found = queries.statements(scope=scope, settlement_id=settlement.id)
    if not found:
        raise Conflict("there are no statements yet", "本月还没有出对账单，不能出具对账表")
    about = Subject("settlement", settlement.id, settlement.area_code)
    open_ones = [each for each in found if each.state != SIGNED]
    values = _values(settlement, found)
    return Sheet(TEMPLATE, TITLE, about, values, is_draft=bool(open_ones))


def _values(settlement: Settlement, found: Sequence[Statement]) -> dict[str, Any]:
    names, signatures = organisation_names(), signatures_of(found)
    disputes = breaks_of(found)
    rows: list[dict[str, Any]] = [
        {
            "statement": each,
            "provider": names[each.provider_id],
            "signatures": signatures[each.id],
            "breaks": disputes[each.id],
        }
        for each in found
    ]
    sums = {name: sum(getattr(each, name) or 0 for each in found) for name in (*SUMMED, *PARTED)}
    return {
        "settlement": settlement,
        "pack": pack_for_area(settlement.area_code, Month.parse(settlement.month).last_day),
        "office": office_of(settlement.area_code),
        "rows": rows,
        "sums": sums,
        "checks": _checks(settlement, sums),
        "parties": [each["party"] for each in rows[0]["signatures"]],
    }


def _checks(settlement: Settlement, sums: dict[str, int]) -> list[dict[str, Any]]:
    """Return the sums that must agree, with both sides, so that a reader can add them up."""
    to_person = sums["to_person_fen"]
    payable = sums["fund_fen"] - to_person - sums["withheld_fen"]
    shared = "－付给参保人" if to_person else ""
    pairs: list[tuple[str, int, int | None, bool]] = [
        ("各机构笔数之和＝本月结算笔数", sums["lines"], settlement.lines, False),
        (
            "申报金额＝基金支付＋个人负担",
            sums["asked_fen"],
            sums["fund_fen"] + sums["person_fen"],
            True,
        ),
        (
            "申报金额＝一致金额＋争议金额",
            sums["asked_fen"],
            sums["agreed_fen"] + sums["broken_fen"],
            True,
        ),
        ("各机构基金支付之和＝本月结算基金支付", sums["fund_fen"], settlement.fund_fen, True),
        (
            f"基金支付{shared}－暂扣保证金＝可付＋暂缓",
            payable,
            sums["payable_fen"] + sums["held_fen"],
            True,
        ),
    ]
    if to_person:
        theirs = settlement.to_person_fen
        pairs.append(("各机构付给参保人之和＝本月付给参保人", to_person, theirs, True))
    return [
        {"text": text, "left": left, "right": right, "money": money}
        for text, left, right, money in pairs
    ]
