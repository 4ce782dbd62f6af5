"""Claims by a provider's own software: tried, sent once, refused with every fault, answered."""

from datetime import timedelta

import jsonschema
import pytest

from billing.claims import schemas
from billing.claims.models import Claim, ClaimLine
from ltc.shared import clock
from tests.support.factories import claims
from tests.support.factories.base import stored
from tests.support.web import PASSWORD, post

PATH = "/api/v1/claims/"


@pytest.fixture
def paying(world, tmp_path):
    """Give the site of a city that pays by claims, with the nearer provider's program signed in."""
    with claims.paying_by_claims(tmp_path):
        world.near_client = world.site.signed_in("near")
        yield world


def body_of(paying, lines=None, **more):
    new = [{"kind": "new", "visit": each} for each in paying.visits]
    sent = {"environment": "test", "month": "2023-10", "key": "oct-1"}
    return {**sent, "lines": new if lines is None else lines, **more}


def send(client, body, path=PATH):
    token = client.get("/api/v1/session").json["csrf"]
    return client.post(path, json=body, headers={"X-CSRFToken": token})


def fits(answer, schema):
    """Hold an answer against what the description of the API says."""
    said = {name: value for name, value in answer.json.items() if name != "request_id"}
    jsonschema.Draft202012Validator(schema).validate(said)
    return answer.json


def test_a_program_reads_tries_and_sends_a_month(paying):
    client = paying.near_client
    (pool,) = fits(client.get(f"{PATH}month?month=2023-10"), schemas.MONTH_ANSWER)["pools"]
    assert {each["visit"] for each in pool["visits"]} == {*paying.visits, paying.late}
    tried = fits(send(client, body_of(paying), f"{PATH}try"), schemas.TRY_ANSWER)
    assert (tried["passes"], tried["dry_run"]["fund"]) == (True, "400.00")
    assert stored(Claim) == []
    jsonschema.validate(body_of(paying), schemas.SUBMIT_BODY)
    sent = fits(send(client, body_of(paying)), schemas.CLAIM_ANSWER)
    assert (sent["claim"]["state"], sent["claim"]["asked"]) == ("submitted", "500.00")
    assert [(each["tried"], each["tried_own"]) for each in sent["lines"]] == [
        ("80.00", "20.00")
    ] * 5
    listed = fits(client.get(PATH), schemas.LIST_ANSWER)
    assert [each["id"] for each in listed["claims"]] == [sent["claim"]["id"]]
    (pool,) = client.get(f"{PATH}month?month=2023-10").json["pools"]
    assert sum(each["claimed"] is not None for each in pool["visits"]) == 5


def test_the_same_key_counts_once_and_says_one_thing(paying):
    client, body = paying.near_client, body_of(paying)
    first, again = send(client, body), send(client, body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json["claim"] == again.json["claim"]
    assert len(stored(ClaimLine)) == 5
    other = send(client, {**body, "lines": body["lines"][:2]})
    assert (other.status_code, other.json["error"]["code"]) == (409, "conflict")
    assert len(stored(Claim)) == 1
    # Another provider's key is its own: the same text is free to it.
    theirs = [{"kind": "new", "visit": each} for each in paying.away]
    assert send(paying.site.signed_in("far"), body_of(paying, theirs)).status_code == 200


def test_a_refusal_names_rule_law_evidence_and_fix(paying):
    client = paying.near_client
    body = body_of(paying, [{"kind": "new", "visit": paying.late}])
    tried = fits(send(client, body, f"{PATH}try"), schemas.TRY_ANSWER)
    (fault,) = tried["faults"]
    assert (fault["stage"], fault["line"], fault["rule"]) == (5, 1, "event.death")
    assert fault["law"]
    assert fault["fix"].startswith("死亡之后")
    assert fault["evidence"][0]["first_day"] == "2023-10-02"
    refused = send(client, body)
    assert refused.status_code == 422
    assert refused.json["error"]["faults"] == [fault]
    assert stored(Claim) == []
    assert send(client, {**body, "insist": True}).json["claim"]["state"] == "submitted"


def test_all_faults_of_a_stage_come_at_once(paying):
    lines = [
        {"kind": "new", "visit": paying.visits[0]},
        {"kind": "new", "visit": paying.visits[0]},
        {"kind": "cancel", "visit": paying.visits[1], "prior": 999},
        {"kind": "new", "visit": paying.away[0]},
    ]
    answer = send(paying.near_client, body_of(paying, lines))
    told = [(each["stage"], each["line"]) for each in answer.json["error"]["faults"]]
    assert told == [(4, 1), (4, 2), (4, 3), (4, 4)]
    wrong = {"environment": "prod", "month": "2023-13", "key": "", "area": "x", "insist": 1}
    answer = send(paying.near_client, body_of(paying, **wrong))
    assert len(answer.json["error"]["faults"]) == 5
    assert answer.status_code == 422
    assert stored(Claim) == []


def test_a_rejected_line_is_read_and_answered_by_program(paying):
    client = paying.near_client
    made = send(client, body_of(paying)).json
    lines = [each["line"] for each in made["lines"]]
    denied = {"outcome": "rejected", "code": "denied", "evidence": "回访录音 12 号"}
    for step in ("first", "second"):
        claims.judge(made["claim"]["id"], step, lines=lines[1:])
        claims.judge(made["claim"]["id"], step, lines=lines[:1], **denied)
    read = fits(client.get(f"{PATH}{made['claim']['id']}"), schemas.CLAIM_ANSWER)
    no, ok, *_rest = read["lines"]
    assert {"rule": "denied", "evidence": "回访录音 12 号"}.items() <= no["second"].items()
    assert all(no["second"][name] for name in ("text", "law", "fix"))
    again = [
        {"kind": "replace", "visit": no["visit"], "prior": no["line"]},
        {"kind": "cancel", "visit": ok["visit"], "prior": ok["line"]},
    ]
    sent = fits(send(client, body_of(paying, again, key="k2")), schemas.CLAIM_ANSWER)
    assert [each["kind"] for each in sent["lines"]] == ["replace", "cancel"]
    assert sent["claim"]["asked"] == "100.00"
    assert send(client, body_of(paying, again, key="k3")).status_code == 422


SPOILT = (
    *({"lines": None}, {"lines": []}, {"lines": {}}, {"lines": [7]}, {"lines": "x"}),
    *({"lines": [{"kind": "new", "visit": each}]} for each in (True, 1.5, "1", -1, 10**30, [], {})),
    *({"lines": [{"kind": each, "visit": 1}]} for each in (None, 7, "old", "new\u0000", [])),
    {"lines": [{"kind": "new", "visit": 1, "fund": "1.00"}]},
    {"lines": [{"kind": "new", "visit": 1}] * 5001},
    *({"month": each} for each in (None, 7, "2023-1", "９９９９-01")),
    *({"key": each} for each in (None, 7, "x" * 65, "a b", "钥", "a\n")),
    *({"area": each} for each in (7, "²", "1" * 13, "9999")),
    *({"provider": 1}, {"state": "decided"}),
)


def test_junk_is_told_and_changes_nothing(paying):
    for spoilt in SPOILT:
        answer = send(paying.near_client, {**body_of(paying), **spoilt})
        assert answer.status_code == 422, spoilt
        assert answer.json["error"]["message"], spoilt
    assert send(paying.near_client, [body_of(paying)]).status_code == 422
    assert stored(Claim) == []


def test_only_a_providers_desk_sends_and_only_its_own(paying):
    made = send(paying.near_client, body_of(paying)).json["claim"]["id"]
    far = paying.site.signed_in("far")
    assert far.get(f"{PATH}{made}").status_code == 404
    assert far.get(PATH).json["claims"] == []
    mine = [{"kind": "new", "visit": each} for each in paying.visits]
    assert send(far, body_of(paying, mine)).status_code == 422
    for name in ("operator", "officer", "lead"):
        client = paying.site.signed_in(name)
        assert client.get(f"{PATH}{made}").status_code == 200
        assert send(client, body_of(paying)).status_code == 403
        assert send(client, body_of(paying), f"{PATH}try").status_code == 403


def test_submitting_wants_the_password_of_the_last_five_minutes(paying):
    client, body = paying.near_client, body_of(paying)
    clock.start_at(clock.now() + timedelta(minutes=6))
    refused = send(client, body)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "step_up")
    assert send(client, body, f"{PATH}try").status_code == 200
    assert post(client, "/step-up", {"password": PASSWORD}).status_code == 303
    assert send(client, body).status_code == 200


def test_a_draft_on_the_page_and_a_city_that_pays_visits_refuse(paying):
    claims.drafted(paying.near)
    answer = send(paying.near_client, body_of(paying))
    assert (answer.status_code, "草稿" in answer.json["error"]["message"]) == (409, True)


def test_a_city_that_pays_visits_takes_no_claim(world):
    client = world.site.signed_in("near")
    assert send(client, body_of(world)).status_code == 409
    assert send(client, body_of(world), f"{PATH}try").status_code == 409
