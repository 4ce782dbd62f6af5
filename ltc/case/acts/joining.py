"""Accounts of families: opened by the office after a look at the ID card, or with a new file.

A stranger can open a file and an account for an ID number that has none; he learns and gets
nothing of anybody who has one.  Identity is checked at acceptance and again at the visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ltc.case import queries
from ltc.case.acts.people import RegisterPerson, register_person
from ltc.case.models import Person
from ltc.db import session
from ltc.scope import Actor, Scope
from ltc.security.fields import blind_index
from ltc.security.models import LoginTry
from ltc.security.queries import failed_tries
from ltc.security.roles import FAMILY
from ltc.security.services import NewAccount, create_account
from ltc.security.throttle import WINDOW, wait_until
from ltc.shared.errors import Conflict

_PURPOSE = "joining address"


@dataclass(frozen=True, slots=True)
class Login:
    """The name and password of a new account."""

    name: str
    password: str


def join(command: RegisterPerson, login: Login, *, at: datetime) -> Person:
    """Open a person's file together with the family's account."""
    himself = Scope(Actor.system("家属网上登记"), reason="a family opens its own file")
    person = register_person(command, scope=himself, at=at)
    _open(person, login, himself.actor, at)
    return person


def open_family_account(person_id: int, login: Login, *, scope: Scope, at: datetime) -> Person:
    """Open an account for the family of somebody who has a file, at the window."""
    person = queries.person(person_id, scope=scope)
    _open(person, login, scope.actor, at)
    return person


def note_try(address: str, *, at: datetime) -> None:
    """Count a self-registration from an address; too many in a short time must wait."""
    index = blind_index(address, _PURPOSE)
    waits = wait_until(failed_tries(index, at - WINDOW))
    if waits is not None and waits > at:
        seconds = int((waits - at).total_seconds()) + 1
        raise Conflict(
            f"too many registrations; wait {seconds} seconds",
            f"登记过于频繁，请 {seconds} 秒后再试",
        )
    session().add(LoginTry(name_index=index, address=address, at=at))


def _open(person: Person, login: Login, actor: Actor, at: datetime) -> None:
    new = NewAccount(
        name=login.name.strip().lower(),
        shown_name=person.name,
        password=login.password,
        roles=(FAMILY,),
        area_code=person.area_code,
        person_id=person.id,
    )
    create_account(new, actor=actor, at=at)
