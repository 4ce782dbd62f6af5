"""A month of Chongqing in which days of combined care are paid to a provider and to a person."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from billing.models import Settlement, Statement
from billing.payments import services as payments
from billing.settlement import runs
from billing.settlement import services as settlements
from billing.statements import queries, services
from ltc.case.models import Person
from ltc.db import session, unit_of_work
from ltc.directory.models import Organisation, Staff
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.models import Agreement
from providers.visits.models import Visit
from tests.support.factories import base, billing, persons
from tests.support.factories.billing import EVERYTHING
from tests.support.factories.elsewhere import pool

CITY = "50"
MARCH, APRIL = Month(2024, 3), Month(2024, 4)
IN_FORCE = date(2024, 12, 31)


@dataclass
class Shared:
    """The people of the month, and its visits: two of combined care, one at home."""

    person: int
    provider: int
    carer: int
    visits: list[int]

    @property
    def desk(self) -> Scope:
        """The provider's desk."""
        return Scope(base.actor("provider_desk"), CITY, organisation_id=self.provider)


def march(monkeypatch, *, account: bool = True) -> Shared:
    """Write the month."""
    with unit_of_work():
        pool(CITY, "chongqing", monkeypatch)
        by, whose = billing.provider(area_code=CITY), billing.person()
        session().execute(sa.update(Agreement).values(last_day=IN_FORCE))
        made = [combined(whose, by, 4), combined(whose, by, 5)]
        made.append(billing.visit(whose, by, date(2024, 3, 6), mode="home", price_fen=60_00))
        if account:
            persons.account(whose)
        return Shared(whose.id, by[0].id, by[1].id, [each.id for each in made])


def combined(whose: Person, by: tuple[Organisation, Staff], day: int, **facts) -> Visit:
    """Add a day of combined care."""
    on = facts.pop("on", date(2024, 3, day))
    return billing.visit(whose, by, on, **{"mode": "combined", "price_fen": 50_00, **facts})


def at_home(here: Shared, on: date) -> Visit:
    """Add a visit at home, which nobody shares."""
    return billing.visit(*_of(here), on, mode="home", price_fen=60_00)


def combined_again(here: Shared, on: date) -> Visit:
    """Add a day of combined care for the person of the month."""
    return combined(*_of(here), on.day, on=on)


def _of(here: Shared) -> tuple[Person, tuple[Organisation, Staff]]:
    by = session().get(Organisation, here.provider), session().get(Staff, here.carer)
    return session().get(Person, here.person), by


def settle(month: Month = MARCH) -> Settlement:
    """Settle a month on the third day after it."""
    return runs.settle(CITY, month, scope=EVERYTHING, at=persons.after(month))


def stated(settlement_id: int, month: Month = MARCH) -> list[Statement]:
    """Make a month's statements."""
    at = persons.after(month)
    with unit_of_work():
        return services.make_statements(settlement_id, scope=persons.scope(CITY), at=at)


def signed(here: Shared, found: Settlement) -> None:
    """Have all three parties sign, and the lead approve."""
    at = persons.after(Month.parse(found.month))
    roles = ("operator", "bureau_officer")
    with unit_of_work():
        for each in queries.statements(scope=EVERYTHING, settlement_id=found.id):
            for scope in (here.desk, *(persons.scope(CITY, role) for role in roles)):
                services.sign(each.id, each.content_hash, scope=scope, at=at)
    with unit_of_work():
        settlements.approve(found.id, scope=persons.scope(CITY, "bureau_lead"), at=at)


def paid(here: Shared, month: Month = MARCH) -> int:
    """Take a month from its settlement to the bank; return the order."""
    found = settle(month)
    stated(found.id, month)
    signed(here, found)
    return pay(found)


def pay(found: Settlement) -> int:
    """Draft, approve and pay an approved month's order."""
    at, officer = persons.after(Month.parse(found.month)), persons.scope(CITY)
    with unit_of_work():
        order = payments.draft_order(found.id, scope=officer, at=at).id
    with unit_of_work():
        payments.approve_order(order, scope=persons.scope(CITY, "bureau_lead"), at=at)
    with unit_of_work():
        payments.mark_paid(order, at.date(), f"B{order}", scope=officer, at=at)
    return order
