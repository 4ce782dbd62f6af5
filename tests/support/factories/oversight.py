"""The smallest valid records of oversight: a bureau, an operator under contract, a visit."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ltc.case.models import Clock
from ltc.db import session
from ltc.oversight import services
from ltc.oversight.models import OperatorContract
from ltc.oversight.rules.scoring import Indicator
from ltc.scope import Scope
from providers.visits.models import Visit, VisitException
from tests.support.factories import base, case

OCTOBER = "2023-10"
AFTER = datetime(2023, 11, 6, 1, tzinfo=UTC)  # a Monday, the month is over
INDICATORS = (
    Indicator("intake_time", 9_500, 15),
    Indicator("delivery_time", 9_500, 15),
    Indicator("review_quality", 9_800, 15),
    Indicator("complaint_rate", 200, 10),
    Indicator("complaints_in_time", 10_000, 10),
    Indicator("spot_checks", 10_000, 15, quota=1_000),
    Indicator("call_backs", 9_500, 10),
    Indicator("exceptions_in_time", 9_500, 10),
)


def bureau_scope(role: str = "bureau_officer", **facts) -> Scope:
    """Return the scope of somebody new at the bureau; the lead is another person each time."""
    return Scope(base.actor(role, **facts), area=base.CITY)


def operator_scope(operator_id: int) -> Scope:
    """Return the scope of somebody at an operator's desk: its area is the city's."""
    who = replace(base.actor("operator"), organisation_id=operator_id)
    return Scope(who, area=base.CITY)


def provider_scope(provider_id: int) -> Scope:
    """Return the scope of a provider's desk."""
    who = replace(base.actor("provider_desk"), organisation_id=provider_id)
    return Scope(who, area=base.CITY, organisation_id=provider_id)


def contract(*, approved: bool = True, **facts) -> OperatorContract:
    """Write a contract with an operator for the year, approved by somebody else."""
    base.areas()
    new = services.NewContract(
        **{
            "operator_id": facts.pop("operator_id", None) or base.organisation("operator").id,
            "area_code": base.CITY,
            "number": f"HT-{base.id_number()}",
            "first_day": date(2023, 1, 1),
            "last_day": date(2023, 12, 31),
            "indicators": INDICATORS,
            "fee_fen": 10_000_000,
            "performance_bp": 3_000,
            **facts,
        }
    )
    made = services.make_contract(new, scope=bureau_scope(), at=base.AT)
    if approved:
        services.approve_contract(made.id, scope=bureau_scope("bureau_lead"), at=base.AT)
    return made


def visit(*, day: date = base.ON, state: str = "verified", provider=None, person=None) -> Visit:
    """Write a visit as it stands after it was verified."""
    provider = provider or base.organisation("care_provider")
    carer = base.staff(provider)
    start = base.at(day)
    made = Visit(
        person_id=(person or case.person()).id,
        provider_id=provider.id,
        carer_id=carer.id,
        area_code=base.TOWN,
        mode="home",
        item="sponge_bath",
        price_fen=6_000,
        day=day,
        planned_start=start,
        planned_minutes=60,
        state=state,
        started_at=start,
        ended_at=start + timedelta(minutes=60),
        minutes=60,
        place_ok=True,
        verified_at=start + timedelta(hours=2),
    )
    session().add(made)
    session().flush()
    return made


def clock(kind: str, *, due_on: date, met_on: date | None) -> Clock:
    """Write a clock that ran out on a day."""
    made = Clock(
        kind=kind,
        about_kind="application",
        about_id=1,
        person_id=case.person().id,
        area_code=base.TOWN,
        owner_role="operator",
        started_on=date(2023, 9, 1),
        days=5,
        working_days=True,
        due_on=due_on,
        met_on=met_on,
    )
    session().add(made)
    session().flush()
    return made


def exception(of: Visit, *, due_on: date, decided_at: datetime | None, **facts) -> VisitException:
    """Write an exception that the operator owns."""
    made = VisitException(
        **{
            "visit_id": of.id,
            "person_id": of.person_id,
            "provider_id": of.provider_id,
            "carer_id": of.carer_id,
            "area_code": of.area_code,
            "code": "denied",
            "kind": "fix",
            "owner_role": "operator",
            "opened_at": base.at(of.day),
            "due_on": due_on,
            "decided_at": decided_at,
            **facts,
        }
    )
    session().add(made)
    session().flush()
    return made


def complaint(**facts):
    """Write a complaint and return it with its code."""
    base.areas()
    new = services.NewComplaint(
        **{
            "area_code": base.TOWN,
            "text": "护理员十月九日没有上门，却有签到记录。",
            "channel": "phone",
            "made_by_name": "王某",
            "contact": "13900000009",
            **facts,
        }
    )
    return services.make_complaint(new, scope=base.desk(), at=base.AT)
