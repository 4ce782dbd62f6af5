"""Whom the fund pays: by mode, by item where a bill has parts, or two sharing an amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from billing.rules.columns import Cell
from billing.rules.payees import PAYEE, PERSON
from billing.rules.tables import value_in
from billing.rules.tariff import Tariff
from ltc.shared.errors import PolicyGap


def payee_of(tariff: Tariff, cell: Cell) -> str:
    """Return whom the fund pays for care in ``cell``; a gap where the pack names nobody."""
    if cell.mode not in tariff.law.value(PAYEE, cell.day):
        raise PolicyGap(
            f"{tariff.pack.id}: {PAYEE} has no {cell.mode}: nobody to pay",
            f"{tariff.pack.id}：{PAYEE} 没有 {cell.mode}，未规定收款方",
            field=PAYEE,
        )
    return str(value_in(tariff.law, PAYEE, cell))


def shared_out(paid: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    """Return what each payee gets of lines: whom the fund pays, how much, the person's part."""
    found: dict[str, int] = defaultdict(int)
    for payee, fund_fen, to_person_fen in paid:
        found[payee] += fund_fen if payee == PERSON else fund_fen - to_person_fen
        if payee != PERSON and to_person_fen:
            found[PERSON] += to_person_fen
    return dict(found)
