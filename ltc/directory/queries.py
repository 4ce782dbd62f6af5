"""Reading the directory, and the test by which a party to a case is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.models import Area, Certificate, Organisation, Party, Staff
from ltc.scope import Scope, set_party_test
from ltc.shared.errors import NotFound

_PROVIDER = "care_provider"


def area(code: str) -> Area:
    """Return one area."""
    found = session().get(Area, code)
    if found is None:
        raise NotFound(f"area {code} is not known", f"没有区划 {code}", field="area")
    return found


def areas_under(prefix: str) -> Sequence[Area]:
    """Return the areas of a subtree, ordered by code."""
    return (
        session()
        .scalars(sa.select(Area).where(Area.code.startswith(prefix)).order_by(Area.code))
        .all()
    )


def organisation(organisation_id: int, *, scope: Scope) -> Organisation:
    """Return one organisation that ``scope`` may see."""
    found = session().scalar(
        scope.narrow(
            sa.select(Organisation).where(Organisation.id == organisation_id), Organisation
        )
    )
    if found is None:
        raise NotFound("no such organisation", "没有该机构")
    return found


def organisations(kind: str, area_code: str) -> Sequence[Organisation]:
    """Return the organisations of a kind in an area; public information."""
    return (
        session()
        .scalars(
            sa.select(Organisation)
            .where(Organisation.kind == kind, Organisation.area_code.startswith(area_code))
            .order_by(Organisation.id)
        )
        .all()
    )


def organisation_names() -> dict[int, str]:
    """Return id → name of every organisation; names are public."""
    return dict(session().execute(sa.select(Organisation.id, Organisation.name)).all())


def staff_member(staff_id: int, *, scope: Scope) -> Staff:
    """Return one staff member that ``scope`` may see."""
    found = session().scalar(scope.narrow(sa.select(Staff).where(Staff.id == staff_id), Staff))
    if found is None:
        raise NotFound("no such staff member", "没有该人员")
    return found


def staff_of(organisation_id: int, *, scope: Scope) -> Sequence[Staff]:
    """Return an organisation's staff by name."""
    return (
        session()
        .scalars(
            scope.narrow(sa.select(Staff), Staff)
            .where(Staff.organisation_id == organisation_id)
            .order_by(Staff.name, Staff.id)
        )
        .all()
    )


def certificates_of(staff_ids: Sequence[int]) -> Sequence[Certificate]:
    """Return the certificates of the given staff (who were read under a scope)."""
    return (
        session()
        .scalars(
            sa.select(Certificate)
            .where(Certificate.staff_id.in_(staff_ids))
            .order_by(Certificate.staff_id, Certificate.last_day)
        )
        .all()
    )


def has_certificate(staff_id: int, kinds: Sequence[str], on: date) -> bool:
    """Tell whether a staff member holds one of ``kinds`` on the day."""
    return bool(
        session().scalar(
            sa.select(sa.func.count()).where(
                Certificate.staff_id == staff_id,
                Certificate.kind.in_(kinds),
                Certificate.first_day <= on,
                Certificate.last_day >= on,
            )
        )
    )


def caring_for(person_id: int) -> frozenset[int]:
    """Return the providers that work on a person's case now; ids only."""
    statement = (
        sa.select(Party.organisation_id)
        .join(Organisation, Organisation.id == Party.organisation_id)
        .where(
            Party.person_id == person_id,
            Party.last_day.is_(None),
            Organisation.kind == _PROVIDER,
        )
    )
    return frozenset(session().scalars(statement))


def _work_elsewhere() -> sa.Select[int, int]:
    mine, other = sa.orm.aliased(Staff), sa.orm.aliased(Staff)
    same = sa.and_(mine.name == other.name, mine.phone == other.phone)
    return (
        sa.select(mine.id, other.organisation_id)
        .join(other, same)
        .where(mine.id.in_(_IDS), mine.phone != "", other.state == "active")
        .where(other.organisation_id != mine.organisation_id)
    )


def _kindred() -> sa.Select[int, int]:
    mine, other = sa.orm.aliased(Organisation), sa.orm.aliased(Organisation)
    same = sa.or_(
        sa.and_(mine.phone != "", mine.phone == other.phone),
        sa.and_(mine.address != "", mine.address == other.address),
    )
    return (
        sa.select(Staff.id, other.id)
        .join(mine, Staff.organisation_id == mine.id)
        .join(other, sa.and_(same, other.id != mine.id))
        .where(Staff.id.in_(_IDS))
    )


# Built once: every act of a team's member asks these, and building costs more than running them.
_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_WORK_ELSEWHERE, _KINDRED = _work_elsewhere(), _kindred()


def ties_of(people: Sequence[Staff]) -> dict[int, frozenset[int]]:
    """Return the other organisations that each member is tied to; ids only.

    Somebody of the same name and phone works there, or it has his employer's phone or address.
    """
    ids = [each.id for each in people]
    found: dict[int, set[int]] = {each: set() for each in ids}
    for statement in (_WORK_ELSEWHERE, _KINDRED):
        for who, organisation_id in session().execute(statement, {"ids": ids}):
            found[who].add(organisation_id)
    return {who: frozenset(ties) for who, ties in found.items()}


def was_party(person_id: int, scope: Scope) -> tuple[bool, date | None]:
    """Tell whether the scope's organisation ever worked on a person's case, and until when.

    Nothing that the organisation did not know already; no day while its work has not ended.
    """
    ended = sa.select(Party.last_day).where(
        Party.person_id == person_id,
        Party.organisation_id == scope.organisation_id,
        Party.staff_id == scope.staff_id if scope.staff_id is not None else sa.true(),
    )
    days = session().scalars(ended).all()
    return bool(days), None if None in days else max(filter(None, days), default=None)


def _is_party(person_column: sa.ColumnElement[int], scope: Scope) -> sa.ColumnElement[bool]:
    """An open party row of the scope's organisation (or of its staff member) for the person.

    Written as a list of persons, which is read once, and not as a question about each row.
    """
    mine = sa.select(Party.person_id).where(Party.last_day.is_(None))
    if scope.staff_id is not None:
        return person_column.in_(mine.where(Party.staff_id == scope.staff_id))
    return person_column.in_(mine.where(Party.organisation_id == scope.organisation_id))


set_party_test(_is_party)
