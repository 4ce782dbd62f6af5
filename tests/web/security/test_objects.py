"""Every route with a record's number x five roles: the records of others are not found.

The routes come from the URL map; what is another's is asked of the database, per kind of record.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from ltc.db import read_only, session
from ltc.demo.cast import PASSWORD
from ltc.security.routes import permission_of
from tests.support.web import Site, csrf
from tests.web.security.test_matrix import database_hash

ABSENT = (0, 987_654_321, 2**63 - 1, 10**30)
EACH = 2  # records of others that are tried on each route
ROLES = ("family", "assessor", "expert", "agency", "carer", "provider")
# Whose the records are that a number in a path stands for.  A person is one's own by a party row.
_PERSONS = (
    "(:person IS NOT NULL AND {column} = :person OR :person IS NULL AND {column} IN"
    " (SELECT person_id FROM party WHERE organisation_id = :organisation))"
)
_PROVIDERS = "provider_id = :organisation AND :person IS NULL"
_BY_PERSON = _PERSONS.format(column="person_id")
_CARERS = (
    "(:person = person_id OR :staff IS NOT NULL AND carer_id = :staff"
    " OR :staff IS NULL AND :organisation = provider_id)"
)
_TEAM = (
    "(:person = person_id OR :person IS NULL AND agency_id = :organisation AND (:staff IS NULL"
    " OR id IN (SELECT assessment_id FROM assessment_team WHERE staff_id = :staff)))"
)
OWN = {
    "person_id": ("person", _PERSONS.format(column="id")),
    "plan_id": ("plan", _BY_PERSON),
    "determination_id": ("determination", _BY_PERSON),
    "application_id": ("application", _BY_PERSON),
    "assessment_id": ("assessment", _TEAM),
    "visit_id": ("visit", _CARERS),
    "exception_id": ("visit_exception", _CARERS),
    "agreement_id": ("agreement", _PROVIDERS),
    "assignment_id": ("assignment", _PROVIDERS),
    "statement_id": ("statement", _PROVIDERS),
    "claim_id": ("claim", _PROVIDERS),
    "claim_line_id": ("claim_line", _PROVIDERS),
    "finding_id": ("finding", _PROVIDERS),
    "staff_id": ("staff", "organisation_id = :organisation"),
    "device_id": ("device", "organisation_id = :organisation"),
    "provider_id": ("organisation", "id = :organisation"),
    "paper_id": ("paper", f"(organisation_id = :organisation OR {_BY_PERSON})"),
}


def who(login: str) -> dict:
    """Return what an account stands for."""
    with read_only():
        row = session().execute(
            sa.text(
                "SELECT a.organisation_id AS organisation, a.staff_id AS staff,"
                " a.person_id AS person FROM account a JOIN ab_user u ON u.id = a.user_id"
                " WHERE u.username = :login"
            ),
            {"login": login},
        )
        return dict(row.mappings().one())


def of_others(argument: str, stands_for: dict) -> list:
    """Return numbers of records that are not the account's own, newest first, and absent ones."""
    if argument not in OWN:
        return list(ABSENT)
    table, own = OWN[argument]
    statement = f"SELECT id FROM {table} WHERE NOT coalesce({own}, 1 = 0) ORDER BY id DESC"  # noqa: S608 - constants above
    with read_only():
        found = session().execute(sa.text(statement), stands_for).scalars().all()
    return [*found[:EACH], *found[-1:], *ABSENT]


def routes(app: Flask, roles: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield method, endpoint and argument of routes with one number that one of roles may use."""
    table = app.extensions["ltc_permissions"]
    for rule in sorted(app.url_map.iter_rules(), key=str):
        permission = permission_of(app.view_functions[rule.endpoint])
        numbers = [name for name in rule.arguments if name.endswith("_id")]
        if permission is None or not numbers or len(rule.arguments) > 1:
            continue
        if {*roles, "signed_in"} & set(table[permission]):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, rule.endpoint, numbers[0]


def attempts(site: Site, login: str) -> Iterator[tuple[str, str]]:
    """Yield method and path of every attempt on what is another's."""
    stands_for, roles = who(login), roles_of(login)
    for method, endpoint, argument in routes(site.app, roles):
        for number in of_others(argument, stands_for):
            path = site.app.url_map.bind("localhost").build(endpoint, {argument: 0})
            yield method, path.replace("/0", f"/{number}", 1)


def roles_of(login: str) -> frozenset[str]:
    """Return the roles of an account."""
    statement = (
        "SELECT r.name FROM ab_role r JOIN ab_user_role x ON x.role_id = r.id"
        " JOIN ab_user u ON u.id = x.user_id WHERE u.username = :login"
    )
    with read_only():
        return frozenset(session().execute(sa.text(statement), {"login": login}).scalars())


def people() -> dict[int, str]:
    """Return the names of all people; those of others are the canaries."""
    with read_only():
        found = session().execute(sa.text("SELECT id, name FROM person")).all()
    return {row.id: row.name for row in found}


def send(client: FlaskClient, method: str, path: str, token: str, data: dict | None = None):
    """Ask for a path, with a token that fits."""
    return client.open(path, method=method, data=data or {}, headers={"X-CSRFToken": token})


@pytest.mark.parametrize("login", ROLES)
def test_what_is_anothers_is_not_found_and_stays_as_it_is(story: Site, login: str):
    client = story.signed_in(login, PASSWORD)
    token, before = csrf(client), database_hash()
    names = set(people().values())
    own = people().get(who(login)["person"])
    wrong = []
    tried = 0
    for method, path in attempts(story, login):
        answer = send(client, method, path, token)
        tried += 1
        leaked = [name for name in names - {own} if name in answer.text]
        if answer.status_code not in (403, 404) or leaked:
            wrong.append((method, path, answer.status_code, leaked))
    assert tried, f"{login} has no route with a number"
    assert wrong == []
    assert database_hash() == before


def test_a_familys_pages_name_nobody_else(story: Site):
    client = story.signed_in("family", PASSWORD)
    own = who("family")["person"]
    others = {name for number, name in people().items() if number != own} - {people()[own]}
    pages = ("/", "/my/case/", "/visits/", "/messages/", "/my/complaints/")
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert [name for name in others if name in answer.text] == [], page
