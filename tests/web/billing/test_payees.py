"""The page of payees' accounts: numbers masked, two people, each with his right."""

import pytest

from billing.payees.models import PayeeAccount
from ltc.db import unit_of_work
from tests.support.factories.base import organisation, stored
from tests.support.web import post

PATH = "/desk/payees"
FACTS = {"number": "62170001 2345 6789", "bank": "某银行", "document": "证明1"}


def newest() -> PayeeAccount:
    return max(stored(PayeeAccount), key=lambda each: each.id)


def test_numbers_are_masked_and_a_change_takes_two_people(world):
    officer, lead = world.site.signed_in("officer"), world.site.signed_in("lead")
    assert post(officer, f"{PATH}/{world.near}/propose", FACTS).status_code == 303
    page = lead.get(f"{PATH}/").text
    assert "6789" in page
    assert "621700012345" not in page
    path = f"{PATH}/accounts/{newest().id}/confirm"
    assert "621700012345" not in lead.get(path).text
    assert post(officer, path, {"number": "6217000123456789"}).status_code == 403
    assert post(lead, path, {"number": "6217000123456788"}).status_code == 422
    assert post(lead, path, {"number": "6217000123456789"}).status_code == 303
    assert newest().state == "confirmed"


@pytest.mark.parametrize("name", ["near", "operator", "system"])
def test_others_neither_see_nor_set_accounts(world, name):
    client = world.site.signed_in(name)
    assert client.get(f"{PATH}/").status_code == 403
    assert post(client, f"{PATH}/{world.near}/propose", FACTS).status_code == 403


def test_another_areas_bureau_finds_no_provider(world):
    client = world.site.signed_in("elsewhere")
    assert "近邻护理站" not in client.get(f"{PATH}/").text
    assert post(client, f"{PATH}/{world.near}/propose", FACTS).status_code in (404, 422)
    assert len(stored(PayeeAccount)) == 2


def test_it_asks_for_the_password_again(world, november):
    client = world.site.signed_in("officer")
    november.shift(600)
    answer = post(client, f"{PATH}/{world.near}/propose", FACTS)
    assert answer.headers["Location"].startswith("/step-up")


def test_what_waits_stands_on_the_first_page_of_many_providers(world):
    with unit_of_work() as opened:
        made = [organisation("care_provider", name=f"甲{number}护理站") for number in range(60)]
        opened.flush()
        last = made[-1].id
    officer = world.site.signed_in("officer")
    assert post(officer, f"{PATH}/{last}/propose", FACTS).status_code == 303
    first, second = officer.get(f"{PATH}/").text, officer.get(f"{PATH}/?page=2").text
    assert "甲59护理站" in first
    assert "甲59护理站" not in second
    assert 0 < first.count("护理站") < 60
