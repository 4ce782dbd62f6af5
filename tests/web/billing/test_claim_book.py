"""申报 at three desks: written and answered by the provider, reviewed by two offices."""

from datetime import date
from io import BytesIO

import pytest

from billing.claims import waiting
from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.waiting import Waiting
from ltc.db import read_only
from tests.support.factories import claims
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/claim-book/"
DENIED = {"outcome": "rejected", "code": "denied", "evidence": "回访录音 12 号"}
FILE = "environment,provider,month,sequence\n{env},{provider},2023-10,9\nkind,visit,prior\n{rows}\n"


@pytest.fixture
def paying(world, tmp_path):
    """Give the site of a city that pays by claims."""
    with claims.paying_by_claims(tmp_path):
        yield world


@pytest.fixture
def sent(paying):
    """Submit the nearer provider's month, the visit after a death included."""
    paying.claim = claims.submitted(paying.near, insist=True)
    paying.lines = claims.line_ids(paying.claim)
    return paying


def review(client, sent, step: str, lines, **says):
    data = {"outcome": "approved", "code": "", "evidence": "", **says, "pick": lines}
    return post(client, f"{PATH}{sent.claim}/{step}", data)


def hand_in(client, text: str):
    return post(client, f"{PATH}file", {"file": (BytesIO(text.encode()), "claim.csv")})


def test_a_draft_shows_rule_law_proof_and_way_out_of_what_is_refused(paying):
    near = paying.site.signed_in("near")
    answer = post(near, f"{PATH}draft", {"month": "2023-10"})
    assert answer.status_code == 303
    page = near.get(answer.location).text
    for told in ("政策规则", "死亡之后的服务不支付", "证据：", "怎么办：", "600.00", "400.00"):
        assert told in page
    (draft,) = stored(Claim)
    assert post(near, f"{PATH}{draft.id}/submit", {"insist": "no"}).status_code == 422
    out = {"pick": [paying.late]}
    assert post(near, f"{PATH}{draft.id}/leave-out", out).status_code == 303
    assert "全部通过试算" in near.get(f"{PATH}{draft.id}").text
    assert post(near, f"{PATH}{draft.id}/submit", {"insist": "no"}).status_code == 303
    assert len(stored(ClaimLine)) == 5
    assert "待初审" in near.get(PATH).text


def test_a_draft_is_the_providers_alone(paying):
    near = paying.site.signed_in("near")
    where = post(near, f"{PATH}draft", {"month": "2023-10"}).location
    for other in ("far", "officer", "operator", "elsewhere"):
        client = paying.site.signed_in(other)
        assert "2023年10月" not in client.get(PATH).text
        assert post(client, f"{where}/drop", {}).status_code in (403, 404)
        assert client.get(where).status_code == 404
    assert post(near, f"{where}/drop", {}).status_code == 303
    assert [each.state for each in stored(Claim)] == ["dropped"]


def test_a_bulk_review_shows_its_effect_before_it_is_done(sent):
    operator = sent.site.signed_in("operator")
    shown = review(operator, sent, "first", sent.lines)
    assert "有1行与所选结论不符" in shown.text
    assert stored(ClaimDecision) == []
    assert review(operator, sent, "first", sent.lines, sure="yes").status_code == 422
    assert stored(ClaimDecision) == []
    *good, dead = sent.lines
    assert review(operator, sent, "first", good, sure="yes").status_code == 303
    by_rule = {"outcome": "rejected", "sure": "yes"}
    assert review(operator, sent, "first", [dead], **by_rule).status_code == 303
    page = sent.site.signed_in("near").get(f"{PATH}{sent.claim}").text
    for told in ("待复核", "死亡之后", "依据：", "证据：", "怎么办："):
        assert told in page


def test_two_offices_are_two_people(sent):
    officer = sent.site.signed_in("officer")
    *good, dead = sent.lines
    review(officer, sent, "first", good, sure="yes")
    review(officer, sent, "first", [dead], outcome="rejected", sure="yes")
    assert "须为不同的人" in review(officer, sent, "second", good, sure="yes").text
    assert review(sent.site.signed_in("operator"), sent, "second", good).status_code == 403
    lead = sent.site.signed_in("lead")
    assert review(lead, sent, "second", good[1:], sure="yes").status_code == 303
    assert review(lead, sent, "second", [good[0], dead], **DENIED, sure="yes").status_code == 303
    assert [each.state for each in stored(Claim)] == ["decided"]


def test_a_foreign_line_refuses_all_and_nothing_typed_is_lost(sent):
    other = claims.line_ids(claims.submitted(sent.far))
    operator = sent.site.signed_in("operator")
    both = [*sent.lines[:2], *other]
    assert review(operator, sent, "first", both, sure="yes").status_code == 422
    assert review(operator, sent, "first", ["x", "-1", "1e9"]).status_code == 422
    kept = review(operator, sent, "first", sent.lines[:1], **{**DENIED, "code": ""}, sure="yes")
    assert kept.status_code == 422
    assert "回访录音 12 号" in kept.text
    assert stored(ClaimDecision) == []


def test_a_rejection_is_answered_line_by_line(sent):
    *good, dead = sent.lines
    for step, name in (("first", "operator"), ("second", "lead")):
        client = sent.site.signed_in(name)
        review(client, sent, step, good[1:], sure="yes")
        review(client, sent, step, good[:1], **DENIED, sure="yes")
        review(client, sent, step, [dead], outcome="rejected", sure="yes")
    near = sent.site.signed_in("near")
    assert "参保人否认服务" in near.get(f"{PATH}{sent.claim}").text
    path = f"{PATH}lines/{good[0]}/answer"
    assert post(sent.site.signed_in("far"), path, {"kind": "replace"}).status_code == 404
    assert post(near, path, {"kind": "new"}).status_code == 422
    again = post(near, path, {"kind": "replace"})
    assert again.status_code == 303
    assert post(near, f"{again.location}/submit", {"insist": "no"}).status_code == 303
    assert [each.prior_id for each in stored(ClaimLine) if each.kind == "replace"] == [good[0]]
    assert post(near, path, {"kind": "replace"}).status_code == 422


def test_a_file_becomes_a_draft_once_or_tells_every_fault_of_its_stage(paying):
    near = paying.site.signed_in("near")
    sound = {"env": "test", "provider": paying.near}
    text = FILE.format(**sound, rows="\n".join(f"new,{each}," for each in paying.visits))
    first, again = hand_in(near, text), hand_in(near, text)
    assert first.location == again.location
    assert len(stored(Claim)) == 1
    wrong = FILE.format(**sound, rows="old,1,\nreplace,2,")
    told = hand_in(near, wrong)
    assert told.status_code == 422
    assert "#1" in told.text
    assert "#2" in told.text
    assert hand_in(near, FILE.format(env="prod", provider=1, rows="new,1,")).status_code == 422
    assert hand_in(near, "\x00\xff").status_code == 422
    assert hand_in(near, text.replace("new", "cancel")).status_code == 422


def test_a_city_that_pays_visits_says_that_no_claim_is_wanted(world):
    near = world.site.signed_in("near")
    assert "无须申报" in post(near, f"{PATH}draft", {"month": "2023-10"}).text
    assert "还没有申报" in near.get(PATH).text


def tiles(client) -> str:
    return client.get("/").text


def test_what_waits_stands_on_each_desk_and_goes_when_it_is_done(paying):
    near = paying.site.signed_in("near")
    assert "待申报的上月服务" in tiles(near)
    paying.claim = claims.submitted(paying.near, insist=True)
    assert "待申报的上月服务" not in tiles(near)
    paying.lines = claims.line_ids(paying.claim)
    for step, name, label in (
        ("first", "operator", "待初审的申报行"),
        ("second", "lead", "待复核的申报行"),
    ):
        client = paying.site.signed_in(name)
        assert label in tiles(client)
        assert review(client, paying, step, paying.lines[:-1], sure="yes").status_code == 303
        by_rule = {"outcome": "rejected", "sure": "yes"}
        review(client, paying, step, paying.lines[-1:], **by_rule)
        assert label not in tiles(client)
    assert "被退回待答复的申报行" in tiles(near)


def test_what_was_not_claimed_in_time_is_late(paying):
    scope = claims.provider_scope(paying.near)
    with read_only():
        soon = waiting.to_claim(paying.near, date(2023, 11, 1), scope=scope)
        late = waiting.to_claim(paying.near, date(2023, 11, 30), scope=scope)
        over = waiting.to_claim(paying.near, date(2023, 12, 1), scope=scope)
    assert [soon, late, over] == [Waiting(6, 0), Waiting(6, 6), Waiting(0, 0)]
