"""Two people at once on one claim: a line is decided once at a review, a draft submitted once."""

from collections.abc import Iterator

import pytest

from billing.claims import reviews, sending, services
from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.states import APPROVED, FIRST, SECOND
from ltc.db import unit_of_work
from ltc.shared.errors import Conflict
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


@pytest.mark.parametrize("keys", [("k1", "k1"), ("k1", "k2")], ids=["same key", "two keys"])
def test_what_a_program_sends_twice_at_once_is_claimed_once(provider, keys):
    mine, left = claims.provider_scope(provider), list(keys)
    lines = [{"kind": "new", "visit": each.id} for each in stored(Visit)]
    sent = {"environment": "test", "month": str(MONTH), "lines": lines}

    def send(_who):
        found = sending.hand_in({**sent, "key": left.pop()}, scope=mine, at=KNOWN)
        if found.faults:
            raise Conflict("claimed before")

    ended = at_once(send)
    assert "done" in ended
    assert ended == ["done", "refused"] or keys[0] == keys[1]
    assert len(stored(Claim)) == 1
    assert len(stored(ClaimLine)) == _VISITS
    assert send_again(sent, mine) == stored(Claim)[0].id


def send_again(sent, mine) -> int:
    """Send once more under the key that was taken."""
    (there,) = stored(Claim)
    with unit_of_work():
        return sending.hand_in({**sent, "key": there.sender_key}, scope=mine, at=KNOWN).claim.id
