"""Another opinion on place, written from the design's words and not from the rules' code.

Distances by Vincenty's series of 1975; verdicts as a list of questions asked in another order.
"""

import math

_A, _F = 6378137.0, 1 / 298.257223563
_B = _A * (1 - _F)


def vincenty_m(lat1, lon1, lat2, lon2):
    """Return the distance on WGS-84 in metres; good to half a millimetre for near places."""
    u1, u2 = (math.atan((1 - _F) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    difference = math.radians(lon2 - lon1)
    longitude = difference
    for _ in range(100):
        cross = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(longitude)
        sin_arc = math.hypot(math.cos(u2) * math.sin(longitude), cross)
        if sin_arc == 0:
            return 0.0
        straight = math.cos(u1) * math.cos(u2)
        cos_arc = math.sin(u1) * math.sin(u2) + straight * math.cos(longitude)
        arc = math.atan2(sin_arc, cos_arc)
        sin_azimuth = straight * math.sin(longitude) / sin_arc
        cos2_azimuth = 1 - sin_azimuth**2
        middle = cos_arc - 2 * math.sin(u1) * math.sin(u2) / cos2_azimuth if cos2_azimuth else 0.0
        c = _F / 16 * cos2_azimuth * (4 + _F * (4 - 3 * cos2_azimuth))
        inner = middle + c * cos_arc * (2 * middle**2 - 1)
        before, longitude = (
            longitude,
            difference + (1 - c) * _F * sin_azimuth * (arc + c * sin_arc * inner),
        )
        if abs(longitude - before) < 1e-13:
            break
    return _along(arc, sin_arc, cos_arc, middle, cos2_azimuth)


def _along(arc, sin_arc, cos_arc, middle, cos2_azimuth):
    u = cos2_azimuth * (_A**2 - _B**2) / _B**2
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    last = b / 6 * middle * (4 * sin_arc**2 - 3) * (4 * middle**2 - 3)
    less = b * sin_arc * (middle + b / 4 * (cos_arc * (2 * middle**2 - 1) - last))
    return _B * a * (arc - less)


def verdict(distance, accuracy, *, radius=200.0, age=0.0, offset=0.0):
    """Return the word for a fix; ``distance`` is None where there was none."""
    if distance is None:
        return "none"
    could_be_inside = distance - accuracy <= radius
    if not could_be_inside:
        return "out"
    believed = age is not None and age <= 60 and offset <= 120
    sharp = accuracy <= 200
    return "in" if distance <= radius and sharp and believed else "weak"


def clashes(spans):
    """Return {(visit, other, kind)} by comparing every visit with every other."""
    found = set()
    for a in spans:
        for b in spans:
            if a is b or not (a.started_at < b.ended_at and b.started_at < a.ended_at):
                continue
            if a.carer_id == b.carer_id:
                found.add((a.visit_id, b.visit_id, "carer"))
            elif a.person_id == b.person_id and not (a.two_person and b.two_person):
                found.add((a.visit_id, b.visit_id, "person"))
    return found
