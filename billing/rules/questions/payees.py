"""Whom the fund pays: by mode, by item where a bill has parts, or two sharing a fixed amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from billing.rules.columns import Cell
from billing.rules.exact import nearest
from billing.rules.shapes.terms import Terms
from billing.rules.tables import value_in
from billing.rules.tariff import Tariff
from billing.rules.units import UnitTerms
from ltc.shared.errors import PolicyGap

PAYEE, PERSON = "settlement.payee", "person"


class Part(NamedTuple):
    """Who gets what the fund pays of a line: ``numerator/denominator`` of it is the person's."""

    payee: str
    numerator: int = 0
    denominator: int = 1


def payee_of(tariff: Tariff, cell: Cell) -> str:
    """Return whom the fund pays for care in ``cell``; a gap where the pack names nobody."""
    if cell.mode not in tariff.law.value(PAYEE, cell.day):
        raise PolicyGap(
            f"{tariff.pack.id}: {PAYEE} has no {cell.mode}: nobody to pay",
            f"{tariff.pack.id}：{PAYEE} 没有 {cell.mode}，未规定收款方",
            field=PAYEE,
        )
    return str(value_in(tariff.law, PAYEE, cell))


def part_of(tariff: Tariff, cell: Cell) -> Part:
    """Return whom the fund pays for a line in ``cell``, a person's part of it included."""
    payee = payee_of(tariff, cell)
    terms = None if tariff.refusal(cell) else tariff.terms(cell)[1]
    if isinstance(terms, UnitTerms) and terms.to_person_fen and terms.price_fen:
        return Part(payee, terms.to_person_fen, terms.price_fen)
    if isinstance(terms, Terms) and terms.to_person_fen:
        return Part(payee, terms.to_person_fen, terms.limit_fen)
    return Part(payee)


def shared_out(parts: Iterable[tuple[Part, int]]) -> dict[str, int]:
    """Return what each payee gets of the amounts that the fund pays line by line."""
    found: dict[str, int] = defaultdict(int)
    for part, fund_fen in parts:
        mine = nearest(fund_fen * part.numerator, part.denominator)
        found[part.payee] += fund_fen - mine
        if part.numerator:
            found[PERSON] += mine
    return dict(found)
