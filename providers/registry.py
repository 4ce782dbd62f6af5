"""The register 名册 of an area's providers: each with how it stands on a day, and their map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ltc.directory import queries as directory
from ltc.directory.models import Area, Organisation
from ltc.scope import Scope
from ltc.web.maps import Map, Mark, Outline, draw, rings_of
from providers import queries
from providers.models import Agreement, Suspension
from providers.queries import StaffCount
from providers.rules.states import agreement_on, provider_on

_TONES = {"in_force": "good", "expiring": "good", "suspended": "bad", "without": "off"}
_OUTLINED = ("county", "city")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register."""

    provider: Organisation
    area: str
    state: str
    agreement: Agreement | None
    serving: int
    staff: StaffCount

    @property
    def capacity(self) -> int | None:
        """How many the agreement lets it serve; None without one."""
        return self.agreement.capacity if self.agreement else None

    @property
    def modes(self) -> Sequence[str]:
        """The modes of the agreement."""
        return self.agreement.modes if self.agreement else ()


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in the register."""

    name: str = ""
    area_code: str = ""
    mode: str = ""
    state: str = ""


def entries(search: Search, on: date, *, scope: Scope) -> list[Entry]:
    """Return the lines of the register that a scope may see, in order of area."""
    found = queries.providers(scope=scope, name=search.name, area_code=search.area_code)
    ids = [provider.id for provider, _ in found]
    agreements = {each.id: held for each, held in queries.agreements_in_force(scope.area, on)}
    serving, staff = queries.serving(ids), queries.staff_counts(ids, on)
    suspended = {each.provider_id for each in _whole_suspensions(scope.area, on)}
    made = [
        Entry(
            provider,
            area,
            _state(agreements.get(provider.id), on, suspended=provider.id in suspended),
            agreements.get(provider.id),
            serving.get(provider.id, 0),
            staff.get(provider.id, StaffCount()),
        )
        for provider, area in found
    ]
    return [each for each in made if _wanted(each, search)]


def entry(provider_id: int, on: date, *, scope: Scope) -> Entry:
    """Return the line of one provider."""
    provider = directory.organisation(provider_id, scope=scope)
    held = queries.agreement_in_force(provider.id, on)
    suspended = {each.provider_id for each in _whole_suspensions(provider.area_code, on)}
    return Entry(
        provider,
        directory.area(provider.area_code).name,
        _state(held, on, suspended=provider.id in suspended),
        held,
        queries.serving([provider.id]).get(provider.id, 0),
        queries.staff_counts([provider.id], on).get(provider.id, StaffCount()),
    )


def map_of(lines: Sequence[Entry], areas: Sequence[Area]) -> Map | None:
    """Draw the counties among ``areas`` with the providers that have a location."""
    level = next((each for each in _OUTLINED if any(_drawn(area, each) for area in areas)), "")
    outlines = [
        Outline(area.name, rings_of(area.boundary)) for area in areas if _drawn(area, level)
    ]
    marks = [
        Mark(each.provider.name, each.provider.lat, each.provider.lon, _TONES[each.state])
        for each in lines
        if each.provider.lat is not None and each.provider.lon is not None
    ]
    return draw(outlines, marks)


def _drawn(area: Area, level: str) -> bool:
    return area.level == level and bool(area.boundary)


def _whole_suspensions(area_code: str, on: date) -> list[Suspension]:
    """Return the suspensions of whole providers, not of single members of staff."""
    return [each for each in queries.suspensions(area_code, on) if each.staff_id is None]


def _state(held: Agreement | None, on: date, *, suspended: bool) -> str:
    stands = agreement_on(held.state, held.first_day, held.last_day, on) if held else None
    # One that has ended is only read on its days: on those it was in force.
    stands = "in_force" if stands == "ended" else stands
    return provider_on(stands, suspended=suspended)


def _wanted(line: Entry, search: Search) -> bool:
    return search.mode in ("", *line.modes) and search.state in ("", line.state)
