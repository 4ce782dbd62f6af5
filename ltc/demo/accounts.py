"""Accounts of the story: one for whoever acts, all with the one demonstration password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ltc.demo.cast import PASSWORD, House, Player
from ltc.directory.services import NewCertificate, NewStaff, add_certificate, add_staff
from ltc.scope import Actor, Scope
from ltc.security.policy import scope_of
from ltc.security.roles import (
    ASSESSMENT_DESK,
    ASSESSOR,
    AUDIT_ADMIN,
    AUDITOR,
    CARER,
    EXPERT,
    FAMILY,
    LEAD,
    OFFICER,
    OPERATOR,
    PROVIDER_DESK,
    ROLES,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
)
from ltc.security.services import NewAccount, create_account
from ltc.shared.dates import add_months

# How the account of each role is called; further people of a role get a number behind it.
LOGINS = {
    FAMILY: "family",
    ASSESSOR: "assessor",
    EXPERT: "expert",
    ASSESSMENT_DESK: "agency",
    CARER: "carer",
    PROVIDER_DESK: "provider",
    OPERATOR: "operator",
    OFFICER: "officer",
    LEAD: "lead",
    AUDITOR: "auditor",
    SYSTEM_ADMIN: "system",
    SECURITY_ADMIN: "security",
    AUDIT_ADMIN: "audit",
}
_YEARS_OF_A_CERTIFICATE = 5
MAKER = Actor.system("ltc demo")


class Accounts:
    """Makes accounts; the first of a role has the plain name."""

    def __init__(self, area: str, at: datetime) -> None:
        """Take the pool's area and the instant at which the accounts are made."""
        self.area = area
        self.at = at
        self.counts: dict[str, int] = {}

    def of(
        self,
        role: str,
        name: str,
        *,
        organisation_id: int | None = None,
        staff_id: int | None = None,
        person_id: int | None = None,
        work: str = "",
    ) -> Player:
        """Make the next account of a role."""
        number = self.counts[role] = self.counts.get(role, 0) + 1
        login = LOGINS[role] if number == 1 else f"{LOGINS[role]}{number:02d}"
        new = NewAccount(
            login, name, PASSWORD, (role,), self.area, organisation_id, staff_id, person_id
        )
        made = create_account(new, actor=MAKER, at=self.at)
        actor = Actor(made.user_id, name, frozenset({role}), organisation_id, staff_id, person_id)
        return Player(login, name, scope_of(actor, self.area), work)


class Office:
    """Takes people of an office on: staff without certificates, with accounts of their roles."""

    def __init__(self, organisation_id: int, accounts: Accounts) -> None:
        """Take the office and the maker of its accounts."""
        self.organisation_id = organisation_id
        self.accounts = accounts

    def member(self, role: str, name: str) -> Player:
        """Take one person on."""
        scope = Scope(MAKER, area=self.accounts.area)
        new = NewStaff(self.organisation_id, name, "desk")
        made = add_staff(new, scope=scope, at=self.accounts.at)
        return self.accounts.of(
            role, name, organisation_id=self.organisation_id, staff_id=made.id, work="desk"
        )


def hire(
    house: House, people: Sequence[tuple[str, str, str, str]], *, accounts: Accounts, role: str
) -> None:
    """Take people (name, sex, phone, work) on, certify them, and give them accounts of a role."""
    scope = Scope(MAKER, area=accounts.area)
    today = accounts.at.date()
    for name, sex, phone, work in people:
        new = NewStaff(house.id, name, work, sex=sex, phone=phone)
        member = add_staff(new, scope=scope, at=accounts.at)
        certificate = NewCertificate(
            work,
            f"{work[:2].upper()}{house.id:04d}{member.id:06d}",
            add_months(today, -12),
            add_months(today, 12 * _YEARS_OF_A_CERTIFICATE),
        )
        add_certificate(member.id, certificate, scope=scope, at=accounts.at)
        house.people.append(
            accounts.of(role, name, organisation_id=house.id, staff_id=member.id, work=work)
        )


def role_name(role: str) -> str:
    """Return the Chinese name of a role."""
    return ROLES[role]
