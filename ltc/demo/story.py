"""The story as a value: its area, its month, its chance, its people, and the days of its calendar.

The story's own clock: everything happens at an instant of the month before (applying), of the
month itself (care) or of the month after (settling), never at the machine's own time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from ltc.demo.cast import Cast
from ltc.demo.chance import client_id, stream
from ltc.demo.places import DemoArea, Village
from ltc.demo.telling import Teller
from ltc.shared.clock import SHANGHAI
from ltc.shared.dates import Month
from ltc.shared.geo import Point


@dataclass(slots=True)
class Resident:
    """Somebody who applies: who he is, how he does, and what has become of his case."""

    number: int
    name: str
    sex: str
    village: Village
    home: Point
    need: int  # the national grade that his answers will give
    mode: str
    relative: str
    id_number: str
    phone: str
    part: str = ""  # the part he plays in the story, where he plays one
    person_id: int = 0
    application_id: int = 0
    assessment_id: int = 0
    plan_id: int = 0
    assignment_id: int = 0
    provider_id: int = 0
    carer_id: int = 0
    outcome: str = ""

    @property
    def shown(self) -> str:
        """The name with the id by which the site finds him."""
        return f"{self.name}（#{self.person_id}）"


@dataclass(slots=True)
class Story:
    """Everything that the chapters share."""

    area: DemoArea
    month: Month
    seed: int
    persons: int
    tell: Teller
    cast: Cast = field(init=False)
    residents: list[Resident] = field(default_factory=list)

    def chance(self, *names: object) -> random.Random:
        """Return a stream of chance for one thing."""
        return stream(self.seed, self.area.code, self.month, *names)

    def client_id(self, *names: object) -> str:
        """Return the UUID that a device would have made for one thing."""
        return client_id(self.seed, self.area.code, self.month, *names)

    def before(self, day: int) -> date:
        """Return a day of the month of applying."""
        return self.month.previous().first_day + timedelta(days=day - 1)

    def during(self, day: int) -> date:
        """Return a day of the month of care."""
        return self.month.first_day + timedelta(days=day - 1)

    def after(self, day: int) -> date:
        """Return a day of the month of settling."""
        return self.month.next().first_day + timedelta(days=day - 1)

    def later(self, day: int) -> date:
        """Return a day of the second month after the month of care: the story ends in it."""
        return self.month.next().next().first_day + timedelta(days=day - 1)

    def playing(self, part: str) -> Resident:
        """Return who plays a part."""
        return next(each for each in self.residents if each.part == part)

    def plays(self, part: str) -> bool:
        """Tell whether somebody plays a part: a very small story leaves some out."""
        return any(each.part == part for each in self.residents)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return an instant of a legal day in Shanghai, in UTC."""
    local = datetime.combine(day, time(hour, minute, second), tzinfo=SHANGHAI)
    return local.astimezone(UTC)
