"""Every page without a number in its address asks the database a handful of questions.

The pages and who may open them come from the site's own URL map, so a new list is in it without
being named.  Speed itself is measured by ``./run bench pages``.
"""

import secrets

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, assoc_user_role

from ltc.db import engine
from ltc.security import sessions
from ltc.security.roles import ROLES, SIGNED_IN
from ltc.security.routes import permission_of
from ltc.shared.clock import now
from tests.support.statements import counted
from tests.support.web import Site

MOST = 8
# What is asked besides rows: PostgreSQL tells a unit that it changed nothing.
_NO_QUESTION = "pg_current_xact_id_if_assigned"


def pages_of(site: Site, role: str) -> list[str]:
    """Return the addresses that a role may open without saying which record."""
    table = site.app.extensions["ltc_permissions"]
    found = []
    for rule in site.app.url_map.iter_rules():
        permission = permission_of(site.app.view_functions[rule.endpoint])
        if permission is None or rule.arguments or "GET" not in rule.methods:
            continue
        if {role, SIGNED_IN} & set(table[permission]):
            found.append(rule.rule)
    return sorted(found)


def signed_in(site: Site, role: str):
    """Give a browser in which one of the role is signed in."""
    of_role = (
        sa.select(sa.func.min(assoc_user_role.c.user_id))
        .join(Role, Role.id == assoc_user_role.c.role_id)
        .where(Role.name == role)
    )
    with engine().connect() as connection:
        user_id = connection.scalar(of_role)
    token = secrets.token_urlsafe(32)
    sessions._begin(token, {"_user_id": str(user_id)}, now())
    client = site.client()
    client.set_cookie("ltc", token)
    return client


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_page_asks_more_than_a_handful(story: Site, role: str):
    client, chatty, seen = signed_in(story, role), {}, 0
    for path in pages_of(story, role):
        with counted() as sent:
            answer = client.get(path)
        asked = [each for each in sent if _NO_QUESTION not in each]
        seen += answer.status_code == 200
        if answer.mimetype == "text/html" and len(asked) > MOST:
            chatty[path] = len(asked)
    assert chatty == {}
    assert seen > 2
