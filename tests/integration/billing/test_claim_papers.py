"""Claims as documents: drafted, submitted, reviewed twice, and only then settled."""

from datetime import date

import pytest
import sqlalchemy as sa

from billing.claims import filed, reviews, services
from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.states import CANCEL, FIRST, REPLACE, SECOND
from billing.models import SettledLine, SettlementNote
from ltc.audit.models import AuditRow
from ltc.db import engine, read_only, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Faults, Forbidden, NotFound
from providers.visits.models import Visit
from tests.support.factories import base, billing, claims
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN, LATER, MONTH, oct_, settle

NOVEMBER = Month(2023, 11)


@pytest.fixture
def by_claims(database, tmp_path):
    """Let the city pay by claims."""
    with claims.paying_by_claims(tmp_path):
        yield


def month_of(visits: int = 3) -> tuple[int, list[int]]:
    """Write verified visits of one person; return provider and visits."""
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        made = [billing.visit(whose, by, oct_(day)).id for day in range(1, visits + 1)]
        return by[0].id, made


def paid_visits() -> list[int]:
    return [each.visit_id for each in stored(SettledLine)]


def test_only_what_is_claimed_and_reviewed_is_settled(by_claims):
    provider, visits = month_of(3)
    claim = claims.drafted(provider)
    scope = claims.provider_scope(provider)
    with unit_of_work():
        services.leave_out(claim, visits[:1], scope=scope, at=KNOWN)
    with unit_of_work():
        services.submit(claim, insist=False, scope=scope, at=KNOWN)
    first, second = claims.line_ids(claim)
    claims.judge(claim, FIRST)
    claims.judge(claim, SECOND, lines=[first])
    says = {"outcome": "rejected", "code": "denied", "evidence": "电话回访记录 7 号"}
    assert claims.judge(claim, SECOND, lines=[second], **says) == "decided"
    assert settle().fund_fen == 80_00
    assert paid_visits() == [visits[1]]
    (note,) = [each.facts for each in stored(SettlementNote) if each.kind == "left_out"]
    assert note == {"not_claimed": 2}


def test_a_city_that_pays_by_visits_needs_no_claim(database):
    month_of(3)
    assert settle().fund_fen == 240_00


def test_a_claim_decided_late_is_paid_by_an_adjustment(by_claims):
    provider, visits = month_of(2)
    settle()
    assert paid_visits() == []
    claims.approved(provider, at=LATER)
    done = settle(NOVEMBER, at_=LATER)
    assert (done.fund_fen, done.adjusted_fund_fen) == (160_00, 160_00)
    assert sorted(paid_visits()) == visits


def test_a_cancelled_line_is_taken_back_by_an_adjustment(by_claims):
    provider, visits = month_of(2)
    claim = claims.approved(provider)
    settle()
    claims.answered(claims.line_ids(claim)[0], CANCEL, at=LATER)
    assert settle(NOVEMBER, at_=LATER).adjusted_fund_fen == -80_00
    back = [each for each in stored(SettledLine) if each.kind == 1]
    assert [(each.visit_id, each.fund_fen) for each in back] == [(visits[0], -80_00)]


def test_a_visit_changed_after_its_claim_is_not_paid_until_it_is_claimed_again(by_claims):
    provider, (visit,) = month_of(1)
    claim = claims.approved(provider)
    with unit_of_work() as opened:
        opened.get(Visit, visit).price_fen = 150_00
    assert settle().fund_fen == 0
    claims.answered(claims.line_ids(claim)[0], REPLACE, at=LATER)
    assert settle(NOVEMBER, at_=LATER).fund_fen == 120_00


def test_nobody_reviews_twice_or_his_own_claim(by_claims):
    provider, _visits = month_of(1)
    claim = claims.drafted(provider)
    scope = claims.provider_scope(provider)
    with unit_of_work():
        services.submit(claim, insist=False, scope=scope, at=KNOWN)
    with pytest.raises(Forbidden):
        claims.judge(claim, FIRST, by=scope)
    officer = base.desk("bureau_officer")
    claims.judge(claim, FIRST, by=officer)
    with pytest.raises(Forbidden):
        claims.judge(claim, SECOND, by=officer)
    assert claims.judge(claim, SECOND) == "decided"


def test_a_preview_refuses_whom_the_act_refuses(by_claims):
    provider, _visits = month_of(1)
    claim, officer = claims.submitted(provider), base.desk("bureau_officer")
    claims.judge(claim, FIRST, by=officer)
    lines = claims.line_ids(claim)
    with pytest.raises(Forbidden), read_only():
        reviews.preview(claim, lines, SECOND, scope=officer, at=KNOWN)


def test_a_foreign_or_decided_line_refuses_the_whole_act(by_claims):
    provider, _visits = month_of(2)
    other, _theirs = month_of(1)
    mine, theirs = claims.submitted(provider), claims.submitted(other)
    with pytest.raises(BadInput):
        claims.judge(mine, FIRST, lines=[*claims.line_ids(mine), *claims.line_ids(theirs)])
    assert stored(ClaimDecision) == []
    claims.judge(mine, FIRST, lines=claims.line_ids(mine)[:1])
    with pytest.raises(Conflict):
        claims.judge(mine, FIRST)
    assert len(stored(ClaimDecision)) == 1


def test_no_rule_rejects_what_passed_and_a_judgement_wants_evidence(by_claims):
    provider, _visits = month_of(1)
    claim = claims.submitted(provider)
    for says in ({}, {"code": "denied"}, {"code": "event.hospital", "evidence": "x"}):
        with pytest.raises(BadInput):
            claims.judge(claim, FIRST, outcome="rejected", **says)


def test_news_after_the_dry_run_let_a_rule_reject_with_law_and_proof(by_claims):
    provider, (visit,) = month_of(1)
    claim = claims.submitted(provider)
    with unit_of_work() as opened:
        found = opened.get(Visit, visit)
        billing.event_of(found, "hospital", date(2023, 9, 28), KNOWN, last_day=oct_(5))
    (line,) = claims.line_ids(claim)
    scope = base.desk("operator")
    with unit_of_work():
        refused = reviews.preview(claim, [line], FIRST, scope=scope, at=KNOWN).refused[line]
    with pytest.raises(BadInput):
        claims.judge(claim, FIRST)
    claims.judge(claim, FIRST, outcome="rejected")
    (decided,) = stored(ClaimDecision)
    assert (decided.code, decided.law) == (refused.code, refused.law)
    assert decided.law
    assert decided.evidence


def test_an_operator_reviews_no_more_than_its_sum_in_parts_or_not(database, tmp_path):
    with claims.paying_by_claims(tmp_path, claims.DELEGATED):
        provider, visits = month_of(3)
        scope = claims.provider_scope(provider)
        one = claims.drafted(provider)
        with unit_of_work():
            services.leave_out(one, visits[:1], scope=scope, at=KNOWN)
        with unit_of_work():
            services.submit(one, insist=False, scope=scope, at=KNOWN)
        two = claims.submitted(provider)
        for each in (one, two):
            with pytest.raises(Forbidden, match="250\\.00"):
                claims.judge(each, FIRST)
        assert claims.judge(two, FIRST, by=base.desk("bureau_officer")) == "reviewed"


def test_a_month_that_is_not_over_is_not_submitted(by_claims):
    provider, _visits = month_of(1)
    with pytest.raises(Conflict, match="not over"):
        claims.submitted(provider, at=billing.at(oct_(20)))
    with pytest.raises(Conflict, match="in a draft already"):
        claims.drafted(provider)


def test_a_refused_line_goes_in_only_if_the_provider_insists(by_claims):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        billing.event(whose, "death", oct_(1))
        billing.visit(whose, by, oct_(3))
        provider = by[0].id
    with pytest.raises(Faults, match="E5·5"):
        claims.submitted(provider)
    (claim,) = [each.id for each in stored(Claim)]
    with unit_of_work():
        scope = claims.provider_scope(provider)
        services.submit(claim, insist=True, scope=scope, at=KNOWN)
    assert [each.tried_fen for each in stored(ClaimLine)] == [0]


@pytest.mark.parametrize("table", ["claim_line", "claim_decision"])
@pytest.mark.parametrize("act", ["UPDATE {} SET area_code = '1'", "DELETE FROM {}"])
def test_lines_and_decisions_never_change(by_claims, table, act):
    provider, _visits = month_of(1)
    claims.approved(provider)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine().begin() as connection:
        connection.execute(sa.text(act.format(table)))


def test_every_act_leaves_a_row_and_others_see_nothing(by_claims):
    provider, _visits = month_of(1)
    claim = claims.approved(provider)
    acts = [each.act for each in stored(AuditRow) if each.about_kind == "claim"]
    assert acts == ["claim.draft", "claim.submit", "claim.decide", "claim.decide"]
    with unit_of_work(), pytest.raises(NotFound):
        filed.claim(claim, scope=claims.provider_scope(provider + 1))
    with unit_of_work():
        assert filed.claims(scope=base.desk("operator", area="2102")) == []


def test_agreed_and_broken_make_what_was_claimed(by_claims):
    provider, _visits = month_of(3)
    claim = claims.submitted(provider)
    one, two, _three = claims.line_ids(claim)
    claims.judge(claim, FIRST, lines=[one])
    claims.judge(claim, FIRST, lines=[two], outcome="rejected", code="price", evidence="协议第3条")
    with unit_of_work():
        sums = filed.sums([claim], scope=billing.EVERYTHING)[claim]
    assert sums == {"approved": 100_00, "rejected": 100_00, "": 100_00}
    assert [sum(sums.values())] == [each.asked_fen for each in stored(Claim)]
    assert Month(2023, 10) == MONTH
