"""Two people at once on one claim: a line is decided once at a review, a draft submitted once."""

from collections.abc import Iterator

import pytest

from billing.claims import reviews, services
from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.states import APPROVED, FIRST, SECOND
from providers.visits.models import Visit
from tests.faults.test_two_officers import TRIALS, at_once
from tests.support.factories import billing, claims
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN, MONTH

_VISITS = 3


@pytest.fixture
def provider(database, tmp_path) -> Iterator[int]:
    """Give a provider with a month, in a city that pays by claims."""
    with claims.paying_by_claims(tmp_path):
        billing.simple_month(1, _VISITS)
        yield stored(Visit)[0].provider_id


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_line_is_decided_once_at_a_review(provider, trial):
    claim = claims.submitted(provider)
    lines, judged = claims.line_ids(claim), reviews.Judgement(outcome=APPROVED)
    for step in (FIRST, SECOND):
        ended = at_once(
            lambda who, step=step: reviews.decide(claim, lines, judged, step, scope=who, at=KNOWN)
        )
        assert ended == ["done", "refused"]
    assert len(stored(ClaimDecision)) == 2 * _VISITS


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_draft_is_submitted_once(provider, trial):
    mine = claims.provider_scope(provider)
    draft = claims.drafted(provider, scope=mine)
    ended = at_once(lambda _who: services.submit(draft, insist=False, scope=mine, at=KNOWN))
    assert ended == ["done", "refused"]
    assert len(stored(ClaimLine)) == _VISITS


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_month_is_drafted_once(provider, trial):
    mine = claims.provider_scope(provider)
    ended = at_once(lambda _who: services.draft(MONTH, scope=mine, at=KNOWN))
    assert ended == ["done", "refused"]
    assert len(stored(Claim)) == 1
