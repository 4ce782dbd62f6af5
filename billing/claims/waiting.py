"""What of claims waits on whose desk: services to claim, lines to review, rejections to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from billing.board.shown import pool_of
from billing.claims import clocks, queries
from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.basis import by_claims
from billing.claims.rules.states import DECIDED, FIRST, REJECTED, SECOND, waits_for
from billing.rules.law import Law
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import PolicyGap
from providers.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and how many of them longer than they should."""

    count: int
    late: int


def to_claim(provider_id: int, on: date, *, scope: Scope) -> Waiting:
    """Count last month's verified visits that no line names, where claims are what is paid."""
    month, count, late = Month.of(on).previous(), 0, 0
    areas = queries.areas_of(provider_id, month, scope=scope)
    for pool in sorted({pool_of(each, month.last_day) for each in areas}):
        if _pays_by_claims(pool, month):
            found = _unclaimed(provider_id, pool, month, scope)
            due = clocks.submit_due(pool, month)
            count, late = count + found, late + (found if due is not None and due < on else 0)
    return Waiting(count, late)


def _pays_by_claims(pool: str, month: Month) -> bool:
    try:
        return by_claims(Law(pack_for_area(pool, month.last_day)), month.last_day)
    except PolicyGap:
        return False


def _unclaimed(provider_id: int, pool: str, month: Month, scope: Scope) -> int:
    claimed = sa.exists().where(ClaimLine.visit_id == Visit.id)
    chosen = scope.narrow(sa.select(sa.func.count(Visit.id)), Visit).where(
        Visit.provider_id == provider_id,
        Visit.area_code.startswith(pool, autoescape=True),
        Visit.day.between(*month.days),
        Visit.state == "verified",
        Visit.place_ok.is_(True),
        ~claimed,
    )
    return int(session().scalar(chosen) or 0)


def to_judge(step: str, on: date, *, scope: Scope) -> Waiting:
    """Count the lines that wait for a review."""
    due = Claim.first_due if step == FIRST else Claim.second_due
    judged = sa.exists().where(
        ClaimDecision.claim_line_id == ClaimLine.id, ClaimDecision.step == step
    )
    late = sa.func.sum(sa.case((due < on, 1), else_=0))
    chosen = (
        scope.narrow(sa.select(sa.func.count(ClaimLine.id), late), Claim)
        .select_from(Claim)
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .where(Claim.state == waits_for(step), ~judged)
    )
    count, over = session().execute(chosen).one()
    return Waiting(int(count), int(over or 0))


def to_answer(provider_id: int, on: date, *, scope: Scope) -> int:
    """Count a provider's rejected lines of the last year that no later line answers."""
    answer = aliased(ClaimLine)
    answered = sa.exists().where(answer.prior_id == ClaimDecision.claim_line_id)
    since = str(Month(on.year - 1, on.month))
    chosen = (
        scope.narrow(sa.select(sa.func.count(ClaimDecision.claim_line_id)), Claim)
        .select_from(Claim)
        .join(ClaimDecision, ClaimDecision.claim_id == Claim.id)
        .where(
            Claim.provider_id == provider_id,
            Claim.state == DECIDED,
            Claim.month >= since,
            ClaimDecision.step == SECOND,
            ClaimDecision.outcome == REJECTED,
            ~answered,
        )
    )
    return int(session().scalar(chosen) or 0)
