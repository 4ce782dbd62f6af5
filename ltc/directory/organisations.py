"""Acts on organisations 机构: registered once, under their own credit code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries
from ltc.directory.models import Organisation
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, Unknown
from ltc.shared.geo import Point

KINDS = ("bureau", "operator", "assessment_agency", "care_provider")
_CODE_LETTERS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """What is known of an organisation; ``place`` is where its distance to a home is measured."""

    kind: str
    name: str
    credit_code: str
    area_code: str
    address: str = ""
    phone: str = ""
    place: Point | None = None
    registered_on: date | None = None


def add_organisation(new: NewOrganisation, *, scope: Scope, at: datetime) -> Organisation:
    """Register an organisation; what it may do follows from agreements of its own."""
    _check(new, scope)
    made = Organisation(
        kind=new.kind,
        name=new.name.strip(),
        credit_code=new.credit_code,
        area_code=new.area_code,
        address=new.address,
        phone=new.phone,
        lat=new.place.lat if new.place else None,
        lon=new.place.lon if new.place else None,
        registered_on=new.registered_on,
    )
    session().add(made)
    session().flush()
    after = {"kind": made.kind, "name": made.name, "credit_code": made.credit_code}
    record(act="organisation.add", about=made, actor=scope.actor, at=at, after=after)
    return made


def _check(new: NewOrganisation, scope: Scope) -> None:
    """Refuse an unknown kind, a name or code that is missing or taken, a foreign area."""
    if new.kind not in KINDS:
        raise Unknown.word("organisation", new.kind, KINDS, field="kind", zh="机构类别")
    queries.area(new.area_code)
    if not new.area_code.startswith(scope.area):
        raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area_code")
    if not new.name.strip():
        raise BadInput("give the name", "请填写机构名称", field="name")
    if len(new.credit_code) != _CODE_LETTERS or not new.credit_code.isalnum():
        raise BadInput(
            "a credit code has 18 letters and digits",
            "统一社会信用代码为 18 位字母和数字",
            field="credit_code",
        )
    if session().scalar(sa.select(sa.exists().where(Organisation.credit_code == new.credit_code))):
        raise Conflict(
            "this credit code is registered already",
            "该统一社会信用代码已登记",
            field="credit_code",
        )
