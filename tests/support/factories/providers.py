"""The smallest valid records of the providers: an agreement in force with prices, a plan."""

from datetime import date

from ltc.case.models import Determination, Plan, PlanItem
from ltc.db import session
from ltc.directory.models import Certificate
from ltc.shared.geo import Point
from providers.models import AgreedPrice, Agreement
from tests.support.factories import case
from tests.support.factories.base import AT, organisation, staff

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


def provider(*, items=("bath",), capacity=10, modes=("home",), certified=True, **more):
    """Add a provider under an agreement in force; return its organisation."""
    made = organisation("care_provider", **{"lat": 41.19, "lon": 122.06, **more})
    member = staff(made)
    if not certified:
        session().query(Certificate).filter_by(staff_id=member.id).delete()
    agreement = Agreement(
        provider_id=made.id,
        area_code=made.area_code,
        number=f"P{made.id}",
        state="in_force",
        modes=list(modes),
        capacity=capacity,
        first_day=FIRST,
        last_day=LAST,
    )
    session().add(agreement)
    session().flush()
    for item in items:
        session().add(
            AgreedPrice(
                agreement_id=agreement.id,
                item=item,
                price_fen=8000,
                minutes=60,
                first_day=FIRST,
                last_day=LAST,
            )
        )
    session().flush()
    return made


def determination(person_id: int, **more) -> Determination:
    """Add an entitlement for the whole of 2023."""
    values = {
        "area_code": "211102001",
        "entitled": True,
        "grade": "severe_1",
        "national_grade": 5,
        "first_day": FIRST,
        "last_day": LAST,
        "decided_on": FIRST,
        "reasons": [],
        "pack": "panjin",
        "pack_version": "test",
        "fingerprint": "0" * 64,
        "recorded_at": AT,
    }
    made = Determination(person_id=person_id, **{**values, **more})
    session().add(made)
    session().flush()
    return made


def plan(state: str = "confirmed", items=("bath",), **more) -> Plan:
    """Add a confirmed plan of a fresh person."""
    whose = case.person(**{"home": Point(41.2, 122.07), **more})
    determination(whose.id)
    return plan_of(whose.id, state=state, items=items)


def plan_of(person_id: int, *, first_day=FIRST, state="confirmed", items=("bath",)) -> Plan:
    """Add a plan of a person who has a determination."""
    found = session().query(Determination).filter_by(person_id=person_id).one()
    made = Plan(
        person_id=person_id,
        area_code=found.area_code,
        determination_id=found.id,
        state=state,
        mode="home",
        first_day=first_day,
        drafted_by=1,
    )
    session().add(made)
    session().flush()
    for item in items:
        session().add(
            PlanItem(
                plan_id=made.id,
                item=item,
                times_per_month=8,
                minutes=60,
                qualification="care_worker",
                price_fen=8000,
            )
        )
    session().flush()
    return made
