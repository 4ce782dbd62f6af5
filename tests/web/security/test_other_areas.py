"""Desks of another area: every record of ours is not found there, and no list names our people."""

from collections.abc import Iterator
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask

from ltc.db import read_only, session, unit_of_work
from ltc.directory.models import Area, Organisation
from ltc.security.routes import permission_of
from tests.support.web import Site, csrf
from tests.web.security.test_matrix import database_hash
from tests.web.security.test_objects import people, send

FAR = "2102"
KINDS = {
    "operator": "operator",
    "bureau_officer": "bureau",
    "bureau_lead": "bureau",
    "auditor": "bureau",
    "provider_desk": "care_provider",
    "assessment_desk": "assessment_agency",
}
# The table behind a number in a path, where it is not the number's own name.
TABLES = {
    "exception_id": "visit_exception",
    "contract_id": "operator_contract",
    "entry_id": "ledger_entry",
    "event_id": "case_event",
    "item_id": "inspection_item",
    "order_id": "payment_order",
    "break_id": "statement_break",
    "provider_id": "organisation",
}
WORDS = {
    "area": ("2111", "211103"),
    "code": ("call_backs",),
    "day": ("2023-10-01",),
    "insurance": ("employee",),
}
# What a path with these words stands for is one's own, wherever one is.
OWN_ANYWHERE = ("FundBoard.close", "Jobs.show", "Jobs.again")
LISTS = (
    *("/", "/papers/", "/messages/", "/desk/people/", "/desk/intake/", "/desk/plans/"),
    *("/desk/assessments/", "/desk/publications/", "/desk/appeals/", "/desk/assignments/"),
    *("/desk/visits/", "/desk/exceptions/", "/desk/carers/", "/desk/lines/", "/desk/statements/"),
    *("/desk/payments/", "/desk/fund/journal", "/desk/complaints/?all=1", "/desk/checks/"),
    *("/desk/findings/", "/desk/inspections/", "/desk/trail/", "/desk/months/"),
)


@pytest.fixture(scope="module")
def far(story: Site) -> Site:
    """Give the story's site with organisations and accounts of another city."""
    with unit_of_work() as opened:
        opened.add(Area(code=FAR, name="大连市", level="city", parent_code="21"))
    for number, (role, kind) in enumerate(KINDS.items()):
        with unit_of_work() as opened:
            code = f"91210200MA{number:08d}"
            made = Organisation(kind=kind, name=f"外{role}", credit_code=code, area_code=FAR)
            opened.add(made)
            opened.flush()
        story.account(f"far.{role}", role, area=FAR, organisation_id=made.id)
    return story


def numbers(argument: str, area: str) -> list:
    """Return values for one part of a path: records of ours, or fixed words."""
    if argument in WORDS:
        return list(WORDS[argument])
    if argument == "month":
        return ["2023-10"]
    name = TABLES.get(argument, argument.removesuffix("_id"))
    if not argument.endswith("_id") or name not in tables():
        return [1]
    where = f"WHERE area_code NOT LIKE '{area}%'" if name == "organisation" else ""
    statement = f"SELECT id FROM {name} {where} ORDER BY id DESC LIMIT 2"  # noqa: S608 - tables
    with read_only():
        return list(session().execute(sa.text(statement)).scalars())


def tables() -> set[str]:
    with read_only():
        return set(sa.inspect(session().connection()).get_table_names())


def routes(app: Flask, role: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield method, pattern and arguments of routes about records that a role may use."""
    table = app.extensions["ltc_permissions"]
    for rule in sorted(app.url_map.iter_rules(), key=str):
        permission = permission_of(app.view_functions[rule.endpoint])
        if permission is None or not rule.arguments or rule.endpoint in OWN_ANYWHERE:
            continue
        if {role, "signed_in"} & set(table[permission]):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, rule.endpoint, sorted(rule.arguments)


def attempts(site: Site, role: str) -> Iterator[tuple[str, str]]:
    """Yield method and path of every attempt on our records."""
    urls = site.app.url_map.bind("localhost")
    for method, endpoint, arguments in routes(site.app, role):
        for chosen in product(*(numbers(each, FAR) for each in arguments)):
            yield method, urls.build(endpoint, dict(zip(arguments, chosen, strict=True)))


@pytest.mark.parametrize("role", sorted(KINDS))
def test_the_records_of_another_area_are_not_found(far: Site, role: str):
    client = far.signed_in(f"far.{role}")
    token, before, names = csrf(client), database_hash(), set(people().values())
    wrong, tried = [], 0
    for method, path in attempts(far, role):
        answer = send(client, method, path, token)
        tried += 1
        leaked = [name for name in names if name in answer.text]
        if answer.status_code not in (403, 404) or leaked:
            wrong.append((method, path, answer.status_code, leaked))
    assert tried > 5
    assert wrong == []
    assert database_hash() == before


@pytest.mark.parametrize("role", sorted(KINDS))
def test_lists_of_another_area_name_nobody_of_ours(far: Site, role: str):
    client = far.signed_in(f"far.{role}")
    names = set(people().values())
    for path in LISTS:
        answer = client.get(path)
        assert answer.status_code in (200, 403), (path, answer.status_code)
        assert [name for name in names if name in answer.text] == [], path


def test_a_child_is_found_under_its_own_parent_only(story: Site):
    with read_only():
        rows = session().execute(sa.text("SELECT id, inspection_id FROM inspection_item")).all()
        others = session().execute(sa.text("SELECT id FROM inspection")).scalars().all()
        providers = session().execute(
            sa.text(
                "SELECT id FROM organisation WHERE kind = 'care_provider' AND id NOT IN"
                " (SELECT provider_id FROM inspection_item)"
            )
        )
        undrawn = providers.scalars().all()
    client = story.signed_in("officer", "demo-changhu-2023")
    token = csrf(client)
    item, parent = rows[0]
    assert client.get(f"/desk/inspections/{parent}/items/{item}").status_code == 200
    for other in {*others, 987654} - {parent}:
        path = f"/desk/inspections/{other}/items/{item}"
        assert client.get(path).status_code == 404
        assert send(client, "POST", path, token).status_code == 404
    for provider in (*undrawn, 987654):
        path = f"/desk/inspections/{parent}/notice/{provider}"
        assert send(client, "POST", path, token).status_code == 404
