"""Which rows an actor may see: area subtree x organisation x staff member x person.

Every query on personal data takes a ``Scope`` and narrows its statement by it.  A model says how
it is reached with ``__scope__``; where a limit of the scope has no counterpart in the model, the
result is empty, never unlimited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Statement = TypeVar("Statement", bound="sa.Select[*tuple[Any, ...]]")

_LIMITS = ("area", "organisation_id", "staff_id", "person_id")
# Tells whether an organisation works on a person's case today; set by ltc.directory.
_party_test: Callable[[sa.ColumnElement[int], Scope], sa.ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: account, name shown, roles, organisation.  ``user_id`` 0 is the system itself."""

    user_id: int
    name: str
    roles: frozenset[str]
    organisation_id: int | None = None
    staff_id: int | None = None
    person_id: int | None = None

    @classmethod
    def system(cls, why: str) -> Actor:
        """The system acting by itself, for the reason given."""
        return cls(0, why, frozenset({"system"}))


@dataclass(frozen=True, slots=True)
class Reach:
    """How a model is reached: the names of its columns for each limit of a scope.

    ``person`` also lets organisations in that are a party to the person's case.  ``appointed``
    limits their field workers to the rows they are appointed to: not every row of the person.
    """

    area: str | None = "area_code"
    organisation: str | None = None
    staff: str | None = None
    person: str | None = "person_id"
    appointed: Callable[[Any], sa.ColumnElement[bool]] | None = None  # given the staff id


@dataclass(frozen=True, slots=True)
class Scope:
    """The limits of what may be seen.  ``None`` is no limit of that kind; ``area`` is a prefix."""

    actor: Actor
    area: str = ""
    organisation_id: int | None = None
    staff_id: int | None = None
    person_id: int | None = None
    reason: str = ""

    @classmethod
    def everything(cls, reason: str) -> Scope:
        """No limits, for jobs and commands; the reason makes each use easy to find."""
        return cls(Actor.system(reason), reason=reason)

    @property
    def values(self) -> dict[str, Any]:
        """Return the limits that are set, by name: what ``with_places`` keeps places for."""
        limits = ((name, getattr(self, name)) for name in _LIMITS)
        return {f"scope_{name}": value for name, value in limits if not _is_open(value)}

    @classmethod
    def with_places(cls, names: Iterable[str]) -> Scope:
        """Return a scope that has named places where others have values.

        A statement narrowed by it can be built once and run with anybody's ``values``; without
        them it does not run at all.
        """
        places: dict[str, Any] = {
            name.removeprefix("scope_"): sa.bindparam(name, required=True) for name in names
        }
        return cls(Actor.system("a statement built once"), **places)

    def narrow(self, statement: Statement, model: Any) -> Statement:  # noqa: ANN401 - any model
        """Add to ``statement`` the conditions under which rows of ``model`` may be seen."""
        return statement.where(*self.conditions(model))

    def conditions(self, model: Any) -> list[sa.ColumnElement[bool]]:  # noqa: ANN401 - any model
        """Return the conditions of ``narrow``, for statements built in another way."""
        reach: Reach = model.__scope__
        found = []
        if not _is_open(self.area):
            found.append(_column(model, reach.area, lambda column: column.startswith(self.area)))
        if self.person_id is not None:
            found.append(_column(model, reach.person, lambda column: column == self.person_id))
        if self.staff_id is not None:
            found.append(self._by_staff(model, reach))
        elif self.organisation_id is not None:
            found.append(self._by_organisation(model, reach))
        return found

    def _by_staff(self, model: Any, reach: Reach) -> sa.ColumnElement[bool]:  # noqa: ANN401
        """Own rows of a field worker, or rows of a person he works for."""
        if reach.staff:
            return _column(model, reach.staff, lambda column: column == self.staff_id)
        party = self._by_party(model, reach)
        return sa.and_(party, reach.appointed(self.staff_id)) if reach.appointed else party

    def _by_organisation(self, model: Any, reach: Reach) -> sa.ColumnElement[bool]:  # noqa: ANN401
        """Own rows of the organisation, or rows of a person whose case it is a party to."""
        if reach.organisation:
            return _column(model, reach.organisation, lambda column: column == self.organisation_id)
        return self._by_party(model, reach)

    def _by_party(self, model: Any, reach: Reach) -> sa.ColumnElement[bool]:  # noqa: ANN401
        if reach.person is None or _party_test is None:
            return sa.false()
        return _party_test(getattr(model, reach.person), self)


def _is_open(limit: object) -> bool:
    """Tell whether a limit limits nothing; a place for a value is a limit."""
    return limit is None or (isinstance(limit, str) and not limit)


def _column(model: Any, name: str | None, test: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401
    """Test the named column, or nothing passes where the model has none."""
    return sa.false() if name is None else test(getattr(model, name))


def set_party_test(
    test: Callable[[sa.ColumnElement[int], Scope], sa.ColumnElement[bool]],
) -> None:
    """Let ``ltc.directory`` say how a party to a case is recognised."""
    global _party_test  # noqa: PLW0603 - wired once, upward, by the room that owns the table
    _party_test = test
