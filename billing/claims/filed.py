"""Reading and finding claims, their lines and what was decided of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.stages import Known, Standing
from billing.claims.rules.states import DRAFT, FIRST, SECOND, UNSENT
from billing.pools import of_pool
from ltc.case.models import Person
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import NotFound
from providers.visits.models import Visit


class Reviewed(NamedTuple):
    """A line with its person and what each review decided of it."""

    line: ClaimLine
    person: str
    first: ClaimDecision | None
    second: ClaimDecision | None
    answer: int | None  # the later line that names it

    @property
    def last(self) -> ClaimDecision | None:
        """What holds of it by now."""
        return self.second or self.first


def claim(claim_id: int, *, scope: Scope, lock: bool = False) -> Claim:
    """Return one claim that ``scope`` may see."""
    chosen = _seen(scope).where(Claim.id == claim_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session().scalar(chosen)
    if found is None:
        raise NotFound("no such claim", "没有该申报")
    return found


def _seen(scope: Scope) -> sa.Select[Claim]:
    """Select the claims that ``scope`` may see; an office sees no drafts of providers."""
    chosen = scope.narrow(sa.select(Claim), Claim)
    return chosen if scope.organisation_id else chosen.where(Claim.state.not_in(UNSENT))


def claims(
    *, scope: Scope, states: Collection[str] = (), before: int | None = None, most: int = 50
) -> Sequence[Claim]:
    """Return claims, the newest first."""
    chosen = _seen(scope).order_by(Claim.id.desc()).limit(most)
    if states:
        chosen = chosen.where(Claim.state.in_(states))
    if before is not None:
        chosen = chosen.where(Claim.id < before)
    return session().scalars(chosen).all()


def draft_of(provider_id: int, area: str, month: str, *, scope: Scope) -> Claim | None:
    """Return the claim of a month that a provider has not submitted yet."""
    chosen = scope.narrow(sa.select(Claim), Claim).where(
        Claim.provider_id == provider_id, Claim.area_code == area, Claim.month == month
    )
    return session().scalar(chosen.where(Claim.state == DRAFT))


def by_sequence(provider_id: int, sequence: int, *, scope: Scope) -> Claim | None:
    """Return the claim that came under a number."""
    chosen = scope.narrow(sa.select(Claim), Claim).where(Claim.provider_id == provider_id)
    return session().scalar(chosen.where(Claim.sequence == sequence))


def by_key(provider_id: int, key: str, *, scope: Scope) -> Claim | None:
    """Return the claim that a provider's software sent under a key."""
    chosen = scope.narrow(sa.select(Claim), Claim).where(Claim.provider_id == provider_id)
    return session().scalar(chosen.where(Claim.sender_key == key))


def next_sequence(provider_id: int, *, scope: Scope) -> int:
    """Return the number after the highest one that a provider used."""
    chosen = scope.narrow(sa.select(sa.func.max(Claim.sequence)), Claim)
    return int(session().scalar(chosen.where(Claim.provider_id == provider_id)) or 0) + 1


def lines(claim_id: int, *, scope: Scope) -> list[Reviewed]:
    """Return the lines of a claim with what was decided, in their order."""
    first, second, answer = aliased(ClaimDecision), aliased(ClaimDecision), aliased(ClaimLine)
    chosen = (
        scope.narrow(sa.select(ClaimLine, Person.name, first, second, answer.id), ClaimLine)
        .join(Person, Person.id == ClaimLine.person_id)
        .outerjoin(first, (first.claim_line_id == ClaimLine.id) & (first.step == FIRST))
        .outerjoin(second, (second.claim_line_id == ClaimLine.id) & (second.step == SECOND))
        .outerjoin(answer, answer.prior_id == ClaimLine.id)
        .where(ClaimLine.claim_id == claim_id)
        .order_by(ClaimLine.id)
    )
    return [Reviewed(*row) for row in session().execute(chosen)]


def line(line_id: int, *, scope: Scope) -> ClaimLine:
    """Return one line that ``scope`` may see."""
    chosen = scope.narrow(sa.select(ClaimLine), ClaimLine).where(ClaimLine.id == line_id)
    found = session().scalar(chosen)
    if found is None:
        raise NotFound("no such line of a claim", "没有该申报行")
    return found


def chain(visit_id: int, *, scope: Scope) -> list[Reviewed]:
    """Return every line that a visit was claimed by, the first one first."""
    chosen = scope.narrow(sa.select(ClaimLine.claim_id), ClaimLine)
    found = session().scalars(chosen.where(ClaimLine.visit_id == visit_id).distinct()).all()
    return [
        each
        for claim_id in sorted(found)
        for each in lines(claim_id, scope=scope)
        if each.line.visit_id == visit_id
    ]


def of_month(provider_id: int, area: str, month: str, *, scope: Scope) -> Sequence[Claim]:
    """Return the claims that a provider submitted for a month, the first one first."""
    chosen = scope.narrow(sa.select(Claim), Claim).where(
        Claim.provider_id == provider_id, Claim.area_code == area, Claim.month == month
    )
    sent = chosen.where(Claim.state.not_in(UNSENT)).order_by(Claim.id)
    return session().scalars(sent).all()


def verified(provider_id: int, area: str, month: Month, *, scope: Scope) -> list[Visit]:
    """Return a provider's verified visits of a month in a pool, by day."""
    chosen = scope.narrow(sa.select(Visit), Visit).where(
        Visit.provider_id == provider_id,
        of_pool(Visit, area, month.last_day),
        Visit.day.between(*month.days),
        Visit.state == "verified",
        Visit.place_ok.is_(True),
    )
    return list(session().scalars(chosen.order_by(Visit.day, Visit.id)))


def known(provider_id: int, area: str, month: Month, *, scope: Scope) -> Known:
    """Return what a claim of a month is held against."""
    second, answer = aliased(ClaimDecision), aliased(ClaimLine)
    chosen = (
        scope.narrow(sa.select(ClaimLine, second.outcome, answer.id), ClaimLine)
        .outerjoin(second, (second.claim_line_id == ClaimLine.id) & (second.step == SECOND))
        .outerjoin(answer, answer.prior_id == ClaimLine.id)
        .where(ClaimLine.provider_id == provider_id, ClaimLine.area_code == area)
        .where(ClaimLine.day.between(*month.days))
        .order_by(ClaimLine.id)
    )
    found = list(session().execute(chosen))
    return Known(
        visits={each.id for each in verified(provider_id, area, month, scope=scope)},
        claimed={each.visit_id: each.id for each, _outcome, _answer in found},
        lines={
            each.id: Standing(each.visit_id, each.kind, outcome or "", answer is not None)
            for each, outcome, answer in found
        },
    )


def visits_now(visit_ids: Collection[int], *, scope: Scope) -> dict[int, Visit]:
    """Return visits as they are now, by their number."""
    chosen = scope.narrow(sa.select(Visit), Visit).where(Visit.id.in_(visit_ids))
    return {each.id: each for each in session().scalars(chosen)}


def submitted_fen(provider_id: int, area: str, month: str, *, scope: Scope) -> int:
    """Return what a provider claims for a month in all: claiming in parts does not lessen it."""
    chosen = scope.narrow(sa.select(sa.func.sum(Claim.asked_fen)), Claim).where(
        Claim.provider_id == provider_id, Claim.area_code == area, Claim.month == month
    )
    return int(session().scalar(chosen.where(Claim.state.not_in(UNSENT))) or 0)


def sums(claim_ids: Sequence[int], *, scope: Scope) -> dict[int, dict[str, int]]:
    """Return what was asked of claims by the outcome of the newest review; '' where none."""
    latest = aliased(ClaimDecision)
    second = sa.exists().where(
        ClaimDecision.claim_line_id == ClaimLine.id, ClaimDecision.step == SECOND
    )
    outcome = sa.func.coalesce(latest.outcome, "")
    on = (latest.claim_line_id == ClaimLine.id) & (
        (latest.step == SECOND) | ((latest.step == FIRST) & ~second)
    )
    chosen = (
        scope.narrow(
            sa.select(ClaimLine.claim_id, outcome, sa.func.sum(ClaimLine.asked_fen)), ClaimLine
        )
        .outerjoin(latest, on)
        .where(ClaimLine.claim_id.in_(claim_ids))
        .group_by(ClaimLine.claim_id, outcome)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for claim_id, word, fen in session().execute(chosen):
        found[claim_id][word] = int(fen)
    return found
