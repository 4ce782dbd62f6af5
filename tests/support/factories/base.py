"""The smallest valid areas, organisations, staff and actors; every room's factories begin here.

Everything is written inside the unit of work that is open.
"""

from datetime import UTC, date, datetime
from itertools import count

import sqlalchemy as sa

from ltc.db import read_only, session
from ltc.directory.models import Area, Certificate, Organisation, Staff
from ltc.scope import Actor, Scope
from ltc.shared.ids import check_digit

CITY, COUNTY, TOWN = "2111", "211102", "211102001"
OTHER_COUNTY = "211103"
ON = date(2023, 10, 9)  # a Monday, the first working day after the holiday week
AT = datetime(2023, 10, 9, 1, tzinfo=UTC)  # nine in the morning in Shanghai
_numbers = count(1)


def stored(model) -> list:
    """Return all rows of a model as they are now, free of any session, in the order of the key."""
    with read_only():
        found = session().scalars(sa.select(model).order_by(*sa.inspect(model).primary_key)).all()
        session().expunge_all()
    return list(found)


def at(day: date, hour: int = 9) -> datetime:
    """Return an instant on a legal day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


def areas() -> None:
    """Write the city of the 盘锦 pack, two counties and a town."""
    for code, level, parent in (
        (CITY, "city", None),
        (COUNTY, "county", CITY),
        (OTHER_COUNTY, "county", CITY),
        (TOWN, "town", COUNTY),
    ):
        if session().get(Area, code) is None:
            session().add(Area(code=code, name=f"区划{code}", level=level, parent_code=parent))
            session().flush()


def organisation(kind: str, area_code: str = COUNTY, **facts) -> Organisation:
    """Write an organisation: bureau, operator, assessment_agency or care_provider."""
    areas()
    number = next(_numbers)
    made = Organisation(
        kind=kind,
        name=facts.pop("name", f"机构{number}"),
        credit_code=f"9121110{number:011d}",
        area_code=area_code,
        **facts,
    )
    session().add(made)
    session().flush()
    return made


def staff(of: Organisation, work: str = "care_worker", **facts) -> Staff:
    """Write a staff member with a certificate for the work that holds for years."""
    number = next(_numbers)
    made = Staff(
        organisation_id=of.id,
        area_code=of.area_code,
        name=facts.pop("name", f"人员{number}"),
        phone=facts.pop("phone", f"139{number:08d}"),
        work=work,
        **facts,
    )
    session().add(made)
    session().flush()
    session().add(
        Certificate(
            staff_id=made.id,
            kind=work,
            number=f"Z{number}",
            first_day=date(2020, 1, 1),
            last_day=date(2030, 12, 31),
        )
    )
    session().flush()
    return made


def id_number(born: str = "19400512", area: str = "211102") -> str:
    """Return a fresh valid ID number of an invented person."""
    first17 = f"{area}{born}{next(_numbers) % 1000:03d}"
    return first17 + check_digit(first17)


def actor(role: str, *, of: Organisation | None = None, member: Staff | None = None) -> Actor:
    """Return somebody with one role, with a user id of his own."""
    return Actor(
        next(_numbers) + 1000,
        f"{role}账号",
        frozenset({role}),
        (member.organisation_id if member else None) or (of.id if of else None),
        member.id if member else None,
    )


def desk(role: str = "operator", area: str = CITY) -> Scope:
    """Return the scope of an office that sees an area's subtree."""
    return Scope(actor(role), area=area)


def of_organisation(of: Organisation, role: str) -> Scope:
    """Return the scope of an organisation's desk."""
    return Scope(actor(role, of=of), area=CITY, organisation_id=of.id)


def of_staff(member: Staff, role: str) -> Scope:
    """Return the scope of a field worker."""
    who = actor(role, member=member)
    return Scope(who, area=CITY, organisation_id=member.organisation_id, staff_id=member.id)


def of_person(person_id: int, area: str = CITY) -> Scope:
    """Return the scope of a person's or family's own account."""
    who = Actor(next(_numbers) + 1000, "家属", frozenset({"family"}), person_id=person_id)
    return Scope(who, area=area, person_id=person_id)
