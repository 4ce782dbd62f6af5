"""What must hold of claims: they add up, and nobody reviewed what he had submitted or reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa

from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.states import DECIDED, FIRST, REVIEWED, SECOND, UNSENT
from ltc.db import session

_NEEDED = {REVIEWED: (FIRST,), DECIDED: (FIRST, SECOND)}


def faults() -> Iterator[str]:
    """Header = lines; every line of a reviewed claim has its decisions; four eyes."""
    sums = sa.select(ClaimLine.claim_id, sa.func.count(), sa.func.sum(ClaimLine.asked_fen))
    written = {
        claim: (count, int(fen))
        for claim, count, fen in session().execute(sums.group_by(ClaimLine.claim_id))
    }
    decided = _decided()
    for each in session().scalars(sa.select(Claim).order_by(Claim.id)):
        if each.state in UNSENT:
            if each.id in written:
                yield f"claim {each.id} was not submitted but has lines"
            continue
        if (each.lines, each.asked_fen) != written.get(each.id, (0, 0)):
            yield f"claim {each.id} is not the sum of its lines"
        yield from _of_reviews(each, decided[each.id])


def _decided() -> dict[int, dict[str, list[int]]]:
    """Return who decided the lines of each claim, review by review."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = sa.select(ClaimDecision.claim_id, ClaimDecision.step, ClaimDecision.decided_by)
    for claim, step, who in session().execute(rows):
        found[claim][step].append(who)
    return found


def _of_reviews(claim: Claim, who: dict[str, list[int]]) -> Iterator[str]:
    steps = _NEEDED.get(claim.state, ())
    if any(len(who[step]) != claim.lines for step in steps):
        yield f"claim {claim.id} is {claim.state} but not every line of it was reviewed"
    first, second = set(who[FIRST]), set(who[SECOND])
    if steps and (first & second or claim.submitted_by in first | second):
        yield f"claim {claim.id} was submitted or reviewed by one person twice"
