"""The smallest valid person, application, determination and plan."""

from datetime import date

from ltc.case import services
from ltc.case.models import Application, Determination, Person, Plan
from ltc.case.plan.rules import Line
from ltc.case.plan.services import Consent, DraftPlan, confirm_plan, draft_plan
from ltc.policy.load import pack_for_area
from ltc.shared.dates import add_months
from ltc.shared.geo import Point
from tests.support.factories import base

LINES = (
    Line("sponge_bath", 8, 30, "care_worker", 6000),
    Line("eating_help", 20, 15, "care_worker", 3000),
)


def register(**changes) -> services.RegisterPerson:
    """Return the facts of a person to register."""
    facts = {
        "area_code": base.TOWN,
        "name": "张秀英",
        "id_number": base.id_number(),
        "category": "retiree",
        "insured_from": date(2015, 1, 1),
        "phone": "13700000001",
        "address": "兴隆台区某村12号",
        "home": Point(41.1245, 122.0703),
        "guardian_name": "李建国",
        "guardian_phone": "13700000002",
    }
    return services.RegisterPerson(**{**facts, **changes})


def person(**changes) -> Person:
    """Write a person."""
    base.areas()
    return services.register_person(register(**changes), scope=base.desk(), at=base.AT)


def application(of: Person, *, on: date = base.ON, **facts) -> Application:
    """Write a submitted application."""
    command = services.SubmitApplication(
        person_id=of.id,
        **{
            "self_letter": "G",
            "disabled_since": date(2022, 1, 1),
            "channel": "window",
            **facts,
        },
    )
    return services.submit_application(command, scope=base.desk(), at=base.at(on))


def determination(
    of: Person, *, national: int = 4, first_day: date = date(2023, 10, 1), **facts
) -> Determination:
    """Write an entitled determination of two years."""
    command = services.NewDetermination(
        person_id=of.id,
        national_grade=national,
        **{
            "entitled": True,
            "first_day": first_day,
            "last_day": add_months(first_day, 24) - date.resolution,
            "reasons": (),
            "pack": pack_for_area(of.area_code, base.ON),
            **facts,
        },
    )
    return services.record_determination(command, scope=base.desk(), at=base.AT)


def plan(of: Person, *, first_day: date = base.ON, lines=LINES, confirmed: bool = True) -> Plan:
    """Write a plan on the determination in force."""
    draft = DraftPlan(person_id=of.id, mode="home", first_day=first_day, lines=tuple(lines))
    made = draft_plan(draft, scope=base.desk(), at=base.AT)
    if confirmed:
        consent = Consent(how="window", by="李建国", beyond_standard=True)
        confirm_plan(made.id, consent, scope=base.desk(), at=base.AT)
    return made
