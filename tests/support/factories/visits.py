"""The smallest world in which a carer visits a person: provider, agreement, plan, assignment.

Everything is written inside the unit of work that is open.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ltc.case.models import Person, Plan
from ltc.case.plan.rules import Line
from ltc.db import session
from ltc.devices.models import Device
from ltc.devices.services import register_device
from ltc.directory.models import Organisation, Staff
from ltc.scope import Actor, Scope
from ltc.shared.ids import canonical_json, new_id, sha256
from providers.models import AgreedPrice, Agreement, Assignment
from providers.visits.models import Visit
from tests.support.factories import base, case

HOME = (41.1245, 122.0703)
ITEM = "sponge_bath"
LINES = (Line(ITEM, 8, 60, "care_worker", 6000),)
FIRST, DAY = date(2023, 10, 1), date(2023, 10, 10)
FAR_NORTH = 0.009  # about a kilometre, in degrees of latitude


@dataclass
class World:
    """Who is who."""

    provider: Organisation
    carer: Staff
    person: Person
    plan: Plan
    agreement: Agreement
    assignment: Assignment

    @property
    def as_carer(self) -> Scope:
        """The carer's own scope, the same account every time."""
        return _scope("carer", self, self.carer, 501)

    @property
    def as_desk(self) -> Scope:
        """The provider's desk."""
        return _scope("provider_desk", self, None, 502)

    @property
    def as_second_desk(self) -> Scope:
        """Another person at the provider's desk."""
        return _scope("provider_desk", self, None, 503)

    @property
    def as_operator(self) -> Scope:
        """The operator of the pool."""
        return Scope(Actor(504, "经办", frozenset({"operator"})), area=base.CITY)


def world(lines=LINES, **person: Any) -> World:
    """Write a provider with a carer, and a person whose confirmed plan it has taken."""
    whose = case.person(**person)
    case.determination(whose)
    plan = case.plan(whose, first_day=FIRST, lines=lines)
    provider = base.organisation("care_provider")
    carer = base.staff(provider)
    agreement = _agreement(provider, lines)
    assignment = Assignment(
        plan_id=plan.id,
        person_id=whose.id,
        provider_id=provider.id,
        agreement_id=agreement.id,
        area_code=whose.area_code,
        state="active",
        free_choice=True,
        distance_m=100,
        proposed_at=base.AT,
        first_day=FIRST,
        carer_id=carer.id,
    )
    session().add(assignment)
    session().flush()
    return World(provider, carer, whose, plan, agreement, assignment)


def visit(of: World, *, day: date = DAY, hour: int = 9, minutes: int = 60, **facts: Any) -> Visit:
    """Write a planned visit."""
    made = Visit(
        **{
            "person_id": of.person.id,
            "plan_id": of.plan.id,
            "assignment_id": of.assignment.id,
            "provider_id": of.provider.id,
            "carer_id": of.carer.id,
            "area_code": of.person.area_code,
            "mode": "home",
            "item": ITEM,
            "price_fen": 6000,
            "day": day,
            "planned_start": base.at(day, hour),
            "planned_minutes": minutes,
            **facts,
        }
    )
    session().add(made)
    session().flush()
    return made


def fix(at: datetime, *, north: float = 0.0, accuracy_m: float = 25.0, **facts: Any) -> dict:
    """Return a fix at the home, or ``north`` degrees north of it, taken at an instant."""
    lat, lon = HOME
    return {
        "lat": lat + 0.0002 + north,
        "lon": lon,
        "crs": "wgs84",
        "accuracy_m": accuracy_m,
        "taken_at": at.isoformat(),
        **facts,
    }


def device(of: World, scope: Scope | None = None) -> Device:
    """Register a phone of the carer."""
    return register_device(new_id(), "手机", scope=scope or of.as_carer, at=base.AT)


def item(seq: int, kind: str, payload: dict, *, at: datetime, **changes: Any) -> dict:
    """Return one item of a phone's queue."""
    return {
        "id": new_id(),
        "seq": seq,
        "kind": kind,
        "payload": payload,
        "payload_hash": sha256(canonical_json(payload)),
        "device_time": at.isoformat(),
        **changes,
    }


def whole_visit(of: Visit, first_seq: int, begin: datetime, *, minutes: int = 60) -> list[dict]:
    """Return the items of a visit at home: check-in, check-out."""
    end = begin + timedelta(minutes=minutes)
    return [
        item(first_seq, "check_in", {"visit": of.id, "fix": fix(begin)}, at=begin),
        item(first_seq + 1, "check_out", {"visit": of.id, "fix": fix(end)}, at=end),
    ]


def _agreement(provider: Organisation, lines) -> Agreement:
    first, last = date(2023, 1, 1), date(2039, 12, 31)
    made = Agreement(
        provider_id=provider.id,
        area_code=provider.area_code,
        number=f"V{provider.id}",
        state="in_force",
        modes=["home"],
        capacity=10,
        first_day=first,
        last_day=last,
    )
    session().add(made)
    session().flush()
    for line in lines:
        session().add(
            AgreedPrice(
                agreement_id=made.id,
                item=line.item,
                price_fen=line.price_fen,
                minutes=line.minutes,
                first_day=first,
                last_day=last,
            )
        )
    session().flush()
    return made


def _scope(role: str, of: World, member: Staff | None, user_id: int) -> Scope:
    staff_id = member.id if member else None
    who = Actor(user_id, role, frozenset({role}), of.provider.id, staff_id)
    return Scope(who, area=base.CITY, organisation_id=of.provider.id, staff_id=staff_id)
