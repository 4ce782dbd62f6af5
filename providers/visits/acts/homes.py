"""Whether a home's own coordinates are the mistake, before anybody asks the carer.

A datum taken for another moves a home by hundreds of metres and looks exactly like fraud.
"""

from __future__ import annotations

from datetime import datetime

from ltc.case.models import HomePoint
from ltc.scope import Scope
from ltc.shared.geo import WGS84
from providers.visits.acts.reports import Why
from providers.visits.queries import log
from providers.visits.rules.homepoint import Source, datum_error

_ADDRESS = "address"
_ADDRESS_WRONG = "address_wrong"


def is_doubted(person_id: int, since: datetime) -> bool:
    """Tell whether another source for the home came since, or two of them differ by datum."""
    everything = Scope.everything("a home's sources are evidence about its point")
    points = log.home_points(person_id, scope=everything)
    fresh = any(point.recorded_at >= since for point in points)
    return fresh or clerks_slip(person_id) is not None


def clerks_slip(person_id: int) -> Why | None:
    """Return the explanation where two sources of a home differ just as two datums do."""
    everything = Scope.everything("a home's sources are compared before a carer is asked")
    points = log.home_points(person_id, scope=everything)
    addresses = [_source(point) for point in points if point.source == _ADDRESS]
    on_site = [_source(point) for point in points if point.source != _ADDRESS]
    for address in addresses:
        for other in on_site:
            error = datum_error(address, other)
            if error is not None:
                return Why(_ADDRESS_WRONG, error.because.text())
    return None


def _source(point: HomePoint) -> Source:
    """Return the coordinates as they came, where they were kept, else in WGS-84."""
    raw = point.raw or {}
    if {"lat", "lon", "crs"} <= set(raw):
        return Source(point.source, raw["lat"], raw["lon"], raw["crs"])
    return Source(point.source, point.lat, point.lon, WGS84)
