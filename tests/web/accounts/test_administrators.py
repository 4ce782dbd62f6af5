"""The three administrators: accounts, roles and logs, each his own part, none a person's data."""

import re

import pyotp
import pytest

from ltc.audit.models import AuditRow
from ltc.db import unit_of_work
from ltc.outbox.services import Addressee
from ltc.outbox.services import post as post_message
from ltc.security import services
from ltc.security.models import Account
from ltc.shared.clock import now
from tests.support.factories import base, case
from tests.support.web import PASSWORD, post

NEW = {"name": "li.wei", "shown_name": "李伟", "area_code": base.CITY}


@pytest.fixture
def house(site):
    """Give a site with areas and the three administrators."""
    with unit_of_work():
        base.areas()
    for name in ("system", "security", "audit"):
        site.account(name, f"{name}_admin")
    return site


def make_account(house, **changes) -> tuple[int, str]:
    """Have the system administrator make an account; return its id and first password."""
    answer = post(house.signed_in("system"), "/desk/accounts/new", {**NEW, **changes})
    assert answer.status_code == 200, answer.text
    password = re.search(r"<code>(.+?)</code>", answer.text)[1]
    return int(re.search(r"/desk/accounts/(\d+)", answer.text)[1]), password


def sign_in(house, password: str, name: str = "li.wei"):
    client = house.client()
    post(client, "/sign-in", {"name": name, "password": password})
    return client


def test_a_new_account_has_no_role_and_must_change_its_password(house):
    _, password = make_account(house)
    client = sign_in(house, password)
    assert client.get("/messages/").location == "/password"
    answer = post(client, "/password", {"old": password, "new": "my-own-words-9"})
    assert answer.status_code == 303
    client = sign_in(house, "my-own-words-9")
    assert client.get("/password").status_code == 200
    assert client.get("/messages/").status_code == 403


def test_roles_come_from_the_security_administrator(house):
    user_id, _ = make_account(house)
    roles = f"/desk/accounts/{user_id}/roles"
    assert post(house.signed_in("system"), roles, {"roles": "auditor"}).status_code == 403
    answer = post(house.signed_in("security"), roles, {"roles": "auditor"})
    assert answer.status_code == 303
    with unit_of_work():
        services.change_password(user_id, "my-own-words-9", actor=base.actor("x"), at=now())
    assert sign_in(house, "my-own-words-9").get("/desk/trail/").status_code == 200


def test_nobody_gives_himself_a_role_or_a_password(house):
    (mine,) = [each.user_id for each in base.stored(Account)][1:2]
    security = house.signed_in("security")
    answer = post(security, f"/desk/accounts/{mine}/roles", {"roles": "bureau_lead"})
    assert answer.status_code == 422
    assert "不能修改自己的角色" in answer.text
    system = house.signed_in("system")
    (own,) = [each.user_id for each in base.stored(Account)][:1]
    for act in ("active", "password", "second-factor"):
        assert post(system, f"/desk/accounts/{own}/{act}", {"active": "0"}).status_code == 403


@pytest.mark.parametrize(
    "roles",
    [
        ["system_admin", "security_admin"],
        ["audit_admin", "auditor"],
        ["bureau_officer", "provider_desk"],
        ["assessment_desk", "provider_desk"],
        ["family"],
        ["carer"],
    ],
)
def test_roles_that_keep_each_other_in_check_are_not_held_together(house, roles):
    user_id, _ = make_account(house)
    answer = post(house.signed_in("security"), f"/desk/accounts/{user_id}/roles", {"roles": roles})
    assert answer.status_code == 422


def test_a_disabled_account_is_out_and_may_come_back(house):
    user_id, password = make_account(house)
    client, system = sign_in(house, password), house.signed_in("system")
    assert client.get("/password").status_code == 200
    post(system, f"/desk/accounts/{user_id}/active", {"active": "0"})
    assert client.get("/password").status_code == 302
    post(system, f"/desk/accounts/{user_id}/active", {"active": "1"})
    assert sign_in(house, password).get("/password").status_code == 200


def test_a_reset_password_is_shown_once_and_ends_sessions(house):
    user_id, password = make_account(house)
    client = sign_in(house, password)
    answer = post(house.signed_in("system"), f"/desk/accounts/{user_id}/password")
    fresh = re.search(r"<code>(.+?)</code>", answer.text)[1]
    assert fresh != password
    assert client.get("/password").status_code == 302
    assert sign_in(house, fresh).get("/messages/").location == "/password"


def test_an_account_of_another_area_is_not_there(house):
    stranger = house.account("far", "auditor", area="2102")
    client = house.signed_in("system")
    assert client.get(f"/desk/accounts/{stranger}").status_code == 404
    assert "far" not in client.get("/desk/accounts/").text


@pytest.mark.parametrize("name", ["system", "security", "audit"])
def test_no_administrator_sees_business_data(house, name):
    with unit_of_work():
        person = case.person(name="不可外泄")
        post_message(
            Addressee(base.TOWN, person_id=person.id),
            key="k",
            channel="sms",
            subject="不可外泄",
            body="不可外泄",
            at=base.AT,
        )
    client = house.signed_in(name)
    paths = ("/", "/desk/accounts/", "/desk/trail/", "/desk/jobs/", "/messages/", "/desk/people/")
    for path in paths:
        assert "不可外泄" not in client.get(path).text
    assert client.get("/desk/people/").status_code == 403


def test_the_list_is_searched_by_the_beginning_of_a_name(house):
    make_account(house)
    client = house.signed_in("security")
    assert "li.wei" in client.get("/desk/accounts/?q=李").text
    assert "li.wei" not in client.get("/desk/accounts/?q=王").text


def test_every_act_on_an_account_leaves_its_row(house):
    user_id, _ = make_account(house)
    post(house.signed_in("security"), f"/desk/accounts/{user_id}/roles", {"roles": "auditor"})
    post(house.signed_in("system"), f"/desk/accounts/{user_id}/password")
    rows = [each.act for each in base.stored(AuditRow) if each.about_id == str(user_id)]
    assert rows == ["account.create", "account.roles", "account.reset_password"]


def test_a_second_factor_counts_once_a_first_code_was_given(house):
    client = house.signed_in("audit")
    post(client, "/second-factor/propose")
    page = client.get("/second-factor/").text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert "<svg" in page
    assert post(client, "/second-factor/confirm", {"code": "000000"}).status_code == 422
    code = pyotp.TOTP(secret).at(now())
    assert post(client, "/second-factor/confirm", {"code": code}).status_code == 303
    assert client.get("/desk/trail/").status_code == 302  # one signs in again, now with a code
    assert sign_in(house, PASSWORD, "audit").get("/desk/trail/").status_code == 302
    fresh = house.client()
    facts = {"name": "audit", "password": PASSWORD, "code": pyotp.TOTP(secret).at(now())}
    assert post(fresh, "/sign-in", facts).status_code == 303
    assert fresh.get("/desk/trail/").status_code == 200


def test_where_a_second_factor_is_asked_for_staff_set_it_up_first(house, monkeypatch):
    from ltc import config

    monkeypatch.setenv("LTC_SECOND_FACTOR", "1")
    config.settings.cache_clear()
    client = house.signed_in("audit")
    assert client.get("/desk/trail/").location == "/second-factor/"
    assert client.get("/second-factor/").status_code == 200


def test_organisations_and_areas_are_kept_by_the_system_administrator(house):
    client = house.signed_in("system")
    facts = {
        "kind": "operator",
        "name": "某保险公司",
        "credit_code": "912111000000000001",
        "area_code": base.CITY,
    }
    assert post(client, "/desk/organisations/new", facts).status_code == 303
    assert "某保险公司" in client.get("/desk/organisations/?kind=operator").text
    area = {"code": "211104", "name": "新区", "level": "county", "setting": "default"}
    assert post(client, "/desk/areas/add", area).status_code in (302, 303)
    assert "新区" in client.get("/desk/areas/list/").text
    assert house.signed_in("security").get("/desk/areas/list/").status_code == 403
