"""The smallest month to settle: entitled people, a provider under agreement, verified visits."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from billing.payees.models import PayeeAccount
from billing.payments import services as payments
from billing.settlement import runs
from billing.settlement import services as settlement_services
from billing.statements import services as statements
from ltc.case.models import CaseEvent, Determination, DeterminationEnd, Person
from ltc.db import session, unit_of_work
from ltc.directory.models import Organisation
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.models import Suspension
from providers.visits.models import Visit
from tests.support.factories import base
from tests.support.factories import providers as providers_factory
from tests.support.factories.base import CITY, COUNTY, areas, id_number, staff

MONTH = Month(2023, 10)
EVERYTHING = Scope.everything(reason="tests")
KNOWN = datetime(2023, 11, 3, 2, tzinfo=UTC)  # when October is settled
LATER = datetime(2023, 12, 4, 2, tzinfo=UTC)  # when November is settled
LAST = date(2024, 9, 30)


def provider(**more):
    """Add a provider under an agreement in force for 2023, with one carer; return it."""
    made = providers_factory.provider(**more)
    account(made)
    return made, staff(made)


def account(of: Organisation, number: str = "6222021001112223334") -> PayeeAccount:
    """Add a provider's confirmed bank account."""
    made = PayeeAccount(
        provider_id=of.id,
        area_code=of.area_code,
        number=number,
        bank="某银行",
        document="开户证明",
        state="confirmed",
        proposed_by=1,
        proposed_at=at(date(2023, 1, 1)),
        decided_by=2,
        decided_at=at(date(2023, 1, 2)),
    )
    session().add(made)
    session().flush()
    return made


def person(*, grade="severe_1", category="retiree", first_day=date(2023, 1, 1), **more) -> Person:
    """Add an insured person with an entitlement from ``first_day``."""
    areas()
    made = Person(
        id=more.pop("id", None),
        area_code=more.pop("area_code", COUNTY),
        name="张秀英",
        sex="F",
        born_on=date(1940, 5, 12),
        id_number=id_number(),
        id_index=id_number() + "x",
        insurance=more.pop("insurance", "employee"),
        category=category,
        insured_from=date(2015, 1, 1),
    )
    session().add(made)
    session().flush()
    if grade is not None:
        determination(made, grade, first_day, **more)
    return made


def determination(of: Person, grade: str, first_day: date, **more) -> Determination:
    """Add an entitlement span."""
    facts = {"last_day": LAST, "recorded_at": at(first_day), **more}
    made = Determination(
        person_id=of.id,
        area_code=of.area_code,
        entitled=True,
        grade=grade,
        national_grade=5,
        first_day=first_day,
        decided_on=first_day,
        reasons=[],
        pack="panjin",
        pack_version="2023.1",
        fingerprint="0" * 64,
        **facts,
    )
    session().add(made)
    session().flush()
    return made


def end_of(found: Determination, last_day: date, *, recorded_at: datetime) -> DeterminationEnd:
    """Add an earlier end to an entitlement."""
    made = DeterminationEnd(
        determination_id=found.id,
        person_id=found.person_id,
        area_code=found.area_code,
        last_day=last_day,
        why="superseded",
        recorded_at=recorded_at,
    )
    session().add(made)
    return made


def visit(of: Person, by, day: date, **facts) -> Visit:
    """Add a verified visit of an hour for 100 元; ``by`` is a provider with its carer."""
    whose, carer = by
    hour, minutes = facts.pop("hour", 9), facts.pop("minutes", 60)
    start = at(day, hour)
    made = Visit(
        person_id=of.id,
        provider_id=whose.id,
        carer_id=facts.pop("carer_id", carer.id),
        area_code=of.area_code,
        day=day,
        planned_start=start,
        started_at=start,
        ended_at=start + timedelta(minutes=minutes),
        minutes=minutes,
        **{
            "mode": "home",
            "item": "care",
            "price_fen": 100_00,
            "planned_minutes": 60,
            "state": "verified",
            "place_ok": True,
            "verified_at": start + timedelta(hours=2),
            **facts,
        },
    )
    session().add(made)
    session().flush()
    return made


def event(of: Person, kind: str, first_day: date, last_day=None, **facts) -> CaseEvent:
    """Add an event, known two hours after its first day begins unless said otherwise."""
    made = CaseEvent(
        person_id=of.id,
        area_code=of.area_code,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        source="test",
        recorded_by=1,
        **{"recorded_at": at(first_day), **facts},
    )
    session().add(made)
    session().flush()
    return made


def event_of(seen: Visit, kind: str, first_day: date, recorded_at: datetime, **facts) -> CaseEvent:
    """Add an event of a visit's person, told a little before ``recorded_at``."""
    whose = session().get(Person, seen.person_id)
    told = recorded_at - timedelta(hours=2)
    return event(whose, kind, first_day, recorded_at=told, **facts)


def suspension(whose, first_day: date, last_day=None, **facts) -> Suspension:
    """Suspend a provider, or one of its staff."""
    made = Suspension(
        provider_id=whose.id,
        area_code=whose.area_code,
        first_day=first_day,
        last_day=last_day,
        why="test",
        decided_by=1,
        **{"recorded_at": at(first_day), **facts},
    )
    session().add(made)
    session().flush()
    return made


def at(day: date, hour: int = 9) -> datetime:
    """Return an hour in Shanghai of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 8)


def oct_(day: int) -> date:
    """Return a day of October 2023."""
    return date(2023, 10, day)


def simple_month(people: int = 3, visits: int = 5) -> None:
    """Write a month of ordinary visits."""
    with unit_of_work():
        by = provider()
        for number in range(people):
            whose = person()
            for day in range(1, visits + 1):
                visit(whose, by, oct_(day), hour=7 + number)


def settle(month: Month = MONTH, *, at_: datetime = KNOWN, **more):
    """Settle a month of the city."""
    return runs.settle(CITY, month, scope=EVERYTHING, at=at_, **more)


OFFICER, LEAD = base.desk("bureau_officer"), base.desk("bureau_lead")
OPERATOR = base.desk("operator")


def sign_all(settlement_id: int) -> None:
    """Make the month's statements and have all three parties sign them."""
    with unit_of_work():
        made = statements.make_statements(settlement_id, scope=OFFICER, at=KNOWN)
        for each in made:
            whose = Scope(base.actor("provider_desk"), CITY, organisation_id=each.provider_id)
            for scope in (whose, OPERATOR, OFFICER):
                statements.sign(each.id, each.content_hash, scope=scope, at=KNOWN)


def approved_month() -> int:
    """Settle, sign and approve a month; return its settlement."""
    simple_month()
    return approved()


def approved(month: Month = MONTH, *, at_: datetime = KNOWN) -> int:
    """Settle, sign and approve the month that is written; return its settlement."""
    found = settle(month, at_=at_).id
    sign_all(found)
    with unit_of_work():
        settlement_services.approve(found, scope=LEAD, at=at_)
    return found


def approved_order() -> int:
    """Draft and approve the payment order of a month; return the order."""
    found = approved_month()
    with unit_of_work():
        order = payments.draft_order(found, scope=OFFICER, at=KNOWN).id
    with unit_of_work():
        payments.approve_order(order, scope=LEAD, at=KNOWN)
    return order


def rename_payee(provider_id: int):
    """Return a statement that changes whom the bank would pay."""
    return sa.update(Organisation).where(Organisation.id == provider_id).values(name="别家")
