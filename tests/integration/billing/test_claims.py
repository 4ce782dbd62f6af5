"""The dry run: what passes and does not change is settled the same; a refusal tells its proof."""

from datetime import timedelta

import pytest

from billing.claims import queries
from billing.claims.trial import Trial, try_month
from billing.models import SettledLine
from billing.rules.reasons import CODES
from billing.settlement.rules.lines import AMOUNTS
from billing.words import WORDS
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.shared.errors import Forbidden
from tests.support.factories import billing
from tests.support.factories.base import of_organisation, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, oct_, settle
from tests.support.factories.crowd import crowd

SAID = (*AMOUNTS, "reasons", "grade", "mode", "insurance", "carer_id")


def tried(provider: int, scope: Scope = EVERYTHING) -> Trial:
    with read_only():
        (found,) = try_month(provider, MONTH, scope=scope, at=KNOWN)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_passes_and_does_not_change_is_settled_the_same(database, seed):
    providers = crowd(seed, visits=60, all_verified=False)
    before = {
        each.visit.id: tuple(each.now[name] for name in SAID)
        for provider in providers
        for each in tried(provider).lines
        if each.now
    }
    settle()
    after = {
        line.visit_id: tuple(getattr(line, name) or 0 for name in SAID)
        for line in stored(SettledLine)
    }
    assert len(after) > 25
    assert before == after


def test_a_visit_that_is_not_verified_yet_shows_what_it_would_be_paid(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        billing.visit(whose, by, oct_(1))
        billing.visit(whose, by, oct_(2), state="ended")
        billing.visit(whose, by, oct_(3), place_ok=False)
        for state in ("planned", "missed", "voided"):
            billing.visit(whose, by, oct_(4), state=state)
    found = tried(by[0].id)
    assert (found.total("fund_fen"), found.total("fund_fen", verified=True)) == (80_00, 240_00)
    assert [line.codes for line in found.lines] == [[], ["visit.unverified"], ["visit.place"]]
    assert [line.verified["fund_fen"] for line in found.lines] == [80_00] * 3


def test_another_providers_visits_use_the_limit_and_are_not_shown(database):
    with unit_of_work():
        by, other, whose = billing.provider(), billing.provider(name="别家"), billing.person()
        billing.visit(whose, other, oct_(1), price_fen=2_300_00)
        mine = billing.visit(whose, by, oct_(2))
    (line,) = tried(by[0].id).lines
    # The limit is 2,350 元: 50 are left, of which the fund pays 80 %.
    assert (line.visit.id, line.fund_fen, line.codes) == (mine.id, 40_00, ["benefit.cap"])


def test_a_refusal_tells_rule_law_and_proof(database):
    with unit_of_work():
        by, other, whose = billing.provider(), billing.provider(name="别家"), billing.person()
        dead = billing.person()
        billing.event(whose, "hospital", oct_(10), oct_(12))
        billing.event(dead, "death", oct_(1))
        billing.visit(whose, by, oct_(11))
        billing.visit(dead, by, oct_(2), hour=14)
        billing.visit(whose, by, oct_(20))
        billing.visit(whose, other, oct_(20), hour=8, minutes=90)
    hospital, late, twice = sorted(tried(by[0].id).lines, key=lambda each: each.visit.id)
    assert hospital.codes == ["event.hospital"]
    assert [p[:3] for p in hospital.proofs["event.hospital"]] == [("hospital", oct_(10), oct_(12))]
    assert hospital.reasons[0].law
    assert [p.kind for p in late.proofs["event.death"]] == ["death"]
    assert twice.proofs["visit.overlap.person"] == [("visit_elsewhere", None, None, None)]


def test_a_provider_tries_no_other_providers_month(database):
    billing.simple_month(1, 1)
    with unit_of_work() as opened:
        by, other = billing.provider(name="甲"), billing.provider(name="乙")
        opened.flush()
        scope = of_organisation(by[0], "provider_desk")
        theirs = other[0].id
    with read_only(), pytest.raises(Forbidden):
        try_month(theirs, MONTH, scope=scope, at=KNOWN)
    with read_only():
        assert try_month(scope.organisation_id, MONTH, scope=scope, at=KNOWN) == []


def test_late_facts_change_the_dry_run_as_they_change_the_settlement(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        for day in (1, 2, 3):
            billing.visit(whose, by, oct_(day))
    assert tried(by[0].id).total("fund_fen") == 240_00
    with unit_of_work():
        billing.event(whose, "death", oct_(1), recorded_at=KNOWN - timedelta(hours=1))
    assert tried(by[0].id).total("fund_fen") == 80_00
    assert settle().fund_fen == 80_00


def test_every_reason_has_a_word_and_every_refusal_a_way_out():
    assert set(CODES) <= set(WORDS["line_reason"])
    refusing = {code for code in CODES if not code.startswith("benefit.")}
    assert refusing <= set(WORDS["line_fix"])


def test_what_decides_on_a_dry_run_is_looked_up_by_number(database):
    """A question inside the question has PostgreSQL read every visit of a city."""
    provider, *_others = crowd(1, visits=20)
    with read_only():
        circle = queries.circle_of(provider, MONTH, scope=EVERYTHING)
        part = queries.part_of(
            provider, MONTH, circle, area=billing.CITY, known_at=KNOWN, scope=EVERYTHING
        )
    assert circle.people.height
    assert circle.carers
    assert "SELECT" not in str(part.visits)
