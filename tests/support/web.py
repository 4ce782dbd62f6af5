"""A site for a test, and accounts to use it with."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ltc.app import create_app
from ltc.db import unit_of_work
from ltc.scope import Actor
from ltc.security.services import NewAccount, create_account
from ltc.shared.clock import now
from tests.support.factories.base import areas

PASSWORD = "plain-words-42"


@dataclass
class Site:
    """The app with ways to sign people in."""

    app: Flask

    def account(self, name: str, *roles: str, area: str = "2111", **stands_for: int) -> int:
        """Make an account with ``PASSWORD``; return its user id."""
        with unit_of_work():
            areas()
            new = NewAccount(name, name, PASSWORD, roles, area, **stands_for)
            return create_account(new, actor=Actor.system("test"), at=now()).user_id

    def client(self) -> FlaskClient:
        """Give a browser without a session."""
        return self.app.test_client()

    def signed_in(self, name: str, password: str = PASSWORD) -> FlaskClient:
        """Give a browser in which ``name`` is signed in."""
        client = self.client()
        answer = post(client, "/sign-in", {"name": name, "password": password})
        assert answer.status_code == 303, answer.text
        return client


def csrf(client: FlaskClient) -> str:
    """Return a token that fits the client's session."""
    client.get("/sign-in")
    with client.session_transaction() as session:
        raw = session.get("csrf_token")
    assert raw, "the session holds no token"
    from flask_wtf.csrf import generate_csrf

    with client.application.test_request_context():
        from flask import session as held

        held["csrf_token"] = raw
        return generate_csrf()


def post(client: FlaskClient, path: str, data: dict | None = None, **more):
    """POST a form with its token."""
    return client.post(path, data={**(data or {}), "csrf_token": csrf(client)}, **more)


@pytest.fixture
def site(sqlite_database: str) -> Site:
    """Give the whole site on a fresh SQLite database."""
    return Site(create_app())
