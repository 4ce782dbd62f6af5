"""Providers' accounts: encrypted, set by two people, needed before an order is drafted."""

import json

import pytest
import sqlalchemy as sa

from billing import checks
from billing.payees import queries, services
from billing.payees.models import PayeeAccount
from billing.payees.services import NewAccount
from billing.payments import services as payments
from ltc.audit.models import AuditRow
from ltc.db import engine, read_only, session, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Forbidden
from tests.support.factories import billing
from tests.support.factories import providers as providers_factory
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN, LEAD, OFFICER

NUMBER = "6217 0001 2345 6789 012"
DIGITS = NUMBER.replace(" ", "")


@pytest.fixture
def provider(database) -> int:
    with unit_of_work():
        return providers_factory.provider(name="近邻护理站").id


def propose(provider_id: int, number: str = NUMBER) -> int:
    new = NewAccount(provider_id=provider_id, number=number, bank="某银行", document="证明1")
    with unit_of_work():
        return services.propose(new, scope=OFFICER, at=KNOWN).id


def confirm(account_id: int, number: str = DIGITS, scope=LEAD) -> None:
    with unit_of_work():
        services.confirm(account_id, number, scope=scope, at=KNOWN)


def holds(provider_id: int) -> str | None:
    with read_only():
        found = queries.confirmed([provider_id]).get(provider_id)
        return found.number if found else None


def test_one_proposes_and_another_confirms_by_typing_it_again(provider):
    made = propose(provider)
    with pytest.raises(Forbidden):
        confirm(made, scope=OFFICER)
    with pytest.raises(BadInput, match="not the one"):
        confirm(made, DIGITS[:-1] + "3")
    assert holds(provider) is None
    confirm(made)
    assert holds(provider) == DIGITS
    with pytest.raises(Conflict):
        confirm(made)


def test_the_former_account_holds_until_the_new_one_is_confirmed(provider):
    confirm(propose(provider))
    other = propose(provider, "12345678")
    with pytest.raises(Conflict):
        propose(provider, "87654321")
    assert holds(provider) == DIGITS
    with unit_of_work():
        services.drop(other, scope=OFFICER, at=KNOWN)
    confirm(propose(provider, "87654321"), "87654321")
    assert holds(provider) == "87654321"
    assert list(checks.faults()) == []


@pytest.mark.parametrize("number", ["", "1234567", "12345678x", "1" * 31])
def test_what_is_no_account_number_is_refused(provider, number):
    with pytest.raises(BadInput):
        propose(provider, number)


def test_neither_the_database_nor_the_trail_holds_the_number(provider):
    confirm(propose(provider))
    with engine().connect() as connection:
        stored_ = connection.scalar(sa.text("SELECT number FROM payee_account"))
    assert DIGITS not in stored_
    rows = [row for row in stored(AuditRow) if row.act.startswith("payee.")]
    assert [row.act for row in rows] == ["payee.propose", "payee.confirm"]
    assert DIGITS not in json.dumps([[row.before, row.after, row.reason] for row in rows])
    assert {row.after["account"] for row in rows} == {"尾号9012"}


def test_an_order_names_everybody_who_has_no_account(database):
    found = billing.approved_month()
    with unit_of_work():
        session().execute(sa.delete(PayeeAccount).where(PayeeAccount.id > 0))
    with pytest.raises(Conflict, match="no confirmed bank account"), unit_of_work():
        payments.draft_order(found, scope=OFFICER, at=KNOWN)


def test_the_banks_file_carries_the_confirmed_account(database):
    order = billing.approved_order()
    with unit_of_work():
        text = payments.bank_file_of(order, scope=OFFICER, at=KNOWN).decode("utf-8-sig")
    assert '"\'6222021001112223334"' in text
