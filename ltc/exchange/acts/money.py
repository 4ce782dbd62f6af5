"""Take over claims and what a bank says of payments: by month, by order, through their rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from billing.claims.bringing import OfMonth, draft_lines
from billing.claims.rules.stages import CODES, Fault, Wanted
from billing.payments.matching import Result
from billing.payments.results import record_results
from billing.words import WORDS
from ltc.db import session
from ltc.exchange.acts.entry import Entry, Taking
from ltc.shared.errors import BadInput, Faults, Forbidden, LtcError

_SYSTEM = 0


def put_results(entries: Sequence[Entry], taking: Taking) -> None:
    """Record the bank's results; what is wrong with one order leaves the others as they are."""
    by_order: dict[int, dict[Result, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_order[entry.values["order"]][_result(entry)].append(entry)
    for order_id, told in by_order.items():
        _put(order_id, told, taking)


def _put(order_id: int, told: dict[Result, list[Entry]], taking: Taking) -> None:
    results = [result for result, entries in told.items() for _entry in entries]
    try:
        with session().begin_nested():
            faults = record_results(order_id, results, scope=taking.scope, at=taking.at)
    except LtcError as refusal:
        refusal.field = refusal.field or "order"
        faults = dict.fromkeys(results, refusal)
    for result, entries in told.items():
        for entry in entries:
            entry.record_id, entry.fault = order_id, faults.get(result)
            entry.touched = entry.fault is None


def _result(entry: Entry) -> Result:
    values = entry.values
    return Result(
        number=values["number"],
        account=values["account"],
        fen=values["amount"],
        result=values["result"],
        day=values["day"],
        reference=values["bank_reference"],
        why=values.get("why") or "",
    )


def put_claim_lines(entries: Sequence[Entry], taking: Taking) -> None:
    """Draft the claims of a file, one for each provider, month and pool."""
    months: dict[OfMonth, dict[int, Entry]] = defaultdict(dict)
    for place, entry in enumerate(entries):
        values = entry.values
        about = OfMonth(values["provider"], values.get("area") or "", values["month"])
        months[about][place] = entry
    for about, mine in months.items():
        _claim(about, mine, taking)


def _claim(about: OfMonth, mine: dict[int, Entry], taking: Taking) -> None:
    lines = {place: _wanted(entry) for place, entry in mine.items()}
    try:
        _refuse_desk(taking)
        with session().begin_nested():
            made, faults = draft_lines(about, lines, scope=taking.scope, at=taking.at)
    except LtcError as refusal:
        refusal.field = refusal.field or "provider"
        for entry in mine.values():
            entry.fault = refusal
        return
    for place, entry in mine.items():
        told = [_told(fault) for at, fault in faults if at == place]
        entry.fault = Faults(told) if told else None
        entry.record_id, entry.touched = (made.id if made else None), not told


def _refuse_desk(taking: Taking) -> None:
    """Leave a provider's claim to the provider; on the server the system may draft it."""
    if taking.scope.actor.user_id != _SYSTEM:
        raise Forbidden(
            "a provider hands its claim in on its own page, or by ltc import",
            "申报由机构在“申报”页交文件，或由运维用 ltc import 导入",
        )


def _wanted(entry: Entry) -> Wanted:
    return Wanted(entry.values["kind"], entry.values["visit"], entry.values.get("prior"))


def _told(fault: Fault) -> LtcError:
    """Return a fault as the rejects file tells it: with the law and the way out, if it has them."""
    fix = WORDS["line_fix"].get(fault.rule)
    law_zh, law_en = (f"（依据：{fault.law}）", f" ({fault.law})") if fault.law else ("", "")
    way_out = f"；怎么办：{fix}" if isinstance(fix, str) else ""
    code = f"{fault.family}·{fault.stage} "
    field = "kind" if fault.stage == CODES else "visit"
    zh = f"{code}{fault.zh}{law_zh}{way_out}"
    return BadInput(f"{code}{fault.en}{law_en} {fault.rule}".rstrip(), zh, field=field)
