"""A payment to a provider that the bank returns: two people, owed again, paid to a new account."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from billing import checks
from billing.ledger.queries import balances
from billing.models import PaymentLine
from billing.payees import queries, returns, services
from billing.payees.models import PayeeReturn
from billing.payees.returns import Paid
from billing.payees.services import NewAccount
from billing.payments import services as payments
from billing.payments.returned import Back
from ltc.case.models import Person
from ltc.db import engine, read_only, session, unit_of_work
from ltc.directory.models import Organisation, Staff
from ltc.outbox.models import Message
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from providers.visits.models import Visit
from tests.support.factories import billing
from tests.support.factories import oversight as make
from tests.support.factories import recoveries as months
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, LEAD, MONTH, OFFICER

CAME = Back(came_on=KNOWN.date(), why="closed", bank_reference="退7")


@pytest.fixture
def paid(database) -> Paid:
    """Pay October; return the payment to its provider."""
    order = billing.approved_order()
    with unit_of_work():
        payments.mark_paid(order, KNOWN.date(), "B-1", scope=OFFICER, at=KNOWN)
    (line,) = stored(PaymentLine)
    return Paid(order, line.provider_id, line.insurance)


def propose(paid: Paid, back: Back = CAME, scope=OFFICER) -> int:
    with unit_of_work():
        return returns.propose(paid, back, scope=scope, at=KNOWN).id


def confirm(waits: int, reference: str = "退7", scope=LEAD) -> None:
    with unit_of_work():
        returns.confirm(waits, reference, scope=scope, at=KNOWN)


def payable() -> int:
    with read_only():
        found = balances("2111", scope=EVERYTHING)
    return {each.account: -each.balance_fen for each in found}["payable.provider"]


def holds(provider_id: int) -> str | None:
    with read_only():
        found = queries.confirmed([provider_id]).get(provider_id)
        return found.number if found else None


def november(provider_id: int) -> None:
    """Let the provider visit somebody in November, too."""
    (seen, *_more) = stored(Visit)
    with unit_of_work() as opened:
        by = opened.get(Organisation, provider_id), opened.get(Staff, seen.carer_id)
        billing.visit(opened.get(Person, seen.person_id), by, date(2023, 11, 2))


def test_until_another_person_confirms_it_nothing_is_posted(paid):
    waits = propose(paid)
    assert (payable(), holds(paid.provider_id) is not None) == (0, True)
    with pytest.raises(Forbidden):
        confirm(waits, scope=OFFICER)
    with pytest.raises(BadInput, match="reference"):
        confirm(waits, "退8")
    confirm(waits)
    (line,) = stored(PaymentLine)
    assert (payable(), holds(paid.provider_id)) == (line.paid_fen, None)
    with pytest.raises(Conflict):
        confirm(waits)
    assert list(checks.faults()) == []


def test_a_payment_comes_back_once_and_one_notice_waits_at_a_time(paid):
    waits = propose(paid)
    with pytest.raises(Conflict, match="already"):
        propose(paid)
    with unit_of_work():
        returns.drop(waits, scope=LEAD, at=KNOWN)
    confirm(propose(paid))
    with pytest.raises(Conflict, match="already"):
        propose(paid)


def test_it_is_paid_again_with_the_next_order_into_a_corrected_account(paid):
    confirm(propose(paid))
    (before,) = stored(PaymentLine)
    november(paid.provider_id)
    done = billing.settle(MONTH.next(), at_=LATER)
    billing.sign_all(done.id)
    with pytest.raises(Conflict, match="no confirmed bank account"):
        months.approve_and_pay(done.id, LATER)
    new = NewAccount(
        provider_id=paid.provider_id, number="62220210011122299", bank="某银行", document="函2"
    )
    with unit_of_work():
        waits = services.propose(new, scope=OFFICER, at=LATER).id
    with unit_of_work():
        services.confirm(waits, new.number, scope=LEAD, at=LATER)
    with read_only():
        assert queries.returned_owing(scope=EVERYTHING) == []
    with unit_of_work():
        order = payments.draft_order(done.id, scope=OFFICER, at=LATER).id
    with unit_of_work():
        payments.approve_order(order, scope=LEAD, at=LATER)
        assert new.number in payments.bank_file_of(order, scope=LEAD, at=LATER).decode()
        payments.mark_paid(order, LATER.date(), "B-2", scope=OFFICER, at=LATER)
    (again,) = [each for each in stored(PaymentLine) if each.order_id == order]
    assert again.carried_in_fen == before.paid_fen
    assert again.paid_fen == before.paid_fen + again.due_fen
    assert payable() == 0
    assert list(checks.faults()) == []


def test_the_provider_is_told_and_sees_its_own_only(paid):
    confirm(propose(paid))
    (told,) = [each for each in stored(Message) if each.subject == "付款被银行退回"]
    assert told.organisation_id == paid.provider_id
    own = make.provider_scope(paid.provider_id)
    other = make.provider_scope(paid.provider_id + 1)
    with read_only():
        assert len(queries.returns(scope=own, states=("confirmed",))) == 1
        assert queries.returns(scope=other, states=("confirmed",)) == []
        assert len(queries.returned_owing(scope=own)) == 1
        assert queries.returned_owing(scope=other) == []


def test_an_account_that_was_changed_meanwhile_is_not_closed(paid):
    with unit_of_work():
        new = billing.account(session().get(Organisation, paid.provider_id), "62220210011122288")
        new.decided_at = KNOWN + timedelta(hours=1)
    confirm(propose(paid))
    assert holds(paid.provider_id) == "62220210011122288"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"came_on": KNOWN.date() - timedelta(days=1)}, BadInput),
        ({"came_on": KNOWN.date() + timedelta(days=1)}, BadInput),
        ({"bank_reference": " "}, BadInput),
        ({"why": "mood"}, LookupError),
    ],
)
def test_what_cannot_have_come_back_is_refused(paid, change, refusal):
    told = {"came_on": CAME.came_on, "why": CAME.why, "bank_reference": CAME.bank_reference}
    with pytest.raises((refusal, BadInput)):
        propose(paid, Back(**{**told, **change}))
    assert stored(PayeeReturn) == []


def test_what_the_order_did_not_pay_cannot_come_back(paid):
    with pytest.raises(Conflict):
        propose(Paid(paid.order_id, paid.provider_id, "resident"))
    with pytest.raises(NotFound):
        propose(Paid(paid.order_id + 1, paid.provider_id, paid.insurance))


def test_the_check_finds_a_return_without_its_entry(sqlite_database):
    order = billing.approved_order()
    with unit_of_work():
        payments.mark_paid(order, KNOWN.date(), "B-1", scope=OFFICER, at=KNOWN)
    (line,) = stored(PaymentLine)
    confirm(propose(Paid(order, line.provider_id, line.insurance)))
    with engine().begin() as opened:
        opened.execute(sa.text("UPDATE payee_return SET fen = fen + 1"))
    told = list(checks.faults())
    assert "payee return 1 is not what the order paid" in told
    assert "payee return 1 is not what the books owe again" in told
