"""Who acts in the story: organisations and people with accounts, found by role and by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ltc.scope import Actor, Scope
from ltc.shared.geo import Point

# One word for every demonstration account; production has no such accounts.
PASSWORD = "demo-changhu-2023"  # noqa: S105 - printed for everybody


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody with an account: login name, name shown, and the limits of what he sees."""

    login: str
    name: str
    scope: Scope
    work: str = ""

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.scope.actor

    @property
    def staff_id(self) -> int:
        """The staff record that the account stands for."""
        if self.scope.actor.staff_id is None:
            raise ValueError(f"{self.login} is no member of a staff")
        return self.scope.actor.staff_id


@dataclass(slots=True)
class House:
    """An organisation of the story with its people."""

    id: int
    name: str
    place: Point
    desk: Player
    people: list[Player] = field(default_factory=list)
    modes: tuple[str, ...] = ()
    capacity: int = 0
    agreement_id: int = 0

    def who(self, work: str) -> list[Player]:
        """Return the people of one kind of work."""
        return [each for each in self.people if each.work == work]


@dataclass(slots=True)
class Cast:
    """Everybody who acts."""

    officer: Player
    second_officer: Player
    lead: Player
    auditor: Player
    administrators: Sequence[Player]
    bureau_id: int
    operator_id: int
    operators: Sequence[Player]
    agencies: list[House] = field(default_factory=list)
    providers: list[House] = field(default_factory=list)
    families: dict[int, Player] = field(default_factory=dict)

    @property
    def operator(self) -> Player:
        """The operator's clerk at the intake desk."""
        return self.operators[0]

    def provider(self, provider_id: int) -> House:
        """Return the provider of this id."""
        return next(each for each in self.providers if each.id == provider_id)

    def carer(self, staff_id: int) -> Player:
        """Return the carer of this staff id."""
        return next(
            each for house in self.providers for each in house.people if each.staff_id == staff_id
        )
