"""Signing in and out: sessions live on the server, failures slow down, old cookies are dead."""

from ltc.db import unit_of_work
from ltc.scope import Actor
from ltc.security import services
from ltc.shared.clock import now
from tests.support.web import PASSWORD, csrf, post

ADMIN = Actor.system("test")


def test_the_right_password_opens_the_desk(site):
    site.account("officer", "bureau_officer")
    client = site.signed_in("officer")
    assert "officer" in client.get("/").text


def test_a_wrong_name_and_a_wrong_password_get_the_same_words(site):
    site.account("officer", "bureau_officer")
    wrong = [
        post(site.client(), "/sign-in", {"name": name, "password": "wrong-words-1"})
        for name in ("officer", "nobody")
    ]
    assert [each.status_code for each in wrong] == [422, 422]
    assert all("登录名、密码或动态口令不正确" in each.text for each in wrong)


def test_the_sixth_wrong_try_must_wait_even_with_the_right_password(site):
    site.account("officer", "bureau_officer")
    for _ in range(5):
        post(site.client(), "/sign-in", {"name": "officer", "password": "wrong-words-1"})
    last = post(site.client(), "/sign-in", {"name": "officer", "password": PASSWORD})
    assert last.status_code == 422
    assert "尝试次数过多" in last.text


def test_signing_out_kills_the_cookie_itself(site):
    site.account("officer", "bureau_officer")
    client = site.signed_in("officer")
    cookie = client.get_cookie("ltc").value
    assert post(client, "/sign-out").status_code == 303
    thief = site.client()
    thief.set_cookie("ltc", cookie)
    assert thief.get("/password").status_code == 302


def ends_the_session(site, act) -> bool:
    """Tell whether ``act`` on an account ends the session it has."""
    user_id = site.account("carer.li", "carer")
    client = site.signed_in("carer.li")
    assert client.get("/password").status_code == 200
    with unit_of_work():
        act(user_id)
    return client.get("/password").status_code == 302


def test_a_new_password_ends_sessions(site):
    assert ends_the_session(
        site, lambda u: services.change_password(u, "other-words-7", actor=ADMIN, at=now())
    )


def test_another_role_ends_sessions(site):
    assert ends_the_session(
        site, lambda u: services.change_roles(u, ["provider_desk"], actor=ADMIN, at=now())
    )


def test_a_disabled_account_is_out_at_once(site):
    assert ends_the_session(
        site, lambda u: services.set_active(u, active=False, actor=ADMIN, at=now())
    )


def test_a_sign_in_gets_a_fresh_token(site):
    site.account("officer", "bureau_officer")
    client = site.client()
    csrf(client)
    before = client.get_cookie("ltc").value
    post(client, "/sign-in", {"name": "officer", "password": PASSWORD})
    assert client.get_cookie("ltc").value != before


def test_a_changing_request_without_a_token_changes_nothing(site):
    site.account("officer", "bureau_officer")
    client = site.signed_in("officer")
    assert client.post("/sign-out").status_code == 400
    assert client.get("/password").status_code == 200
