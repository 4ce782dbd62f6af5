"""An order pays no more than the cash of its fund, where the books are told what came in."""

from datetime import date

import pytest

from billing.ledger import services as ledger
from billing.ledger.rules.entry import Income
from billing.models import PaymentOrder
from billing.payments import services
from billing.payments.cash import lacking
from ltc.db import read_only, session, unit_of_work
from ltc.shared.errors import Conflict
from tests.support.factories import billing
from tests.support.factories.base import CITY
from tests.support.factories.billing import EVERYTHING, KNOWN, LEAD, OFFICER, oct_


def came_in(fen: int, insurance: str = "employee", *, document: str = "1") -> None:
    new = Income(CITY, insurance, "income.fiscal", fen, oct_(10), f"盘财〔2023〕{document}号")
    with unit_of_work():
        ledger.record_income(new, scope=EVERYTHING, at=KNOWN)


def drafted() -> tuple[int, int]:
    """Draft October's order; return it and its sum."""
    month = billing.approved_month()
    with unit_of_work():
        order = services.draft_order(month, scope=OFFICER, at=KNOWN)
        return order.id, order.total_fen


def approve(order: int) -> str:
    with unit_of_work():
        return services.approve_order(order, scope=LEAD, at=KNOWN).state


def short(order: int) -> dict[str, int]:
    with read_only():
        return lacking(session().get(PaymentOrder, order), scope=EVERYTHING)


def test_an_order_beyond_the_cash_waits_for_the_income(database):
    order, total = drafted()
    came_in(total - 1)
    assert short(order) == {"employee": 1}
    with pytest.raises(Conflict, match=r"0\.01 元"):
        approve(order)
    came_in(1, document="2")
    assert short(order) == {}
    assert approve(order) == "approved"


def test_a_fund_whose_incomes_nobody_records_is_told_but_not_refused(sqlite_database):
    order, total = drafted()
    came_in(total, "resident")
    assert short(order) == {"employee": total}
    assert approve(order) == "approved"
    assert short(order) == {"employee": total}


def test_a_paid_order_lacks_nothing(sqlite_database):
    order, _total = drafted()
    approve(order)
    with unit_of_work():
        services.mark_paid(order, date(2023, 11, 3), "B-1", scope=OFFICER, at=KNOWN)
    assert short(order) == {}
