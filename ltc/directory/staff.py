"""Acts on staff 人员: taken on under the real name, certified, gone.  Nothing is ever deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries
from ltc.directory.models import Certificate, Staff
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict

WORK = ("care_worker", "medical_care_worker", "nurse", "desk")
LEFT = "left"


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Who begins to work for an organisation, and as what."""

    organisation_id: int
    name: str
    work: str
    sex: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A certificate as printed: what for, number, first and last valid day."""

    kind: str
    number: str
    first_day: date
    last_day: date


def add_staff(new: NewStaff, *, scope: Scope, at: datetime) -> Staff:
    """Take somebody on; he serves nobody before a certificate is added."""
    organisation = queries.organisation(new.organisation_id, scope=scope)
    if not new.name.strip():
        raise BadInput("give the real name", "请填写真实姓名", field="name")
    made = Staff(
        organisation_id=organisation.id,
        area_code=organisation.area_code,
        name=new.name.strip(),
        work=new.work,
        sex=new.sex,
        phone=new.phone,
        address=new.address,
    )
    session().add(made)
    session().flush()
    after = {"name": made.name, "work": made.work, "organisation_id": organisation.id}
    record(act="staff.add", about=made, actor=scope.actor, at=at, after=after)
    return made


def add_certificate(
    staff_id: int, new: NewCertificate, *, scope: Scope, at: datetime
) -> Certificate:
    """Note a certificate; a renewed one is a row of its own beside the old one."""
    member = queries.staff_member(staff_id, scope=scope)
    if new.last_day < new.first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    _refuse_known(new)
    made = Certificate(
        staff_id=member.id,
        kind=new.kind,
        number=new.number,
        first_day=new.first_day,
        last_day=new.last_day,
    )
    session().add(made)
    session().flush()
    after = {"kind": new.kind, "number": new.number, "last_day": str(new.last_day)}
    record(act="staff.certificate", about=member, actor=scope.actor, at=at, after=after)
    return made


def end_staff(staff_id: int, why: str, *, scope: Scope, at: datetime) -> Staff:
    """Somebody leaves; what he did stays in his name."""
    member = queries.staff_member(staff_id, scope=scope)
    if member.state == LEFT:
        raise Conflict("this person has left already", "该人员已离岗")
    before = {"state": member.state}
    member.state = LEFT
    record(
        act="staff.end",
        about=member,
        actor=scope.actor,
        at=at,
        before=before,
        after={"state": LEFT},
        reason=why,
    )
    return member


def _refuse_known(new: NewCertificate) -> None:
    """One certificate belongs to one person and is noted once for one span."""
    known = sa.exists().where(
        Certificate.kind == new.kind,
        Certificate.number == new.number,
        Certificate.last_day >= new.first_day,
        Certificate.first_day <= new.last_day,
    )
    if session().scalar(sa.select(known)):
        raise Conflict(
            f"certificate {new.number} is on record for these days",
            f"证书“{new.number}”在该期间已有登记",
            field="number",
        )
