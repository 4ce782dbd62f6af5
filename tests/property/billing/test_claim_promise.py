"""What passes the dry run and does not change, no rule rejects: at no review, nor settling."""

import random

import pytest

from billing.claims import filed, reviews, services
from billing.claims.checked import check
from billing.claims.models import Claim, ClaimLine
from billing.claims.rules.states import APPROVED, CHANGED, FIRST, REJECTED, SECOND
from billing.claims.version import engine_version
from billing.models import SettledLine
from billing.rules.reasons import STOPS
from ltc.case.models import Person
from ltc.db import read_only, unit_of_work
from providers.visits.models import Visit
from tests.support.factories import base, billing, claims
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, oct_, settle
from tests.support.factories.crowd import crowd


def kept_of(provider: int, chance: random.Random) -> set[int]:
    """Submit some of a provider's lines, refused ones as well; return those that passed."""
    scope = claims.provider_scope(provider)
    made = claims.drafted(provider, scope=scope)
    with unit_of_work() as opened:
        row = opened.get(Claim, made)
        out = [each[1] for each in row.wanted if chance.random() < 0.2]
        if out and len(out) < len(row.wanted):
            services.leave_out(made, out, scope=scope, at=KNOWN)
        failed = {each.row for each in check(row, at=KNOWN).faults}
        passed = {each[1] for at, each in enumerate(row.wanted, 1) if at not in failed}
        services.submit(made, insist=True, scope=scope, at=KNOWN)
    return passed


def review(claim: int, passed: set[int]) -> None:
    """Approve what can be; what passed no rule may reject, the rest no reviewer may approve."""
    with read_only():
        rows = filed.lines(claim, scope=EVERYTHING)
        refused = reviews.ruled(filed.claim(claim, scope=EVERYTHING), rows, at=KNOWN)
        by_line = {each.line.id: each.line.visit_id for each in rows}
    assert {by_line[each] for each in refused} == set(by_line.values()) - passed
    good = [each for each in by_line if each not in refused]
    for step, role in ((FIRST, "operator"), (SECOND, "bureau_officer")):
        who = base.desk(role)
        for lines, outcome in ((good, APPROVED), (list(refused), REJECTED)):
            if lines:
                claims.judge(claim, step, lines=lines, by=who, outcome=outcome)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_passes_is_approved_and_paid(database, tmp_path, seed):
    with claims.paying_by_claims(tmp_path):
        chance = random.Random(seed + 100)
        passed = {provider: kept_of(provider, chance) for provider in crowd(seed, visits=120)}
        for each in stored(Claim):
            assert each.engine == engine_version()
            review(each.id, passed[each.provider_id])
        done = settle(MONTH)
    claimed = {each.visit_id: each for each in stored(ClaimLine)}
    settled = {each.visit_id: each for each in stored(SettledLine)}
    everything = set().union(*passed.values())
    assert set(settled) == everything
    assert [each.visit_id for each in settled.values() if each.reasons & STOPS] == []
    assert all(settled[each].fund_fen >= claimed[each].tried_fen for each in everything)
    assert done.asked_fen == sum(claimed[each].asked_fen for each in everything)
    assert len(stored(ClaimLine)) == len(claimed) > len(everything) > 10


def changed_since(whose: int, sick: int) -> tuple[set[int], set[int]]:
    """Change the price of one person's visits, and tell of another's stay in hospital."""
    with unit_of_work() as opened:
        visits = opened.query(Visit).filter(Visit.person_id == whose).all()
        for each in visits:
            each.price_fen += 1
        person = opened.get(Person, sick)
        billing.event(person, "hospital", oct_(15), oct_(19), recorded_at=KNOWN)
        stay = opened.query(Visit).filter(
            Visit.person_id == sick, Visit.day.between(oct_(16), oct_(18))
        )
        return {each.id for each in visits}, {each.id for each in stay}


@pytest.mark.parametrize("seed", [4, 5])
def test_only_what_changed_since_may_be_rejected_by_a_rule(database, tmp_path, seed):
    with claims.paying_by_claims(tmp_path):
        chance = random.Random(seed + 100)
        passed = {provider: kept_of(provider, chance) for provider in crowd(seed, visits=90)}
        people = sorted({each.person_id for each in stored(ClaimLine)})
        whose, sick = people[0], people[2]
        other, stay = changed_since(whose, sick)
        refused: dict[int, str] = {}
        with read_only():
            for claim in filed.claims(scope=EVERYTHING):
                rows = filed.lines(claim.id, scope=EVERYTHING)
                found = reviews.ruled(claim, rows, at=KNOWN)
                visits = {each.line.id: each.line.visit_id for each in rows}
                refused |= {visits[line]: why.code for line, why in found.items()}
    lines = {each.visit_id: each for each in stored(ClaimLine)}
    before = set().union(*passed.values())
    assert {refused[each] for each in other & lines.keys()} == {CHANGED}
    assert {refused.get(each) for each in stay & before} <= {"event.hospital"}
    newly = {each for each in before if each in refused}
    assert {lines[each].person_id for each in newly} <= {whose, sick}
    assert other & before <= newly
