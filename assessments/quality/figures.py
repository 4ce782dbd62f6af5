"""A period's figures: what was scored, as the rules of quality take it, under a scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from assessments.quality import queries
from assessments.quality.queries import Concluded, SealedForm
from assessments.rules.kappa import Agreement
from assessments.rules.quality import (
    BLIND,
    Scored,
    Scorer,
    Signal,
    Upgrade,
    Visited,
    kappas,
    scorers,
    signals,
    upgrades,
    weight_of,
)
from assessments.rules.scale import Scale
from assessments.scales.load import load_points_scale
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import PolicyGap

_DEFAULT = "nhsa-2021-37"


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page of quality shows of a period; ``before`` is the one before it."""

    first: date
    last: date
    scale: Scale
    visits: int
    kappas: dict[str, Agreement]
    scorers: list[Scorer]
    before: dict[int, float | None]
    upgrades: list[Upgrade]
    blind: dict[int, tuple[int, int]]
    signals: list[Signal]


def figures_of(first: date, last: date, *, scope: Scope) -> Figures:
    """Return the figures of a period, with each scorer's bias in the period before."""
    scale = scale_of_area(scope.area, last)
    both = _visits(first - (last - first) - timedelta(days=1), last, scale, scope)
    visits = [visit for day, visit in both if day >= first]
    earlier = scorers([visit for day, visit in both if day < first])
    blind = queries.differing(first, last, scope=scope)
    return Figures(
        first=first,
        last=last,
        scale=scale,
        visits=len(visits),
        kappas=kappas(scale, visits),
        scorers=scorers(visits),
        before={each.staff_id: each.bias for each in earlier},
        upgrades=upgrades(visits),
        blind=blind,
        signals=[*signals(visits), *_blind_signals(blind)],
    )


def signals_of(first: date, last: date, *, scope: Scope) -> list[Signal]:
    """Return the signals of a period."""
    visits = [each for _, each in _visits(first, last, scale_of_area(scope.area, last), scope)]
    return [*signals(visits), *_blind_signals(queries.differing(first, last, scope=scope))]


def scale_of_area(area: str, on: date) -> Scale:
    """Return the scale by which an area assesses; above all areas, the national one."""
    try:
        return load_points_scale(pack_for_area(area, on)["assessment.scale"].on(on))
    except PolicyGap:
        return load_points_scale(_DEFAULT)


def _visits(first: date, last: date, scale: Scale, scope: Scope) -> list[tuple[date, Visited]]:
    """Return what was concluded in a period, each with its day."""
    forms = queries.forms_of(first, last, scale.id, scope=scope)
    found = queries.concluded(first, last, scale.id, scope=scope)
    asked = cache(_minutes_needed)  # once for a place and day, not once for a visit
    return [
        (each.concluded_on, _visited(each, forms.get(each.id, []), scale, asked)) for each in found
    ]


def _minutes_needed(area: str, on: date) -> int:
    return int(pack_for_area(area, on)["process.onsite_min_minutes"].on(on))


def _visited(
    row: Concluded, forms: list[SealedForm], scale: Scale, needed: Callable[[str, date], int]
) -> Visited:
    return Visited(
        assessment_id=row.id,
        agency_id=row.agency_id,
        grade=row.grade,
        minutes=row.minutes,
        needed=needed(row.area_code, legal_day(row.on_site_at)),
        forms=tuple(_scored(each, scale) for each in forms),
        before=row.before,
    )


def _scored(form: SealedForm, scale: Scale) -> Scored:
    return Scored(
        assessment_id=form.assessment_id,
        staff_id=form.staff_id,
        answers=form.answers,
        grade=form.grade,
        weight=weight_of(scale, form.answers),
    )


def _blind_signals(blind: dict[int, tuple[int, int]]) -> list[Signal]:
    """Return a signal for each agency of which a second scorer found another grade."""
    return [
        Signal(BLIND, None, agency, {"rescored": count, "count": apart})
        for agency, (count, apart) in sorted(blind.items())
        if apart
    ]
