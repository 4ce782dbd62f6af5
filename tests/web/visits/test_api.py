"""The sync API over HTTP: tokens, shapes, and whatever a hostile or broken client sends."""

import json

import pytest
import sqlalchemy as sa

from ltc.db import read_only, session, unit_of_work
from ltc.shared.ids import new_id, sha256
from providers.visits.models import Fix, SyncItem, Visit
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.web.visits.conftest import NINE

SYNC = "/api/v1/visits/sync"


def token(client):
    return client.get("/api/v1/session").json["csrf"]


def post(client, path, body, **headers):
    return client.post(path, json=body, headers={"X-CSRFToken": token(client), **headers})


@pytest.fixture
def phone(street):
    """Give the carer's browser with a registered device."""
    client = street.browser("carer")
    client.device = new_id()
    assert post(client, "/api/v1/visits/devices", {"device": client.device}).status_code == 200
    return client


def check_in_of(street):
    payload = {"visit": street.world.visit.id, "fix": make.fix(NINE)}
    return make.item(1, "check_in", payload, at=NINE)


def send(phone, items):
    return post(phone, SYNC, {"device": phone.device, "items": items})


def test_the_session_tells_who_and_gives_a_token(street):
    answer = street.browser("carer").get("/api/v1/session").json
    assert answer["user"]["roles"] == ["carer"]
    assert answer["csrf"]
    assert answer["devices"] == []


def test_a_check_in_travels_by_http(street, phone):
    item = make.item(
        1, "check_in", {"visit": street.world.visit.id, "fix": make.fix(NINE)}, at=NINE
    )
    answer = send(phone, [item])
    assert answer.status_code == 200
    (receipt,) = answer.json["receipts"]
    assert (receipt["state"], receipt["visit"]["verdict"]) == ("stored", "in")
    assert send(phone, [item]).json["receipts"] == [receipt]
    with read_only():
        assert session().get(Visit, street.world.visit.id).state == "started"


def test_without_the_token_nothing_happens(street, phone):
    item = make.item(
        1, "check_in", {"visit": street.world.visit.id, "fix": make.fix(NINE)}, at=NINE
    )
    body = {"device": phone.device, "items": [item]}
    assert phone.post(SYNC, json=body).status_code == 400
    wrong = phone.post(SYNC, json=body, headers={"X-CSRFToken": "wrong"})
    assert wrong.status_code == 400
    with read_only():
        assert session().scalar(sa.select(sa.func.count()).select_from(SyncItem)) == 0


def test_the_same_id_with_another_body_answers_422(street, phone):
    note = {"visit": street.world.visit.id, "text": "一"}
    item = make.item(1, "note", note, at=NINE)
    send(phone, [item])
    other = make.item(1, "note", {**note, "text": "二"}, at=NINE, id=item["id"])
    answer = send(phone, [other])
    assert answer.status_code == 422
    assert answer.json["receipts"][0]["code"] == "conflict"


DEEP = b'{"device": ' + b"[" * 5000 + b"]" * 5000 + b"}"
RAW = {
    "not JSON": (b"{", 422),
    "cut off": (b'{"device": "x", "items": [{"id"', 422),
    "not UTF-8": (b'{"device": "\xff\xfe"}', 422),
    "NaN": (b'{"device": NaN, "items": []}', 422),
    "infinity": (b'{"device": 1e999, "items": []}', 422),
    "a number of 5000 digits": (b'{"device": ' + b"9" * 5000 + b"}", 422),
    "nested 5000 deep": (DEEP, 422),
    "half a surrogate pair": (b'{"device": "\\ud800", "items": []}', 422),
    "a NUL": (b'{"device": "a\\u0000", "items": []}', 422),
    "a list": (b"[]", 422),
    "a number": (b"7", 422),
    "nothing": (b"", 422),
    "another field": (b'{"device": "x", "items": [], "verdict": "in"}', 422),
    "a device that is none": (b'{"device": 7, "items": []}', 422),
    "17 MB": (b'{"device": "' + b"x" * 17_000_000 + b'"}', 413),
}


@pytest.mark.parametrize("name", RAW)
def test_junk_gets_a_plain_refusal(phone, name):
    body, status = RAW[name]
    headers = {"X-CSRFToken": token(phone), "Content-Type": "application/json"}
    answer = phone.post(SYNC, data=body, headers=headers)
    assert answer.status_code == status
    assert answer.json["error"]["message"]


@pytest.mark.parametrize("levels", [600, 900, 950, 985])
def test_an_item_too_deep_to_be_written_again_is_refused(phone, levels):
    nest = b"[" * levels + b"]" * levels
    body = b'{"device": "%s", "items": [{"payload": %s}]}' % (phone.device.encode(), nest)
    headers = {"X-CSRFToken": token(phone), "Content-Type": "application/json"}
    answer = phone.post(SYNC, data=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json["error"]["message"]


def test_json_dressed_as_text_is_not_read(phone):
    headers = {"X-CSRFToken": token(phone), "Content-Type": "text/plain"}
    assert phone.post(SYNC, data=b"{}", headers=headers).status_code == 415


HOSTILE = [
    {"visit": 2**63},
    {"visit": -1},
    {"visit": True},
    {"visit": "1"},
    {"visit": 1.0},
    {"visit": None},
    {"visit": 1, "fix": []},
    {"visit": 1, "fix": {"lat": "41", "lon": 122}},
    {"visit": 1, "fix": {"lat": 91, "lon": 122, "accuracy_m": 1, "crs": "wgs84"}},
    {"visit": 1, "fix": {"lat": 41, "lon": 122, "accuracy_m": -1, "crs": "wgs84"}},
    {"visit": 1, "fix": {"lat": 41, "lon": 122, "accuracy_m": 1, "crs": "mars"}},
    {"visit": 1, "fix": {"taken_at": "0001-01-01T00:00:00+14:00"}},
    {"visit": 1, "fix": {"taken_at": "9999-12-31T23:59:59-14:00"}},
    {"visit": 1, "fix": {"taken_at": 5}},
    {"visit": 1, "fix": {"status": ["denied"]}},
    {"visit": 1, "fix": {"mocked": "no"}},
    {"visit": 1, "fix": None, "clock": {"last_server_time": "x", "then_s": 0, "now_s": 0}},
    {"visit": 1, "fix": None, "clock": {"then_s": -5, "now_s": 10**30}},
    {"visit": 1, "fix": None, "why": {"code": 7}},
    {"visit": 1, "fix": None, "why": {"code": "other"}},
    {"visit": 1, "fix": None, "why": {"code": "other", "memo": "a\0b"}},
    {"visit": 1, "fix": None, "why": {"code": "other", "memo": "\ud800"}},
    {"visit": 1, "fix": json.loads("[" * 50 + "]" * 50)},
    {"visit": 10**300},
]


@pytest.mark.parametrize("payload", HOSTILE, ids=map(str, range(len(HOSTILE))))
def test_a_hostile_payload_is_parked_never_a_crash(street, phone, payload):
    if type(payload["visit"]) is int and payload["visit"] == 1:
        payload = {**payload, "visit": street.world.visit.id}
    item = {**make.item(1, "check_in", {}, at=NINE), "payload": payload}
    item["payload_hash"] = sha256(json.dumps(payload, sort_keys=True, separators=(",", ":")))
    answer = send(phone, [item])
    assert answer.status_code == 200
    (receipt,) = answer.json["receipts"]
    assert receipt["state"] == "parked"
    assert receipt["reason"]["zh"]


@pytest.mark.parametrize(
    "field", ["distance", "verdict", "payable", "minutes", "place_ok", "state"]
)
def test_what_the_server_finds_out_is_accepted_from_nobody(street, phone, field):
    payload = {"visit": street.world.visit.id, "fix": make.fix(NINE), field: 1}
    (receipt,) = send(phone, [make.item(1, "check_in", payload, at=NINE)]).json["receipts"]
    assert receipt["state"] == "parked"
    inside = {"visit": street.world.visit.id, "fix": {**make.fix(NINE), field: 1}}
    (receipt,) = send(phone, [make.item(2, "check_in", inside, at=NINE)]).json["receipts"]
    assert receipt["state"] == "parked"
    with read_only():
        assert session().scalar(sa.select(sa.func.count()).select_from(Fix)) == 0


def test_only_carers_sync(street):
    for name in ("desk", "operator", "family"):
        assert (
            post(street.browser(name), SYNC, {"device": new_id(), "items": []}).status_code == 403
        )
    assert street.site.client().post(SYNC, json={}).status_code in (400, 403)


def test_a_device_of_another_cannot_be_taken(street, phone):
    with unit_of_work():
        other = base.staff(street.world.provider)
    house = street.world.provider.id
    street.site.account("two", "carer", staff_id=other.id, organisation_id=house)
    answer = post(street.browser("two"), "/api/v1/visits/devices", {"device": phone.device})
    assert answer.status_code == 409


def test_the_day_shows_what_a_phone_needs_and_no_more(street, phone):
    answer = phone.get("/api/v1/visits/day").json
    (visit,) = answer["visits"]
    assert visit["id"] == street.world.visit.id
    assert "id_number" not in json.dumps(answer)


def test_the_description_fits_the_routes(street):
    found = street.browser("desk").get("/api/v1/_openapi")
    document = found.json
    assert document["openapi"].startswith("3.")
    sync = document["paths"]["/api/v1/visits/sync"]["post"]
    assert sync["summary"]
    assert sync["requestBody"]["content"]["application/json"]["schema"]["required"] == [
        "device",
        "items",
    ]
    rules = {
        rule.rule
        for rule in street.site.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/visits") or rule.rule == "/api/v1/session"
    }
    assert rules <= set(document["paths"])
    assert street.browser("family").get("/api/v1/_openapi").status_code == 403
