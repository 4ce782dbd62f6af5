"""What a family sees of the providers that could come: who, how far, what they do, why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ltc.case.models import Plan
from ltc.directory import queries as directory
from ltc.directory.models import Organisation
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.web.language import current_language
from providers.assignment import queries, services
from providers.models import Assignment
from providers.rules.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider as a family reads it."""

    house: Organisation
    candidate: Candidate
    modes: Sequence[str]
    services: Sequence[str]

    @property
    def places(self) -> int:
        """How many more people its agreement lets it serve."""
        facts = self.candidate.provider
        return max(facts.capacity - facts.serving, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """One confirmed plan: who has it, or who could take it, and who could not and why."""

    plan: Plan
    live: Assignment | None
    house: Organisation | None
    fitting: Sequence[Offer] = ()
    others: Sequence[Offer] = ()


def choices(on: date, *, scope: Scope) -> list[Choice]:
    """Return the choice that each confirmed plan of one's own leaves, newest plan first."""
    found = queries.confirmed_plans(on, scope=scope)
    if not found:
        return []
    pool = pack_for_area(found[0][0].area_code, on).area_code
    houses = {each.id: each for each in directory.organisations("care_provider", pool)}
    return [_choice(plan, live, houses, on, scope) for plan, live in found]


def _choice(
    plan: Plan, live: Assignment | None, houses: dict[int, Organisation], on: date, scope: Scope
) -> Choice:
    if live is not None:
        return Choice(plan, live, houses.get(live.provider_id))
    names = services.names_of(pack_for_area(plan.area_code, on), on)
    ranked = services.candidates(plan.id, scope=scope, on=on)
    offers = [
        _offer(each, houses[each.provider.provider_id], names)
        for each in ranked
        if each.provider.agreement_id is not None
    ]
    fitting = [each for each in offers if each.candidate.fits]
    return Choice(plan, None, None, fitting, [each for each in offers if not each.candidate.fits])


def _offer(found: Candidate, house: Organisation, names: dict[str, tuple[str, str]]) -> Offer:
    at = 1 if current_language() == "en" else 0

    def told(codes: frozenset[str]) -> list[str]:
        return [names.get(code, (code, code))[at] for code in sorted(codes)]

    return Offer(house, found, told(found.provider.modes), told(found.provider.priced))
