"""Acts on a person's file: open it, change how to reach the person, note that it was read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ltc.audit.services import record
from ltc.case import queries
from ltc.case.models import HomePoint, Person
from ltc.case.rules.people import scheme_of, sex_of
from ltc.db import session
from ltc.directory.queries import area as area_named
from ltc.directory.queries import was_party
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import in_chinese
from ltc.shared.errors import BadInput, Conflict, NotFound
from ltc.shared.geo import WGS84, Point
from ltc.shared.ids import born_on, mask_id_number, parse_id_number

ADDRESS_LOOKUP = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson:
    """What is needed to open a file; sex and birth date are read from the ID number."""

    area_code: str
    name: str
    id_number: str
    category: str
    insured_from: date
    phone: str | None = None
    address: str = ""
    home: Point | None = None
    traits: tuple[str, ...] = ()
    guardian_name: str = ""
    guardian_phone: str | None = None
    health_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How the person and the guardian are reached; ``home`` is a further source for the place."""

    phone: str | None
    address: str
    guardian_name: str
    guardian_phone: str | None
    home: Point | None = None


def register_person(command: RegisterPerson, *, scope: Scope, at: datetime) -> Person:
    """Open the file of a person who has none yet; the ID number is checked, sealed and indexed."""
    number = parse_id_number(command.id_number)
    _check_place(command, scope)
    if command.insured_from > legal_day(at):
        raise BadInput("insured from a day to come", "参保日期不能晚于今天", field="insured_from")
    index = queries.id_index(number)
    if queries.is_registered(index):
        raise _has_a_file()
    person = _new_person(command, number, index, legal_day(at))
    session().add(person)
    try:
        session().flush()
    except sa.exc.IntegrityError as clash:
        # Two clerks registered one person at the same moment; the other one was faster.
        raise _has_a_file() from clash
    if command.home:
        add_home_point(person, command.home, source=ADDRESS_LOOKUP, scope=scope, at=at)
    after = {"name": person.name, "id_number": mask_id_number(number), "category": person.category}
    record(act="person.register", about=person, actor=scope.actor, at=at, after=after)
    return person


def change_contact(person_id: int, contact: Contact, *, scope: Scope, at: datetime) -> Person:
    """Change how a person is reached; the audit row names what changed, not the numbers."""
    person = queries.person(person_id, scope=scope)
    told = {key: value for key, value in asdict(contact).items() if key != "home"}
    changed = [key for key, value in told.items() if getattr(person, key) != value]
    for key in changed:
        setattr(person, key, told[key])
    if contact.home:
        add_home_point(person, contact.home, source=ADDRESS_LOOKUP, scope=scope, at=at)
        changed.append("home")
    if changed:
        after = {"changed": changed}
        record(act="person.contact", about=person, actor=scope.actor, at=at, after=after)
    return person


def add_home_point(
    person: Person,
    point: Point,
    *,
    source: str,
    scope: Scope,
    at: datetime,
    raw: dict[str, Any] | None = None,
) -> None:
    """Note one source for where the home is; the first one places it, later ones only bear witness.

    ``raw`` is what was measured, with its datum; ``point`` is always WGS-84.
    """
    session().add(
        HomePoint(
            person_id=person.id,
            area_code=person.area_code,
            source=source,
            lat=point.lat,
            lon=point.lon,
            crs=str((raw or {}).get("crs", WGS84)),
            raw=raw,
            taken_by=scope.actor.staff_id,
            recorded_at=at,
        )
    )
    if person.home_lat is None:
        person.home_lat, person.home_lon = point.lat, point.lon


def note_reading(person_id: int, *, scope: Scope, at: datetime, what: str = "record") -> Person:
    """Leave an audit row that somebody read a person's record, and return the person."""
    try:
        person = queries.person(person_id, scope=scope)
    except NotFound as unseen:
        raise _no_longer(person_id, scope) or unseen from unseen
    record(act="person.read", about=person, actor=scope.actor, at=at, after={"what": what})
    return person


def _no_longer(person_id: int, scope: Scope) -> NotFound | None:
    """Say why a file is closed to an organisation that once worked on it; nothing to others."""
    there, last_day = was_party(person_id, scope)
    if not there:
        return None
    if last_day is None:
        return NotFound(
            "this person is no longer insured in your area; the file is kept elsewhere now, "
            "your own visits are still listed",
            "该参保人已不在本统筹区参保，档案由转入地管理。贵机构过去的服务记录仍在“服务记录”中",
        )
    return NotFound(
        f"your work for this person ended on {last_day}; the file is closed to you, "
        "your own visits are still listed",
        f"贵机构对该参保人的服务已于{in_chinese(last_day)}结束，档案不再向贵机构开放。"
        "过去的服务记录仍在“服务记录”中",
    )


def _new_person(command: RegisterPerson, number: str, index: str, on: date) -> Person:
    """Build the row from what was told and what follows from it."""
    return Person(
        area_code=command.area_code,
        name=command.name,
        sex=sex_of(number),
        born_on=born_on(number),
        id_number=number,
        id_index=index,
        phone=command.phone,
        address=command.address,
        home_lat=command.home.lat if command.home else None,
        home_lon=command.home.lon if command.home else None,
        home_radius_m=_radius(command.area_code, on),
        insurance=scheme_of(command.category),
        category=command.category,
        insured_from=command.insured_from,
        traits=list(command.traits),
        guardian_name=command.guardian_name,
        guardian_phone=command.guardian_phone,
        health_note=command.health_note,
    )


def _radius(area_code: str, on: date) -> int:
    """Return how far from home still counts as at home, by the kind of place."""
    by_setting: dict[str, int] = pack_for_area(area_code, on)["place.radius_m"].on(on)
    return int(by_setting.get(area_named(area_code).setting, by_setting["default"]))


def _check_place(command: RegisterPerson, scope: Scope) -> None:
    """Refuse an area that is unknown or not the clerk's."""
    area_named(command.area_code)
    if not command.area_code.startswith(scope.area):
        raise BadInput(
            f"area {command.area_code} is not yours", "所选区划不在您的辖区", field="area_code"
        )


def _has_a_file() -> Conflict:
    return Conflict(
        "this ID number has a file already; look it up instead of registering again",
        "该身份证号已有档案，不必重复登记；请按证件号查找，家属可到窗口关联",
        field="id_number",
    )
