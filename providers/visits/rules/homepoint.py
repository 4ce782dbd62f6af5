"""Where a home really is: when its point may move, and when two sources differ only by datum.

No one carer's fixes can move a home, however many there are.  A datum taken for another moves a
home by hundreds of metres in a known direction; that is a clerk's slip, not a carer's fraud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ltc.shared.geo import CRS_WORDS, Point, distance_m, to_wgs84
from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.thresholds import HomeRules

NATIONAL = HomeRules()


@dataclass(frozen=True, slots=True)
class Sighting:
    """One strong fix at the home, and who took it."""

    person_id: int
    place: Point


@dataclass(frozen=True, slots=True)
class Source:
    """A home's coordinates as they came, with the datum they were said to be in."""

    name: str
    lat: float
    lon: float
    crs: str

    def read_as(self, crs: str) -> Point:
        """Return the place if the numbers were in ``crs``."""
        return to_wgs84(self.lat, self.lon, crs=crs)


@dataclass(frozen=True, slots=True)
class DatumError:
    """The source that was labelled wrongly, what it really is, and the reason to show."""

    source: str
    labelled: str
    really: str
    apart_m: float
    because: Reason


def moved_point(sightings: Sequence[Sighting], *, rules: HomeRules = NATIONAL) -> Point | None:
    """Return the median of the strong fixes where it may become the home's point.

    Enough fixes by enough people must also lie near that median: four made-up fixes and one
    honest one make a median that only the first four agree with, and move nothing.
    """
    if len(sightings) < rules.fixes:
        return None
    middle = Point(
        median(each.place.lat for each in sightings), median(each.place.lon for each in sightings)
    )
    near = [each for each in sightings if distance_m(each.place, middle) <= rules.agree_within_m]
    enough = len(near) >= rules.fixes and len({each.person_id for each in near}) >= rules.people
    return middle if enough else None


def datum_error(
    address: Source, on_site: Source, *, rules: HomeRules = NATIONAL
) -> DatumError | None:
    """Return the mislabelling that explains why two sources of one home lie apart, or ``None``.

    They must lie more than ``rules.datum_apart_m`` apart, and reading one of them in another datum
    must bring them within ``rules.datum_match_m``.  Where either could be the wrong one (one was
    shifted in vain, or the other should have been), it is the address: a device knows its datum.
    """
    apart = distance_m(address.read_as(address.crs), on_site.read_as(on_site.crs))
    if apart <= rules.datum_apart_m:
        return None
    for wrong, right in ((address, on_site), (on_site, address)):
        there = right.read_as(right.crs)
        others = [crs for crs in CRS_WORDS if crs != wrong.crs]
        left, crs = min((distance_m(wrong.read_as(each), there), each) for each in others)
        if left <= rules.datum_match_m:
            return _mislabelled(wrong, crs, apart)
    return None


def _mislabelled(wrong: Source, really: str, apart: float) -> DatumError:
    facts = {"source": wrong.name, "labelled": wrong.crs, "really": really, "apart_m": round(apart)}
    reason = Reason("homepoint.datum_error", facts=facts)
    return DatumError(wrong.name, wrong.crs, really, apart, reason)


register_texts(
    {
        "homepoint.datum_error": (
            (
                "两个来源相差 {apart_m} 米，正好是坐标系之差：“{source}”标为 {labelled}，"
                "实际应为 {really}，与护理员无关"
            ),
            (
                "The two sources lie {apart_m} m apart, just as the datums do: {source} is "
                "labelled {labelled} and is really {really}; no carer is concerned"
            ),
        ),
    }
)
