"""What carers' phones report: a day's check-ins and check-outs with the noise of real positions.

A phone works offline and sends its queue on some evening later, anchored to the last server time
that it heard in the morning; so the items are those of ``/api/v1/visits/sync``.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ltc.demo.places import moved
from ltc.shared.clock import SHANGHAI
from ltc.shared.geo import Point, distance_m
from ltc.shared.ids import canonical_json, sha256
from providers.visits.services import BulkVisit

_KM_PER_HOUR = 32
_FEW_MINUTES = 4
_INDOORS = 0.03  # this share of fixes is taken deep inside a building
_FIRST_SECONDS = 100.0


@dataclass(frozen=True, slots=True)
class Call:
    """One visit as the phone knows it."""

    visit_id: int
    person_id: int
    home: Point
    planned_start: datetime
    minutes: int
    item: str


@dataclass(frozen=True, slots=True)
class Manner:
    """What is odd about a visit; nothing, most of the time."""

    missed: bool = False
    shorter: float = 1.0
    mocked: bool = False
    location_off: bool = False
    no_check_out: bool = False
    pin: str = ""


@dataclass(slots=True)
class Phone:
    """One carer's phone: its id, the number of its next item, and its chance."""

    device: str
    chance: random.Random
    seq: int = 0
    place: Point | None = None
    free_at: datetime | None = None
    heard_at: datetime | None = None
    queue: list[dict[str, Any]] = field(default_factory=list)

    def begin_day(self, when: datetime, place: Point) -> None:
        """Hear the server's time in the morning, at the provider's door."""
        self.heard_at = self.free_at = when
        self.place = place

    def visit(self, call: Call, manner: Manner, new_id: Iterator[str]) -> None:
        """Travel, check in, care, check out; put it all into the queue."""
        if manner.missed:
            why = {"code": "person_elsewhere", "memo": ""}
            self._put(next(new_id), "missed", {"visit": call.visit_id, "why": why}, self._now())
            return
        start = self._arrive(call)
        end = start + timedelta(minutes=call.minutes * manner.shorter, seconds=self._seconds())
        self._check(next(new_id), "check_in", call, manner, start)
        tasks = {"visit": call.visit_id, "tasks": [{"item": call.item, "done": True}]}
        self._put(next(new_id), "tasks", tasks, end - timedelta(minutes=2))
        if not manner.no_check_out:
            self._check(next(new_id), "check_out", call, manner, end)
        if manner.pin:
            proof = {"visit": call.visit_id, "how": "recipient_pin", "value": manner.pin}
            self._put(next(new_id), "confirm", proof, end + timedelta(seconds=20))
        self.free_at, self.place = end, call.home

    def known_elsewhere(self, call: Call, manner: Manner) -> BulkVisit:
        """Return a visit as the provider's own system knows it."""
        start = self._arrive(call)
        end = start + timedelta(minutes=call.minutes * manner.shorter, seconds=self._seconds())
        self.free_at, self.place = end, call.home
        return BulkVisit(
            visit_id=call.visit_id,
            started_at=start,
            ended_at=end,
            fix_in=self._fix(call, manner, start),
            fix_out=self._fix(call, manner, end),
            proofs=("recipient_pin",) if manner.pin else (),
        )

    def _arrive(self, call: Call) -> datetime:
        """Return when the carer is there: not before the plan, not before the way is done."""
        here, free = self.place or call.home, self._now()
        km = distance_m(here, call.home) / 1000
        way = timedelta(hours=km / _KM_PER_HOUR, minutes=_FEW_MINUTES)
        late = timedelta(minutes=self.chance.randint(-6, 9), seconds=self.chance.randrange(60))
        return max(call.planned_start + late, free + way)

    def _check(self, item_id: str, kind: str, call: Call, manner: Manner, when: datetime) -> None:
        payload: dict[str, Any] = {"visit": call.visit_id, "fix": self._fix(call, manner, when)}
        if manner.location_off:
            payload["why"] = {"code": "location_off", "memo": ""}
        elif payload["fix"]["accuracy_m"] > 200:  # noqa: PLR2004 - the phone warns above this
            payload["why"] = {"code": "no_signal", "memo": ""}
        self._put(item_id, kind, payload, when)

    def _fix(self, call: Call, manner: Manner, when: datetime) -> dict[str, Any] | None:
        """Return a position near the home, as far off as its own accuracy says."""
        if manner.location_off:
            return None
        indoors = self.chance.random() < _INDOORS
        accuracy = (
            self.chance.uniform(210, 480) if indoors else self.chance.lognormvariate(3.2, 0.5)
        )
        off_km = abs(self.chance.gauss(0, accuracy / 2)) / 1000
        place = moved(call.home, min(off_km, 0.12), self.chance.uniform(0, 2 * math.pi))
        fix = {
            "lat": round(place.lat, 6),
            "lon": round(place.lon, 6),
            "crs": "wgs84",
            "accuracy_m": round(min(accuracy, 480), 1),
            "taken_at": _local(when - timedelta(seconds=self.chance.randint(1, 8))),
        }
        return {**fix, "mocked": True} if manner.mocked else fix

    def _put(self, item_id: str, kind: str, payload: Mapping[str, Any], when: datetime) -> None:
        """Number an item and hash it, as the phone does before the first send."""
        content = dict(payload)
        if kind in ("check_in", "check_out") and self.heard_at is not None:
            elapsed = (when - self.heard_at).total_seconds()
            content["clock"] = {
                "last_server_time": _local(self.heard_at),
                "then_s": _FIRST_SECONDS,
                "now_s": _FIRST_SECONDS + elapsed,
            }
        self.seq += 1
        self.queue.append(
            {
                "id": item_id,
                "seq": self.seq,
                "kind": kind,
                "payload": content,
                "payload_hash": sha256(canonical_json(content)),
                "device_time": _local(when),
            }
        )

    def _now(self) -> datetime:
        if self.free_at is None:
            raise ValueError("the phone's day has not begun")
        return self.free_at

    def _seconds(self) -> int:
        return self.chance.randint(-90, 240)


def _local(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")
