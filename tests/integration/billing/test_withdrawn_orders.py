"""An order that paid nothing is taken back: owed again, drafted again, never paid twice."""

import pytest
import sqlalchemy as sa

from billing import checks
from billing.ledger.models import LedgerEntry
from billing.models import PaymentLine, PaymentOrder, Settlement
from billing.papers.payment import payment_order
from billing.payments import queries, services, withdrawing
from ltc.audit.models import AuditRow
from ltc.db import read_only, session, unit_of_work
from ltc.migrations.run import downgrade, upgrade
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden
from tests.support.factories import billing, persons
from tests.support.factories.base import desk, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LEAD, OFFICER, oct_
from tests.support.factories.elsewhere import pool

CITY = "50"
OCTOBER, NOVEMBER = Month(2023, 10), Month(2023, 11)


def withdraw(order: int, scope=LEAD, why="金额有误") -> None:
    with unit_of_work():
        withdrawing.withdraw(order, why, scope=scope, at=KNOWN)


def take_file(order: int) -> None:
    with unit_of_work():
        services.bank_file_of(order, scope=OFFICER, at=KNOWN)


def unpaid(order: int, scope=OFFICER) -> None:
    with unit_of_work():
        withdrawing.record_unpaid(order, "银行答复1", scope=scope, at=KNOWN)


def drafted(settlement: int) -> int:
    with unit_of_work():
        return services.draft_order(settlement, scope=OFFICER, at=KNOWN).id


def states() -> list[str]:
    return [each.state for each in sorted(stored(PaymentOrder), key=lambda each: each.id)]


def test_a_draft_is_withdrawn_by_its_desk_and_the_month_is_drafted_again(database):
    month = billing.approved_month()
    first = drafted(month)
    withdraw(first, OFFICER)
    second = drafted(month)
    assert states() == ["withdrawn", "drafted"]
    old, new = sorted(stored(PaymentLine), key=lambda line: line.order_id)
    assert (old.paid_fen, old.carried_in_fen) == (new.paid_fen, new.carried_in_fen)
    with read_only():
        assert queries.order_of(month, scope=EVERYTHING).id == second
        assert queries.under_way("2111") == {(new.provider_id, "employee"): new.paid_fen}
    assert list(checks.faults()) == []


def test_a_withdrawn_order_can_do_nothing_more(database):
    order = billing.approved_order()
    withdraw(order)
    for act in (services.approve_order, services.bank_file_of, withdrawing.withdraw):
        more = ("x",) if act is withdrawing.withdraw else ()
        with pytest.raises(Conflict, match="withdrawn"), unit_of_work():
            act(order, *more, scope=desk("bureau_lead"), at=KNOWN)
    with pytest.raises(Conflict, match="withdrawn"), unit_of_work():
        services.mark_paid(order, KNOWN.date(), "B", scope=OFFICER, at=KNOWN)
    assert [each for each in stored(LedgerEntry) if each.kind == "payment"] == []
    with read_only():
        assert payment_order(order, scope=EVERYTHING).is_draft


def test_an_approved_order_is_withdrawn_by_the_lead_with_the_reason(database):
    order = billing.approved_order()
    with pytest.raises(Forbidden, match="lead"):
        withdraw(order, OFFICER)
    with pytest.raises(BadInput, match="why"):
        withdraw(order, why=" ")
    withdraw(order)
    (row,) = [each for each in stored(AuditRow) if each.act == "payment.withdraw"]
    assert (row.user_id, row.reason) == (LEAD.actor.user_id, "金额有误")
    assert (row.before, list(row.after)) == ({"state": "approved"}, ["total_fen"])


def test_once_the_file_went_out_only_the_banks_word_lets_two_people_withdraw(database):
    order = billing.approved_order()
    with pytest.raises(Conflict, match="never taken out"):
        unpaid(order)
    take_file(order)
    with pytest.raises(Conflict, match="bank's word"):
        withdraw(order)
    unpaid(order)
    with pytest.raises(Conflict, match="recorded already"):
        unpaid(order)
    with pytest.raises(Conflict, match="paid nothing"):
        take_file(order)
    withdraw(order)
    assert states() == ["withdrawn"]


def test_who_recorded_the_banks_word_does_not_withdraw(database):
    order = billing.approved_order()
    take_file(order)
    unpaid(order, LEAD)
    with pytest.raises(Forbidden, match="does not withdraw"):
        withdraw(order, LEAD)
    assert states() == ["approved"]


def test_the_bank_may_pay_after_all(database):
    order = billing.approved_order()
    take_file(order)
    unpaid(order)
    with unit_of_work():
        services.mark_paid(order, KNOWN.date(), "B-1", scope=OFFICER, at=KNOWN)
    with pytest.raises(Conflict, match="is paid"):
        withdraw(order)
    assert list(checks.faults()) == []


def test_what_a_withdrawn_order_would_have_paid_to_people_is_paid_once(database, monkeypatch):
    with unit_of_work():
        pool(CITY, "chongqing", monkeypatch)
        person = billing.person()
        persons.family_care(person, oct_(1))
        persons.account(person)
    settled, at = persons.settled(CITY, OCTOBER), persons.after(OCTOBER)
    officer = persons.scope(CITY)
    with unit_of_work():
        order = services.draft_order(settled.id, scope=officer, at=at).id
    persons.paid(CITY, NOVEMBER)
    with unit_of_work():
        withdrawing.withdraw(order, "名单有误", scope=officer, at=at)
    with unit_of_work():
        again = services.draft_order(settled.id, scope=officer, at=persons.after(NOVEMBER))
        assert again.total_fen == 1240_00
    assert list(checks.faults()) == []


def test_a_database_with_orders_takes_the_revision_and_gives_it_back(database):
    """SQLite writes the table anew: rows, what points at them and their seals stay."""
    order = billing.approved_order()
    with unit_of_work():  # a month of before revision 0019, which would lose its hash on the way
        (month,) = session().scalars(sa.select(Settlement))
        month.law_hash = None
    downgrade(revision="0011")
    upgrade()
    assert [each.id for each in stored(PaymentOrder)] == [order]
    assert list(checks.faults()) == []
