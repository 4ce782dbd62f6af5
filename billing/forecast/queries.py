"""What the outlook and the reports are read from: plans, settled months, the books."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from billing.forecast.models import ReserveLine
from billing.forecast.rules import Paid, Period, PlanSum
from billing.ledger.models import LedgerEntry, LedgerLine
from billing.models import Settlement, SettlementBatch
from billing.pools import of_pool
from billing.settlement.rules.lines import FUNDS, Total
from billing.settlement.rules.states import VISIBLE
from ltc.case.models import DeterminationEnd, Person, Plan
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month


def plan_sums(area: str, insurance: str, from_day: date, *, scope: Scope) -> list[PlanSum]:
    """Return the confirmed plans of a fund's people that hold on or after a day, added up.

    A plan holds no longer than the determination it rests on, when later news ended that.
    """
    parts = (Plan.mode, Plan.first_day, Plan.last_day, DeterminationEnd.last_day)
    statement: sa.Select = (
        sa.select(*parts, sa.func.count(), sa.func.sum(Plan.planned_fen))
        .join(Person, Person.id == Plan.person_id)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Plan.determination_id)
        .where(
            of_pool(Plan, area, from_day),
            Person.insurance == insurance,
            Plan.confirmed_at.is_not(None),
            sa.or_(Plan.last_day.is_(None), Plan.last_day >= from_day),
        )
        .group_by(*parts)
    )
    rows = session().execute(scope.narrow(statement, Plan))
    found = (
        PlanSum(mode, first, min(filter(None, ends), default=None), int(plans), int(fen))
        for mode, first, *ends, plans, fen in rows
    )
    return [each for each in found if each.holds(max(each.first_day, from_day), FOREVER)]


def settled_months(area: str, last: int, *, scope: Scope) -> Sequence[Settlement]:
    """Return the last settled months of an area, newest first."""
    statement = (
        scope.narrow(sa.select(Settlement), Settlement)
        .where(Settlement.area_code == area, Settlement.state.in_(VISIBLE))
        .order_by(Settlement.month.desc())
        .limit(last)
    )
    return session().scalars(statement).all()


def paid_by_mode(settled: Sequence[Settlement], insurance: str) -> dict[str, Paid]:
    """Return what was asked and paid in settlements (read under a scope), by mode."""
    words = {each.id: each.words["mode"] for each in settled}
    statement = sa.select(SettlementBatch.settlement_id, SettlementBatch.totals).where(
        SettlementBatch.settlement_id.in_(words)
    )
    found: dict[str, Paid] = {}
    for settlement_id, totals in session().execute(statement):
        for part in (Total(*each) for each in json.loads(totals)):
            if FUNDS[part.insurance] == insurance and not part.adjusted:
                mode = words[settlement_id][part.mode]
                here = Paid(part.asked_fen, part.fund_fen)
                found[mode] = found.get(mode, Paid()) + here
    return found


def periods(
    area: str, insurance: str, first_day: date, last_day: date, *, scope: Scope
) -> list[Period]:
    """Return every account of a fund before a period and within it, in the order of the codes."""
    before = sa.case((LedgerEntry.posted_on < first_day, LedgerLine.amount_fen), else_=0)
    within = sa.case((LedgerEntry.posted_on >= first_day, LedgerLine.amount_fen), else_=0)
    statement: sa.Select = (
        sa.select(LedgerLine.account, sa.func.sum(before), sa.func.sum(within))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerEntry.area_code.startswith(area, autoescape=True),
            LedgerEntry.insurance == insurance,
            LedgerEntry.posted_on <= last_day,
        )
        .group_by(LedgerLine.account)
        .order_by(LedgerLine.account)
    )
    rows = session().execute(scope.narrow(statement, LedgerEntry))
    return [Period(code, int(then), int(now)) for code, then, now in rows]


def by_month(
    area: str, insurance: str, first: Month, last: Month, *, scope: Scope
) -> dict[tuple[Month, str], int]:
    """Return what each account of a fund moved in each month, debit positive."""
    year, month = (sa.extract(part, LedgerEntry.posted_on) for part in ("year", "month"))
    statement: sa.Select = (
        sa.select(year, month, LedgerLine.account, sa.func.sum(LedgerLine.amount_fen))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerEntry.area_code.startswith(area, autoescape=True),
            LedgerEntry.insurance == insurance,
            LedgerEntry.posted_on.between(first.first_day, last.last_day),
        )
        .group_by(year, month, LedgerLine.account)
    )
    rows = session().execute(scope.narrow(statement, LedgerEntry))
    return {(Month(int(y), int(m)), code): int(fen) for y, m, code, fen in rows}


def reserve_line(area: str, insurance: str, *, scope: Scope) -> ReserveLine | None:
    """Return the line that holds for a fund, if the bureau has set one."""
    statement = scope.narrow(sa.select(ReserveLine), ReserveLine).where(
        ReserveLine.area_code == area, ReserveLine.insurance == insurance
    )
    return session().scalar(statement.order_by(ReserveLine.id.desc()).limit(1))
