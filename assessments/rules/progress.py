"""Where an application stands on its way, as its family sees it.  Pure: states and days in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STEPS = ("apply", "accept", "visit", "conclude", "publish", "deliver")
DONE, NOW, NEXT = "done", "now", "next"
_BY_APPLICATION = {
    "draft": "apply",
    "submitted": "accept",
    "returned": "accept",
    "accepted": "visit",
    "assessing": "visit",
    "concluded": "publish",
}
_BY_ASSESSMENT = {
    "sealed": "conclude",
    "compared": "conclude",
    "confirmed": "publish",
    "published": "publish",
    "disputed": "publish",
}
_STOPPED = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done, the present one, or still to come; ``on`` is its day where one is known."""

    code: str
    stands: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is known of an application: its state, that of its assessment, and the days."""

    application: str
    assessment: str = ""
    benefit: bool = True
    delivered: bool = False
    days: tuple[tuple[str, date], ...] = ()


def steps(way: Way) -> tuple[Step, ...]:
    """Return the steps in order; nothing where the way has ended before its end."""
    if way.application in _STOPPED or (way.application == "closed" and not way.delivered):
        return ()
    wanted = [each for each in STEPS if way.benefit or each != "publish"]
    days = dict(way.days)
    if way.delivered:
        return tuple(Step(each, DONE, days.get(each)) for each in wanted)
    at = wanted.index(_present(way))
    return tuple(
        Step(each, DONE if place < at else NOW if place == at else NEXT, days.get(each))
        for place, each in enumerate(wanted)
    )


def _present(way: Way) -> str:
    """Return the step that is being taken now."""
    found = _BY_APPLICATION[way.application]
    if way.application in ("assessing", "concluded"):
        found = _BY_ASSESSMENT.get(way.assessment, found)
    return found if way.benefit or found != "publish" else "deliver"
