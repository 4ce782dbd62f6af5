"""How phones see the place they are at: sources of a fix, what they state and how far they are off.

The web standard says that a stated accuracy holds the true place in 95 of 100 cases; Android
means 68 by the same number and some browsers pass it on, so both worlds are tried.  Beyond that
some readings boast.  Every draw comes from one seeded source of chance, so that a run comes back.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from pyproj import Geod

GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Sensor:
    """One source of fixes: the accuracy it states, and how often and how much it boasts.

    ``repeats`` is the share of places where it states one position, again and again.
    """

    median_m: float
    spread: float
    boasts: float
    boast_factor: float
    repeats: float = 0.0


GPS = Sensor(median_m=6, spread=0.45, boasts=0.03, boast_factor=2.5)
GPS_THROUGH_WALLS = Sensor(median_m=25, spread=0.6, boasts=0.15, boast_factor=2.5)
WIFI = Sensor(median_m=28, spread=0.5, boasts=0.08, boast_factor=3.0, repeats=0.02)
CELL = Sensor(median_m=450, spread=0.6, boasts=0.05, boast_factor=2.0)
BETWEEN_TOWERS = Sensor(median_m=80, spread=0.4, boasts=0.1, boast_factor=1.5)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where people stand: which sensors their phones then have, and what accuracy means to them."""

    sensors: tuple[tuple[float, Sensor], ...]
    holds: float = 0.95

    @property
    def accuracies_a_sigma(self) -> float:
        """How many standard deviations the stated accuracy is, for an error round in the plane."""
        return math.sqrt(-2 * math.log(1 - self.holds))


_OUTDOORS = ((0.96, GPS), (0.04, WIFI))
_INDOORS = ((0.20, GPS_THROUGH_WALLS), (0.52, WIFI), (0.28, CELL))
SURROUNDINGS = {
    "outdoors": Surroundings(_OUTDOORS),
    "indoors": Surroundings(_INDOORS),
    "street canyon": Surroundings(((1.0, BETWEEN_TOWERS),)),
    "outdoors, accuracy means 68 %": Surroundings(_OUTDOORS, holds=0.68),
    "indoors, accuracy means 68 %": Surroundings(_INDOORS, holds=0.68),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phone stated."""

    lat: float
    lon: float
    accuracy_m: float


def moved(lat: float, lon: float, *, metres: float, bearing: float) -> tuple[float, float]:
    """Return the place so far away in a direction."""
    east, north, _ = GEOD.fwd(lon, lat, bearing, metres)
    return north, east


def read(chance: random.Random, lat: float, lon: float, *, surroundings: str) -> Reading:
    """Return what a phone states at a true place."""
    around = SURROUNDINGS[surroundings]
    shares, sensors = zip(*around.sensors, strict=True)
    sensor = chance.choices(sensors, shares)[0]
    of_the_place = random.Random(f"{lat} {lon}")
    if of_the_place.random() < sensor.repeats:
        chance = of_the_place
    accuracy = chance.lognormvariate(math.log(sensor.median_m), sensor.spread)
    factor = sensor.boast_factor if chance.random() < sensor.boasts else 1.0
    sigma = accuracy / around.accuracies_a_sigma * factor
    off = sigma * math.sqrt(-2 * math.log(1 - chance.random()))
    north, east = moved(lat, lon, metres=off, bearing=chance.uniform(0, 360))
    return Reading(round(north, 7), round(east, 7), round(accuracy, 3))


def home(chance: random.Random, *, within_m: float) -> tuple[float, float]:
    """Return a home in a county town of Panjin, spread evenly over a disc."""
    metres = within_m * math.sqrt(chance.random())
    return moved(41.19, 122.05, metres=metres, bearing=chance.uniform(0, 360))
