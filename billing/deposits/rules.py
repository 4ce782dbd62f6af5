"""What a decision on deposits, working capital and fees owed moves, and how far.  Pure.

No share and no percentage stands here: a deposit is withheld by the pack's share alone, and what is
released by score or prepaid by credit grade is an amount that the bureau decided and typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from billing.ledger.rules.chart import (
    ASSESSMENT_PAYABLE,
    CASH,
    DEPOSIT,
    OPERATOR_HELD,
    OPERATOR_PAYABLE,
    PAYABLE,
    RISK_BORNE,
    RISK_SHARED,
    WORKING_CAPITAL,
    account,
)
from billing.ledger.rules.entry import Line
from ltc.shared.errors import BadInput, Conflict, Unknown
from ltc.shared.money import yuan

PENALTY = "income.penalty"
RELEASE, KEEP = "release", "keep"
PREPAY, OFFSET, RETURN = "prepay", "offset", "return"
OPERATOR, ASSESSOR = "operator", "assessor"
HOLD, UNHOLD, FORFEIT, BEAR, SHARE = "hold", "unhold", "forfeit", "bear", "share"
"""Of an operator's fee: withheld, given back, kept for good; its part of a loss, of a surplus."""
SIDES = {
    RELEASE: (DEPOSIT, PAYABLE),
    KEEP: (DEPOSIT, PENALTY),
    PREPAY: (WORKING_CAPITAL, CASH),
    OFFSET: (PAYABLE, WORKING_CAPITAL),
    RETURN: (CASH, WORKING_CAPITAL),
    OPERATOR: (OPERATOR_PAYABLE, CASH),
    ASSESSOR: (ASSESSMENT_PAYABLE, CASH),
    HOLD: (OPERATOR_PAYABLE, OPERATOR_HELD),
    UNHOLD: (OPERATOR_HELD, OPERATOR_PAYABLE),
    FORFEIT: (OPERATOR_HELD, PENALTY),
    BEAR: (OPERATOR_PAYABLE, RISK_BORNE),
    SHARE: (RISK_SHARED, OPERATOR_PAYABLE),
}
"""Debit and credit of each kind of decision."""

OF_OPERATORS = (OPERATOR, HOLD, UNHOLD, FORFEIT, BEAR, SHARE)
PAYEES = {**dict.fromkeys(OF_OPERATORS, "operator"), ASSESSOR: "assessment_agency"}
"""What kind of organisation a decision concerns; the others concern care providers."""
PROVIDER = "care_provider"

DRAFTED, APPROVED, POSTED, REFUSED = "drafted", "approved", "posted", "refused"
GRADED = (RELEASE, KEEP, PREPAY, UNHOLD, FORFEIT)
"""Decisions that rest on a score or a credit grade, which must then be written down."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between a fund and a provider, each above zero in its natural sign.

    What is owed for assessing stands on one account for all agencies, what for operating on one
    for each operator.
    """

    deposit_fen: int = 0
    prepaid_fen: int = 0
    owed_fen: int = 0
    operator_fen: int = 0
    operator_held_fen: int = 0
    assessor_fen: int = 0
    cash_fen: int | None = None  # of the whole fund; none where the bank has acted already


def standing(balances: Mapping[str, int]) -> Standing:
    """Return what stands, from what is on the provider's accounts (debit positive)."""
    return Standing(
        deposit_fen=-balances.get(DEPOSIT, 0),
        prepaid_fen=balances.get(WORKING_CAPITAL, 0),
        owed_fen=-balances.get(PAYABLE, 0),
        operator_fen=-balances.get(OPERATOR_PAYABLE, 0),
        operator_held_fen=-balances.get(OPERATOR_HELD, 0),
        assessor_fen=-balances.get(ASSESSMENT_PAYABLE, 0),
    )


def check_amount(kind: str, fen: int, there: Standing) -> None:
    """Refuse an unknown kind, nothing, and more than there is to move."""
    if kind not in SIDES:
        raise Unknown.word("decision", kind, SIDES, field="kind", zh="决定")
    if fen <= 0:
        raise BadInput("the amount must be above zero", "金额应大于零", field="amount")
    most = _most(kind, there)
    if most is not None and fen > most:
        raise Conflict(
            f"at most {yuan(max(most, 0))} 元 can be moved",
            f"最多 {yuan(max(most, 0))} 元",
            field="amount",
        )


def _most(kind: str, there: Standing) -> int | None:
    if kind in (RELEASE, KEEP):
        return there.deposit_fen
    if kind in (UNHOLD, FORFEIT):
        return there.operator_held_fen
    if kind in (HOLD, BEAR):
        return there.operator_fen
    if kind in (OPERATOR, ASSESSOR):
        owed = there.operator_fen if kind == OPERATOR else there.assessor_fen
        return owed if there.cash_fen is None else min(owed, there.cash_fen)
    if kind == OFFSET:  # never more than is owed to the provider: a payment is never below zero
        return min(there.prepaid_fen, there.owed_fen)
    return there.prepaid_fen if kind == RETURN else there.cash_fen


def through_the_bank(kind: str) -> bool:
    """Tell whether the decision is carried out by the bank, whose word is then waited for."""
    return CASH in SIDES[kind]


def pays_cash(kind: str) -> bool:
    """Tell whether the bank pays out what the decision moves."""
    return SIDES[kind][1] == CASH


def lines(kind: str, fen: int, provider_id: int) -> tuple[Line, Line]:
    """Return the two lines that a decision posts."""
    debit, credit = SIDES[kind]
    return _line(debit, fen, provider_id), _line(credit, -fen, provider_id)


def owed_again(fen: int, provider_id: int) -> tuple[Line, Line]:
    """Return the two lines of a released deposit whose service is taken back."""
    return _line(PAYABLE, fen, provider_id), _line(DEPOSIT, -fen, provider_id)


def _line(code: str, fen: int, provider_id: int) -> Line:
    return Line(code, fen, provider_id if account(code).per_provider else None)
