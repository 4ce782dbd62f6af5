"""Two accounts of one person are one pair of eyes; an auditor writes nothing; nobody skips."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import ltc
from ltc.db import read_only, session, unit_of_work
from ltc.demo.cast import PASSWORD
from ltc.directory.models import Staff
from ltc.scope import Actor
from ltc.security.models import Account
from ltc.security.persons import is_same_person
from ltc.security.roles import AUDITOR
from tests.support.factories import base
from tests.support.web import Site, csrf, post
from tests.web.security.test_matrix import database_hash
from tests.web.security.test_objects import send

ROOT = Path(ltc.__file__).resolve().parents[1]
# Who acts is compared with who acted before by account alone: in these places that is meant.
BY_ACCOUNT = {
    "ltc/security/persons.py",  # the comparison itself
    "ltc/security/services.py",  # one's own account, not one's own person
}
_COMPARES = re.compile(r"actor\.user_id (==|!=) (?!_?SYSTEM)|(==|!=) (scope\.)?actor\.user_id")
# Acts of an auditor that leave a paper or an own visit to the trail, and change no record.
PRINTS = ("paper", "reconciliation", "verify", "password", "step-up", "second-factor", "sign-out")


def twins(site: Site, *roles: str) -> None:
    """Give one member of a bureau's staff an account for each role."""
    with unit_of_work() as opened:
        bureau = base.organisation("bureau")
        member = Staff(organisation_id=bureau.id, area_code="2111", name="王双", work="clerk")
        opened.add(member)
        opened.flush()
    for role in roles:
        site.account(f"twin.{role}", role, staff_id=member.id, organisation_id=bureau.id)


def test_two_accounts_of_one_person_are_one_pair_of_eyes(site: Site):
    twins(site, "bureau_officer", "bureau_lead")
    site.account("other", "bureau_lead")
    accounts = {each.user_id: each for each in base.stored(Account)}
    first, second, other = sorted(accounts)
    with read_only():
        actor = Actor(second, "王双", frozenset(), staff_id=accounts[second].staff_id)
        assert is_same_person(actor, second)
        assert is_same_person(actor, first)
        assert not is_same_person(actor, other)
        assert not is_same_person(Actor(other, "李", frozenset()), first)
        assert not is_same_person(actor, None)
        assert not is_same_person(Actor.system("job"), 0)


def test_a_contract_is_not_approved_by_its_makers_other_account(changing: Site):
    twins(changing, "bureau_officer", "bureau_lead")
    with read_only():
        statement = sa.text("SELECT id FROM organisation WHERE kind = 'operator'")
        operator = session().scalar(statement)
    facts = {
        "operator_id": operator,
        "number": "双-1",
        "first_day": "2031-01-01",
        "last_day": "2031-12-31",
        "insurance": "employee",
        "goal_intake_time": "95",
        "weight_intake_time": "100",
    }
    officer = changing.signed_in("twin.bureau_officer")
    answer = post(officer, "/desk/contracts/new", facts)
    assert answer.status_code == 303, answer.text
    approve = f"{answer.location}/approve"
    assert post(changing.signed_in("twin.bureau_lead"), approve).status_code == 403
    assert post(changing.signed_in("lead", PASSWORD), approve).status_code == 303


def services() -> Iterator[tuple[str, str]]:
    """Yield the name and text of every module that acts."""
    for room in ("ltc", "assessments", "providers", "billing"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name not in BY_ACCOUNT and ("/acts/" in name or path.name == "services.py"):
                yield name, path.read_text(encoding="utf-8")


def test_no_service_counts_eyes_by_account():
    found = [
        f"{name}: {line.strip()}"
        for name, text in services()
        for line in text.splitlines()
        if _COMPARES.search(line) and "staff_id" not in line
    ]
    assert found == []


def test_an_auditor_changes_nothing(story: Site):
    table = story.app.extensions["ltc_permissions"]
    client = story.signed_in("auditor", PASSWORD)
    token, before = csrf(client), database_hash()
    for rule in story.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or any(word in rule.rule for word in PRINTS):
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        send(client, "POST", path, token)
    assert database_hash() == before
    writes = [name for name, roles in table.items() if AUDITOR in roles]
    assert [name for name in writes if not name.endswith(READS)] == []


READS = (".read", ".registry", ".list", ".verify", ".describe", ".export")


@pytest.mark.parametrize("login", ["system", "security", "audit"])
def test_an_administrator_reads_nothing_of_anybodys_care(story: Site, login: str):
    table = story.app.extensions["ltc_permissions"]
    role = f"{login}_admin"
    held = {name.partition(".")[0] for name, roles in table.items() if role in roles}
    assert held <= {"account", "organisation", "area", "trail", "job", "api"}
    client = story.signed_in(login, PASSWORD)
    for path in ("/desk/people/1", "/desk/visits/1", "/desk/assessments/1", "/desk/lines/1"):
        assert client.get(path).status_code == 403
