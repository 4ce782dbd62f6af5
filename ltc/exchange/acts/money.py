"""Take over what a bank says of payments, order by order, through the acts of the billing room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from billing.payments.matching import Result
from billing.payments.results import record_results
from ltc.db import session
from ltc.exchange.acts.entry import Entry, Taking
from ltc.shared.errors import LtcError


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
