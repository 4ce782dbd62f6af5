"""Family care in a pool whose pack pays people: registered, with an account that two confirmed."""

from datetime import date, datetime, timedelta

from billing.models import Settlement
from billing.payments import services as payments
from billing.persons import accounts, care
from billing.persons.models import FamilyCare, PersonAccount
from billing.persons.rules.ways import Way
from billing.settlement import runs
from billing.settlement import services as settlements
from billing.statements import services as statements
from ltc.case.models import Person
from ltc.db import unit_of_work
from ltc.scope import Scope
from ltc.shared.dates import Month
from tests.support.factories import base
from tests.support.factories.billing import EVERYTHING, at

NUMBER = "6217000123456789012"


def scope(area: str, role: str = "bureau_officer") -> Scope:
    """Return the scope of an office of a pool."""
    return Scope(base.actor(role), area=area)


def family_care(of: Person, first_day: date, *, way=Way("family"), **facts) -> FamilyCare:  # noqa: B008 - a constant
    """Register family care on its first day, unless said otherwise."""
    new = care.NewCare(
        person_id=of.id,
        way=way,
        first_day=first_day,
        **{
            "carer_name": "李小红",
            "relation": "child",
            "monthly_fen": 0,
            "document": "协议1",
            **{name: value for name, value in facts.items() if name != "at"},
        },
    )
    return care.register(new, scope=scope(of.area_code), at=facts.get("at", at(first_day)))


def account(
    of: Person, number: str = NUMBER, *, holder: str = accounts.SELF, first_day=date(2021, 1, 1)
) -> PersonAccount:
    """Propose an account and confirm it by another person."""
    new = accounts.NewPersonAccount(
        person_id=of.id,
        holder=holder,
        number=number,
        bank="某银行",
        document="申请表1",
        first_day=first_day,
    )
    when = at(first_day)
    made = accounts.propose(new, scope=scope(of.area_code), at=when)
    return accounts.confirm(made.id, number, scope=scope(of.area_code, "bureau_lead"), at=when)


def after(month: Month) -> datetime:
    """Return the morning of the third day after a month."""
    return at(month.last_day + timedelta(days=3))


def settled(area: str, month: Month) -> Settlement:
    """Settle a month in which no provider has a line, and approve it."""
    at, officer = after(month), scope(area)
    found = runs.settle(area, month, scope=EVERYTHING, at=at)
    with unit_of_work():
        statements.make_statements(found.id, scope=officer, at=at)
    with unit_of_work():
        settlements.approve(found.id, scope=scope(area, "bureau_lead"), at=at)
    return found


def paid(area: str, month: Month) -> int:
    """Settle a month and pay it; return the order."""
    at, officer = after(month), scope(area)
    found = settled(area, month)
    with unit_of_work():
        order = payments.draft_order(found.id, scope=officer, at=at).id
    with unit_of_work():
        payments.approve_order(order, scope=scope(area, "bureau_lead"), at=at)
    with unit_of_work():
        payments.mark_paid(order, at.date(), f"B{order}", scope=officer, at=at)
    return order
