"""The tablets' API over HTTP: who may, with what token, and what a broken client is told."""

import pytest

from ltc.db import unit_of_work
from ltc.shared import clock
from ltc.shared.ids import new_id
from tests.support.factories import assessments as make
from tests.support.factories import base, field

SYNC = "/api/v1/assessments/sync"


@pytest.fixture
def tablet(site):
    """Give the assessor's browser with a registered tablet, on the morning of a visit."""
    clock.start_at(make.VISIT_AT)
    with unit_of_work():
        base.areas()
        agency = make.Agency()
        made = make.dispatched(agency)
        make.reach("schedule", made, agency)
    of = {"organisation_id": agency.organisation.id}
    site.account("assessor", "assessor", staff_id=agency.assessor.id, **of)
    site.account("agency", "assessment_desk", **of)
    client = site.signed_in("assessor")
    client.assessment, client.device = made, new_id()
    answer = post(client, "/api/v1/assessments/devices", {"device": client.device, "name": "平板"})
    client.key_part = answer.json["key_part"]
    return client


def post(client, path, body):
    token = client.get("/api/v1/session").json["csrf"]
    return client.post(path, json=body, headers={"X-CSRFToken": token})


def test_a_visit_travels_by_http(tablet):
    items = [
        field.item(1, "start", field.start(tablet.assessment)),
        field.item(2, "form", field.form(tablet.assessment)),
    ]
    body = {"device": tablet.device, "items": items}
    answer = post(tablet, SYNC, body)
    assert answer.status_code == 200
    assert [each["state"] for each in answer.json["receipts"]] == ["stored", "stored"]
    assert post(tablet, SYNC, body).json["receipts"] == answer.json["receipts"]
    changed = {**items[1], "payload_hash": "0" * 64}
    assert post(tablet, SYNC, {**body, "items": [changed]}).status_code == 422


def test_the_key_s_part_is_the_same_again_and_another_s_for_another(tablet):
    again = post(tablet, "/api/v1/assessments/devices", {"device": tablet.device})
    assert again.json["key_part"] == tablet.key_part
    other = post(tablet, "/api/v1/assessments/devices", {"device": new_id()})
    assert other.json["key_part"] != tablet.key_part


def test_the_bundle_names_today_s_homes(tablet):
    answer = tablet.get("/api/v1/assessments/bundle")
    assert [each["assessment"] for each in answer.json["tasks"]] == [tablet.assessment.id]


def test_no_token_no_effect(tablet):
    body = {"device": tablet.device, "items": []}
    assert tablet.post(SYNC, json=body).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"device": "x", "items": []},
        {"device": None},
        {"device": new_id(), "items": {}},
        [],
        {"a": 1},
    ],
)
def test_a_broken_client_is_told(tablet, body):
    assert post(tablet, SYNC, body).status_code == 422


def test_junk_items_are_parked_one_by_one(tablet):
    junk = [1, None, [], {}, "x", {"id": new_id(), "seq": 1, "kind": "grade"}]
    answer = post(tablet, SYNC, {"device": tablet.device, "items": junk})
    assert [each["state"] for each in answer.json["receipts"]] == ["parked"] * 6


def test_the_desk_sends_nothing(tablet, site):
    client = site.signed_in("agency")
    assert post(client, SYNC, {"device": new_id(), "items": []}).status_code == 403
