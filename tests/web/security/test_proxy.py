"""The hop behind TLS: only the proxy's word counts for who asks and how, and only its own entry."""

import os

import pytest

from ltc import config
from ltc.app import create_app
from ltc.db import unit_of_work
from ltc.security.models import LoginTry
from ltc.server import options
from ltc.shared import clock
from tests.support.factories import base
from tests.support.web import Site, post
from tests.web.case.test_joining import NEW

PROXY, STRANGER, CLIENT = "127.0.0.1", "198.51.100.7", "203.0.113.9"
HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": f"192.0.2.66, {CLIENT}"}


@pytest.fixture
def behind(sqlite_database, monkeypatch) -> Site:
    """Give a site behind a TLS proxy on this machine."""
    monkeypatch.setitem(os.environ, "LTC_BEHIND_TLS", "1")
    config.settings.cache_clear()
    made = Site(create_app())
    made.app.add_url_rule("/seen", "seen", _seen)
    return made


def _seen() -> dict:
    from flask import request

    return {"from": request.remote_addr, "secure": request.is_secure, "host": request.host}


def seen(site: Site, peer: str, headers: dict) -> dict:
    return site.client().get("/seen", headers=headers, environ_base={"REMOTE_ADDR": peer}).json


def test_the_proxy_tells_who_asks_by_its_own_entry_alone(behind):
    told = seen(behind, PROXY, {**HTTPS, "X-Forwarded-Host": "evil.example"})
    assert told == {"from": CLIENT, "secure": True, "host": "localhost"}


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"])
def test_nobody_else_is_believed(behind, name):
    told = seen(behind, STRANGER, {**HTTPS, name: "https" if "Proto" in name else "192.0.2.1"})
    assert told == {"from": STRANGER, "secure": False, "host": "localhost"}


def test_without_tls_no_forwarded_header_counts(site):
    site.app.add_url_rule("/seen", "seen", _seen)
    assert seen(site, PROXY, HTTPS) == {"from": PROXY, "secure": False, "host": "localhost"}


def test_a_proxy_elsewhere_is_believed_once_it_is_named(sqlite_database, monkeypatch):
    monkeypatch.setitem(os.environ, "LTC_BEHIND_TLS", "1")
    monkeypatch.setitem(os.environ, "LTC_PROXIES", f"{STRANGER}, ::1")
    config.settings.cache_clear()
    moved = Site(create_app())
    moved.app.add_url_rule("/seen", "seen", _seen)
    assert seen(moved, STRANGER, HTTPS)["from"] == CLIENT
    assert seen(moved, PROXY, HTTPS)["from"] == PROXY
    assert options("0.0.0.0", 1, 1)["forwarded_allow_ips"] == f"{STRANGER},::1"  # noqa: S104 - not opened


def test_every_cookie_is_bound_to_the_host_and_sent_over_tls_only(behind):
    client = through_the_proxy(behind)
    page, other = client.get("/sign-in"), client.get("/language/en")
    cookies = [each for one in (page, other) for each in one.headers.getlist("Set-Cookie")]
    assert cookies[0].startswith("__Host-ltc=")
    for each in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in each.split(";")}
    assert len(cookies) == 2
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_forged_addresses_buy_no_more_tries(behind):
    clock.start_at(base.AT)
    with unit_of_work():
        base.areas()
    answers = []
    for number in range(7):
        client = through_the_proxy(behind, forged=f"192.0.2.{number}")
        facts = {**NEW, "id_number": base.id_number(), "login_name": f"family{number}"}
        answers.append(post(client, "/join/", facts))
    assert [each.status_code for each in answers] == [303] * 5 + [422] * 2
    assert {each.address for each in base.stored(LoginTry)} == {CLIENT}


def through_the_proxy(site: Site, forged: str = "192.0.2.66"):
    """Give a client that comes over TLS by the proxy, with an address of its own making."""
    site.app.config["PREFERRED_URL_SCHEME"] = "https"
    client = site.client()
    client.environ_base.update(
        REMOTE_ADDR=PROXY,
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_FOR=f"{forged}, {CLIENT}",
        HTTP_REFERER="https://localhost/join/",
    )
    return client
