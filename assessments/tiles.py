"""What waits on the desks of intake and assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessments import queries
from assessments.field.queries import count_to_settle
from ltc.addon import Tile
from ltc.case import queries as cases
from ltc.case.appeal import queries as found_appeals
from ltc.case.models import Clock
from ltc.scope import Scope

_WAITING = (
    ("待上门评估", ("scheduled", "on_site")),
    ("待比对", ("sealed",)),
    ("待专家确认", ("compared",)),
)


def intake(scope: Scope, on: date) -> Iterator[Tile]:
    """Applications to decide and to dispatch; clocks that have run out."""
    states = cases.count_by_state(("submitted", "accepted"), scope=scope)
    mine = [each for each in cases.clocks_due(on, scope=scope) if _waits_for(each, scope)]
    late = sum(clock.due_on < on for clock in mine)
    yield Tile("待受理的申请", "/desk/intake/?state=submitted", states.get("submitted", 0))
    yield Tile("待派往评估机构", "/desk/intake/?state=accepted", states.get("accepted", 0))
    yield Tile("到期的办理时限", "/desk/intake/", len(mine), late)


def desk(scope: Scope, on: date) -> Iterator[Tile]:  # noqa: ARG001 - every tile is told the day
    """Assessments to schedule, to go to, to compare, to confirm."""
    states = queries.count_by_state([each for _, names in _WAITING for each in names], scope=scope)
    for label, names in _WAITING:
        opens = next((name for name in names if states.get(name)), names[0])
        count = sum(states.get(name, 0) for name in names)
        yield Tile(label, f"/desk/assessments/?state={opens}", count)


def publication(scope: Scope, on: date) -> Iterator[Tile]:
    """Conclusions to publish, and to deliver when their publication is over."""
    confirmed = queries.count_by_state(("confirmed",), scope=scope).get("confirmed", 0)
    over = queries.count_published_over(on, scope=scope)
    opens = "published" if over and not confirmed else "confirmed"
    yield Tile("待公示、送达的结论", f"/desk/publications/?state={opens}", confirmed + over)


def tablets(scope: Scope, on: date) -> Iterator[Tile]:  # noqa: ARG001 - every tile is told the day
    """Records of tablets that were not taken and can still be settled; none, no tile."""
    count = count_to_settle(scope=scope)
    if count:
        yield Tile("平板上传未采用", "/desk/tablets/", count, warns=True)


def appeals(scope: Scope, on: date) -> Iterator[Tile]:  # noqa: ARG001 - every tile is told the day
    """Objections to answer; what was upheld or asked for and waits for another agency."""
    waiting = found_appeals.count_waiting(scope=scope)
    opens = next((each for each in found_appeals.WAITING if waiting.get(each)), "open")
    yield Tile("待办理的异议与复评", f"/desk/appeals/?state={opens}", sum(waiting.values()))


def _waits_for(clock: Clock, scope: Scope) -> bool:
    """Tell whether a clock is the actor's to meet: the family's own deadlines are not."""
    return clock.owner_role in scope.actor.roles
