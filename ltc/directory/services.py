"""Changes to the directory that belong to other rooms' acts."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.models import Party
from ltc.directory.organisations import NewOrganisation, add_organisation
from ltc.directory.staff import NewCertificate, NewStaff, add_certificate, add_staff, end_staff

__all__ = [
    "NewCertificate",
    "NewOrganisation",
    "NewStaff",
    "add_certificate",
    "add_organisation",
    "add_party",
    "add_staff",
    "end_party",
    "end_staff",
]


def add_party(
    person_id: int, organisation_id: int, *, staff_id: int | None, why: str, on: date
) -> None:
    """Let an organisation (or one of its staff) see a person's case from ``on``."""
    session().add(
        Party(
            person_id=person_id,
            organisation_id=organisation_id,
            staff_id=staff_id,
            why=why,
            first_day=on,
        )
    )


def end_party(why: str, *, on: date) -> None:
    """Close the parties that were opened for ``why``."""
    session().execute(
        sa.update(Party).where(Party.why == why, Party.last_day.is_(None)).values(last_day=on)
    )
