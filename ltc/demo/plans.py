"""What a plan of somebody with a need holds: services at agreed prices, close to the standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ltc.case.plan.rules import Line

HOURLY = "hour"
_MINUTES_PER_HOUR = 60
# The service that a carer comes for, in minutes, by the national grade; bathing once a week.
_MAIN = ("morning_care", {3: 60, 4: 90, 5: 120})
_BATH = ("bath", 4, 60)
_NURSING = ("sore_dressing", 4, 20)
_FEWEST, _MOST = 4, 16
_YUAN_PER_HOUR = {"living": 72, "medical": 96}
_NURSE_EXTRA = 1.5


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as providers offer it: the unit, its price in 分 and its minutes."""

    item: str
    unit: str
    price_fen: int
    minutes: int
    qualification: str


def offers(services: Mapping[str, Mapping[str, Any]]) -> dict[str, Offer]:
    """Return every service of a catalogue at a usual price: by the hour, nursing by the visit."""
    return {code: _offer(each) for code, each in services.items()}


def plan_lines(
    known: Mapping[str, Offer], need: int, quota_fen: int | None, share: float
) -> tuple[Line, ...]:
    """Return a plan that costs about ``share`` of the standard of a month."""
    lines = [_line(known[_BATH[0]], _BATH[1], _BATH[2])]
    if need == max(_MAIN[1]) and share > 1:
        lines.append(_line(known[_NURSING[0]], _NURSING[1], _NURSING[2]))
    main = _line(known[_MAIN[0]], 1, _MAIN[1][need])
    room = (quota_fen or main.price_fen * _MOST) * share - sum(each.cost_fen for each in lines)
    times = max(_FEWEST, min(_MOST, round(room / main.price_fen)))
    return (_line(known[_MAIN[0]], times, main.minutes), *lines)


def _line(offer: Offer, times: int, minutes: int) -> Line:
    price = offer.price_fen
    if offer.unit == HOURLY:
        price = price * minutes // _MINUTES_PER_HOUR
    return Line(offer.item, times, minutes, offer.qualification, price)


def _offer(service: Mapping[str, Any]) -> Offer:
    """Price a service in whole 元: living care by the hour, what a nurse does by the visit."""
    hourly = _YUAN_PER_HOUR[service["category"]]
    if not service["nurse_only"]:
        return Offer(service["code"], HOURLY, hourly * 100, _MINUTES_PER_HOUR, "care_worker")
    yuan = round(hourly * _NURSE_EXTRA * service["minutes"] / _MINUTES_PER_HOUR) + 30
    return Offer(service["code"], "visit", yuan * 100, service["minutes"], "nurse")
