"""Reading decisions, and what stands between a fund and its providers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from billing.deposits.models import FundDecision
from billing.deposits.rules import APPROVED, SIDES, Standing, pays_cash, standing
from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.rules.chart import (
    ASSESSMENT_PAYABLE,
    CASH,
    DEPOSIT,
    OPERATOR_HELD,
    OPERATOR_PAYABLE,
    PAYABLE,
    WORKING_CAPITAL,
)
from billing.payments.queries import promised_cash
from ltc.db import session, the_one
from ltc.scope import Scope

_ACCOUNTS = (DEPOSIT, WORKING_CAPITAL, PAYABLE)
_FEES = (OPERATOR_PAYABLE, OPERATOR_HELD, ASSESSMENT_PAYABLE)


def decision(decision_id: int, *, scope: Scope, lock: bool = False) -> FundDecision:
    """Return one decision, locked for a change if asked."""
    chosen = scope.narrow(sa.select(FundDecision), FundDecision)
    chosen = chosen.where(FundDecision.id == decision_id)
    return the_one(chosen, "decision", "决定", lock=lock)


def decisions(*, scope: Scope, limit: int = 100) -> Sequence[FundDecision]:
    """Return decisions, newest first."""
    chosen = scope.narrow(sa.select(FundDecision), FundDecision)
    return session().scalars(chosen.order_by(FundDecision.id.desc()).limit(limit)).all()


def promised(area: str, insurance: str, whose: int | None = None) -> dict[str, int]:
    """Return what approved decisions will have the bank pay or receive, by kind: whose, if told."""
    fen = sa.func.sum(FundDecision.fen)
    chosen = sa.select(FundDecision.kind, fen).where(
        FundDecision.area_code == area,
        FundDecision.insurance == insurance,
        FundDecision.state == APPROVED,
    )
    if whose is not None:
        chosen = chosen.where(FundDecision.provider_id == whose)
    return {kind: int(sum_) for kind, sum_ in session().execute(chosen.group_by(FundDecision.kind))}


def free_cash(area: str, *, scope: Scope) -> Counter[str]:
    """Return the cash of each fund less what orders and decisions will have the bank pay."""
    held: sa.Select = (
        sa.select(LedgerEntry.insurance, sa.func.sum(LedgerLine.amount_fen))
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(LedgerEntry.area_code == area, LedgerLine.account == CASH)
        .group_by(LedgerEntry.insurance)
    )
    decided = (
        sa.select(FundDecision.insurance, sa.func.sum(FundDecision.fen))
        .where(FundDecision.area_code == area, FundDecision.state == APPROVED)
        .where(FundDecision.kind.in_([kind for kind in SIDES if pays_cash(kind)]))
        .group_by(FundDecision.insurance)
    )
    found = Counter(
        {fund: int(fen) for fund, fen in session().execute(scope.narrow(held, LedgerEntry))}
    )
    found.subtract({fund: int(fen) for fund, fen in session().execute(decided)})
    found.subtract(promised_cash(area))
    return found


def standings(area: str, *, scope: Scope) -> dict[tuple[int, str], Standing]:
    """Return what stands between an area's funds and each provider."""
    parts = (LedgerLine.provider_id, LedgerEntry.insurance, LedgerLine.account)
    statement: sa.Select = (
        sa.select(*parts, sa.func.sum(LedgerLine.amount_fen))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.area_code == area, LedgerLine.account.in_(_ACCOUNTS))
        .group_by(*parts)
    )
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for provider, insurance, code, fen in session().execute(scope.narrow(statement, LedgerEntry)):
        found[int(provider), insurance][code] = int(fen)
    return {key: standing(balances) for key, balances in sorted(found.items())}


def fees_owed(area: str, *, scope: Scope) -> dict[tuple[int | None, str], Standing]:
    """Return what each of an area's funds owes to each operator, and for assessing.

    Under nobody stands what agencies are owed together, and fees of before operators were told
    apart.
    """
    parts = (LedgerLine.provider_id, LedgerEntry.insurance, LedgerLine.account)
    statement: sa.Select = (
        sa.select(*parts, sa.func.sum(LedgerLine.amount_fen))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.area_code == area, LedgerLine.account.in_(_FEES))
        .group_by(*parts)
    )
    found: dict[tuple[int | None, str], dict[str, int]] = defaultdict(dict)
    for whose, insurance, code, fen in session().execute(scope.narrow(statement, LedgerEntry)):
        found[whose, insurance][code] = int(fen)
    ordered = sorted(found.items(), key=lambda each: (each[0][0] or 0, each[0][1]))
    return {key: standing(balances) for key, balances in ordered}
