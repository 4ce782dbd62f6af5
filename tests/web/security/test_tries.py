"""Guessing at the door: every wrong part counts, a code counts once, no stranger locks one out."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from ltc.db import read_only, session, unit_of_work
from ltc.scope import Actor
from ltc.security import identity, services
from ltc.security.identity import Proof
from ltc.shared import clock
from ltc.shared.clock import now
from ltc.shared.errors import Conflict
from tests.support.web import PASSWORD, post

WRONG = {"name": "officer", "password": "wrong-words-1"}
RIGHT = {"name": "officer", "password": PASSWORD}


@pytest.fixture
def officer(site) -> int:
    """Give the account that somebody is after."""
    return site.account("officer", "bureau_officer")


@pytest.fixture
def secret(officer: int) -> str:
    """Give the account a second factor."""
    actor = Actor.system("test")
    with unit_of_work():
        made = services.propose_second_factor(officer, actor=actor, at=now())
        code = pyotp.TOTP(made).at(now())
        services.confirm_second_factor(officer, code, actor=actor, at=now())
    return made


def acts() -> list[str]:
    with read_only():
        rows = session().execute(sa.text("SELECT act FROM audit_row WHERE act LIKE 'account.s%'"))
        return list(rows.scalars())


@pytest.mark.usefixtures("officer")
def test_of_an_hour_of_guesses_few_are_looked_at():
    start, looked_at = now(), 0
    for second in range(0, 3600, 20):
        try:
            with unit_of_work():
                at = start + timedelta(seconds=second)
                identity.sign_in("officer", Proof(f"guess-{second}"), at=at)
                looked_at += 1
        except Conflict:
            continue
    assert looked_at <= 5 + 30


@pytest.mark.usefixtures("secret")
def test_codes_cannot_be_guessed_by_who_has_the_password(site):
    before = acts()
    for _try in range(5):
        assert post(site.client(), "/sign-in", {**RIGHT, "code": "000000"}).status_code == 422
    assert "尝试次数过多" in post(site.client(), "/sign-in", RIGHT).text
    assert acts() == before, "nobody signed in"


def test_a_code_opens_the_door_once(site, secret):
    facts = {**RIGHT, "code": pyotp.TOTP(secret).at(now())}
    assert post(site.client(), "/sign-in", facts).status_code == 303
    assert post(site.client(), "/sign-in", facts).status_code == 422


def test_a_code_that_opened_the_door_does_not_step_up(site, secret):
    clock.start_at(now())
    client = site.client()
    code = pyotp.TOTP(secret).at(now())
    assert post(client, "/sign-in", {**RIGHT, "code": code}).status_code == 303
    again = {"password": PASSWORD, "code": code}
    assert post(client, "/step-up", again).status_code == 422
    assert post(client, "/step-up", {**again, "code": ""}).status_code == 422


@pytest.mark.usefixtures("secret")
def test_a_code_that_is_left_out_is_wrong(site):
    assert post(site.client(), "/sign-in", RIGHT).status_code == 422
    assert post(site.client(), "/sign-in", {**RIGHT, "code": ""}).status_code == 422


def test_a_code_that_is_left_out_does_not_step_up(site, secret):
    client = site.client()
    code = pyotp.TOTP(secret).at(now())
    assert post(client, "/sign-in", {**RIGHT, "code": code}).status_code == 303
    assert post(client, "/step-up", {"password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("page", "facts"),
    [
        ("/step-up", {"password": "wrong-words-1"}),
        ("/password", {"old": "wrong-words-1", "new": "other-words-7"}),
    ],
)
@pytest.mark.usefixtures("officer")
def test_a_borrowed_session_does_not_find_the_password(site, page, facts):
    client = site.signed_in("officer")
    said = [post(client, page, facts).text for _try in range(6)]
    assert "尝试次数过多" not in said[4]
    assert "尝试次数过多" in said[5]


@pytest.mark.usefixtures("officer")
def test_a_stranger_does_not_keep_the_owner_out(site):
    owner = site.signed_in("officer")
    post(owner, "/sign-out")
    for _try in range(8):
        post(site.client(), "/sign-in", WRONG)
    assert "尝试次数过多" in post(site.client(), "/sign-in", RIGHT).text
    assert post(owner, "/sign-in", RIGHT).status_code == 303


@pytest.mark.usefixtures("officer")
def test_a_known_browser_gets_no_more_tries_than_any(site):
    owner = site.signed_in("officer")
    post(owner, "/sign-out")
    for _try in range(5):
        post(owner, "/sign-in", WRONG)
    assert "尝试次数过多" in post(owner, "/sign-in", RIGHT).text


@pytest.mark.usefixtures("officer")
def test_a_browser_is_known_for_the_one_who_used_it(site):
    site.account("carer.li", "carer")
    thief = site.signed_in("carer.li")
    known = thief.get_cookie("ltc-known").value
    for _try in range(5):
        post(site.client(), "/sign-in", WRONG)
    for forged in (known, known.split(".")[0] + ".x", "x." + known.split(".")[1], ".", "é.é"):
        client = site.client()
        client.set_cookie("ltc-known", forged)
        assert "尝试次数过多" in post(client, "/sign-in", RIGHT).text, forged
