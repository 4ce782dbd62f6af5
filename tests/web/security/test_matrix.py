"""Every route x every role: who lacks the permission gets 403, changes nothing, leaves one row.

The matrix is made from the site's own URL map, so a new route is in it without being listed.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from ltc.db import engine, read_only, session
from ltc.security.roles import ANYONE, ROLES, SIGNED_IN
from ltc.security.routes import OPEN_ENDPOINTS, permission_of
from tests.support.web import Site, csrf

# What a refused request may write: its own denial, and the session that carried it.
MAY_CHANGE = {"audit_row", "audit_head", "row_seal", "web_session"}


def guarded_routes(app: Flask) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield method, path and roles of every guarded route; numbers and names stand for records."""
    table = app.extensions["ltc_permissions"]
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if rule.endpoint in OPEN_ENDPOINTS or permission is None:
            continue
        values = dict.fromkeys(rule.arguments, 1)
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            yield method, path, table[permission]


def database_hash() -> int:
    """Return a hash over all rows that a refused request must leave alone."""
    everything = sa.select(sa.literal_column("*"))
    with engine().connect() as connection:
        names = [n for n in sa.inspect(connection).get_table_names() if n not in MAY_CHANGE]
        rows = [
            (name, tuple(map(str, row)))
            for name in sorted(names)
            for row in connection.execute(everything.select_from(sa.table(name)))
        ]
    return hash(tuple(sorted(rows)))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_without_the_permission_gets_403_everywhere(site: Site, role: str):
    site.account("somebody", role, **({"person_id": 1} if role == "family" else {}))
    client = site.signed_in("somebody")
    token = csrf(client)
    before = database_hash()
    wrong = []
    for method, path, roles in guarded_routes(site.app):
        if {ANYONE, SIGNED_IN, role} & set(roles):
            continue
        answer = client.open(path, method=method, headers={"X-CSRFToken": token})
        if answer.status_code != 403:
            wrong.append((method, path, answer.status_code))
    assert wrong == []
    assert database_hash() == before


def test_a_stranger_is_sent_to_sign_in(site: Site):
    client = site.client()
    token = csrf(client)
    wrong = []
    for method, path, roles in guarded_routes(site.app):
        if ANYONE in roles:
            continue
        answer = client.open(path, method=method, headers={"X-CSRFToken": token})
        expected = (403,) if path.startswith("/api/") else (302,)
        if answer.status_code not in expected:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


def test_no_changing_route_works_without_a_token(site: Site):
    site.account("somebody", "bureau_officer")
    client = site.signed_in("somebody")
    before = database_hash()
    for method, path, _roles in guarded_routes(site.app):
        if method != "GET":
            answer = client.open(path, method=method)
            assert answer.status_code in (400, 403), (method, path, answer.status_code)
    assert database_hash() == before


def test_a_denial_leaves_one_audit_row(site: Site):
    site.account("carer.li", "carer")
    client = site.signed_in("carer.li")
    path = "/verify/NOSUCH"
    assert client.get(path).status_code == 404
    with read_only():
        rows = session().execute(sa.text("SELECT act FROM audit_row WHERE act = 'denied'")).all()
    assert len(rows) == 1
