"""Figures of large areas, reckoned at night and kept: reading 100,000 forms takes many seconds.

Only what an office sees of its whole area is kept, and only where a period has many conclusions;
everything else is reckoned when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from typing import Any

from assessments.quality import queries
from assessments.quality.figures import Figures, figures_of, signals_of
from assessments.quality.models import QualityFigures
from assessments.rules.kappa import Agreement
from assessments.rules.quality import Scorer, Signal, Upgrade
from assessments.scales.load import load_points_scale
from ltc.db import read_only, session, unit_of_work
from ltc.directory.queries import areas_under
from ltc.scope import Actor, Scope
from ltc.shared.clock import now
from ltc.shared.dates import add_months

PERIODS = (3, 6, 12)
MANY = 2_000  # conclusions: reckoned in some tenths of a second
_HOLDS = timedelta(days=7)  # so that a night that failed is not felt at once


def period(months: int, last: date) -> tuple[date, date]:
    """Return the days of a period: the month of its last day and the months before."""
    return add_months(last.replace(day=1), 1 - months), last


def figures(months: int, on: date, *, scope: Scope) -> Figures:
    """Return the figures of a period: the newest kept ones, else those of this moment."""
    kept = queries.kept_of(months, scope=scope)
    if kept is not None and on - _HOLDS <= kept.last_day <= on:
        return _read(kept)
    return figures_of(*period(months, on), scope=scope)


def signals(first: date, last: date, *, scope: Scope) -> list[Signal]:
    """Return the signals of a period, as its figures were shown."""
    kept = queries.kept_between(first, last, scope=scope)
    return signals_of(first, last, scope=scope) if kept is None else _read(kept).signals


def keep_figures(day: date) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield a piece of work for each area and period with many conclusions."""
    yesterday = day - timedelta(days=1)
    with read_only():
        areas = [each.code for each in areas_under("")]
    for area in areas:
        for months in PERIODS:
            yield f"{area} {months}", partial(_keep, area, months, yesterday)


def _keep(area: str, months: int, last: date) -> None:
    """Reckon beside the writers, then write in a moment."""
    why = "the night keeps the figures of an area's assessments"
    scope = Scope(Actor.system(why), area=area, reason=why)
    with read_only():
        if queries.count_concluded(*period(months, last), scope=scope) < MANY:
            return
        found = figures_of(*period(months, last), scope=scope)
    with unit_of_work():
        kept = queries.kept_of(months, scope=scope)
        if kept is None:
            kept = QualityFigures(area_code=area, months=months)
            session().add(kept)
        kept.first_day, kept.last_day = found.first, found.last
        kept.figures, kept.made_at = _told(found), now()


def _told(found: Figures) -> dict[str, Any]:
    """Write figures down; numbers that stand as names become texts."""
    told = asdict(found)
    told["scale"] = found.scale.id
    del told["first"], told["last"]
    return told


def _read(kept: QualityFigures) -> Figures:
    """Read figures as they were written down."""
    told, scale = kept.figures, load_points_scale(kept.figures["scale"])
    return Figures(
        first=kept.first_day,
        last=kept.last_day,
        scale=scale,
        visits=told["visits"],
        kappas={key: Agreement(**told["kappas"][key]) for key in scale.items},
        scorers=[Scorer(**each) for each in told["scorers"]],
        before={int(who): bias for who, bias in told["before"].items()},
        upgrades=[Upgrade(**each) for each in told["upgrades"]],
        blind={int(agency): tuple(counts) for agency, counts in told["blind"].items()},
        signals=[Signal(**each) for each in told["signals"]],
    )
