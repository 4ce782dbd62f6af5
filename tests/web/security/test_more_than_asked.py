"""Forms take what they ask for and nothing besides: no state, amount, place, role or result."""

import importlib
import pkgutil

import pytest
import sqlalchemy as sa

from ltc.db import engine
from ltc.demo.cast import PASSWORD
from ltc.web.forms import Form
from tests.support.walking import forms_of
from tests.support.web import Site, csrf

MARK = "77123459"
NEVER = (
    *("id", "state", "status", "version_", "amount_fen", "payable", "payable_fen", "paid_fen"),
    *("fund_fen", "total_fen", "organisation_id", "area_code", "role", "roles", "score", "grade"),
    *("points", "assessor", "assessor_id", "verdict", "distance", "distance_m", "person_id"),
    *("carer_id", "provider_id", "made_by", "approved_by", "decided_by", "entitled", "quota_fen"),
)
# Fields of such a name that a form asks for itself; its service checks them.
ASKED = {
    "AccountForm": {"area_code", "organisation_id", "person_id"},
    "RolesForm": {"roles"},
    "JoinForm": {"area_code"},
    "PersonForm": {"area_code"},
    "OrganisationForm": {"area_code"},
    "DeskComplaintForm": {"area_code", "provider_id"},
    "ComplaintForm": {"provider_id"},
    "InspectionForm": {"area_code"},
    "FindingForm": {"provider_id", "points"},
    "DecisionForm": {"points", "grade", "provider_id"},  # a finding; a deposit by credit grade
    "AgreementForm": {"provider_id"},
    "ProposeForm": {"provider_id"},
    "TransferForm": {"provider_id"},
    "AcceptForm": {"carer_id"},
    "ReassignForm": {"carer_id"},
}
ROLES = ("family", "provider", "operator", "officer", "system")
# Acts that end the walk, and papers, which take long.
SPOILS = ("sign_out", "password", "SecondFactor", "active", "roles", "aper", "sheet", "report")


def forms() -> list[type[Form]]:
    """Return every form of the house that changes something."""
    for room in ("ltc", "assessments", "providers", "billing"):
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if found.name.endswith("forms"):
                importlib.import_module(found.name)
    below, every = [Form], []
    while below:
        every += (children := below.pop().__subclasses__())
        below += children
    ours = [each for each in every if not each.__module__.startswith("tests.")]
    return [each for each in ours if getattr(each.Meta, "csrf", True)]


def test_no_form_has_a_field_that_a_service_settles():
    found = {}
    for form in forms():
        names = {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}
        more = (names & set(NEVER)) - ASKED.get(form.__name__, set())
        if more:
            found[f"{form.__module__}.{form.__name__}"] = more
    assert found == {}


def cells_with_the_mark() -> list[tuple[str, str]]:
    """Return table and column of every cell that holds what nobody was asked for."""
    found = []
    with engine().connect() as connection:
        there = sa.inspect(connection)
        for table in there.get_table_names():
            for column in there.get_columns(table):
                where = f'CAST("{column["name"]}" AS TEXT) LIKE :mark'
                statement = f"SELECT 1 FROM {table} WHERE {where} LIMIT 1"  # noqa: S608 - tables
                if connection.execute(sa.text(statement), {"mark": f"%{MARK}%"}).first():
                    found.append((table, column["name"]))
    return found


@pytest.mark.parametrize("login", ROLES)
def test_what_is_sent_besides_is_left_alone(changing: Site, login: str):
    client = changing.signed_in(login, PASSWORD)
    token, codes = csrf(client), []
    for kind, (path, answers) in forms_of(changing, client).items():
        if any(word in kind for word in SPOILS):
            continue
        more = {name: MARK for name in NEVER if name not in answers}
        sent = {**more, **answers, "csrf_token": token}
        codes.append(client.post(path, data=sent).status_code)
    assert {200, 303} & set(codes)
    assert max(codes) < 500
    assert cells_with_the_mark() == []
