"""Planning the visits of a month from confirmed plans, for one assignment or for thousands.

The same month planned twice gives nothing new: every visit has a key made of its assignment,
service, month and number.  What could not be planned is told with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from ltc.audit.services import record
from ltc.case import queries as case
from ltc.case.models import PlanItem
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import SHANGHAI, legal_day
from ltc.shared.dates import FOREVER, Month, each_day
from ltc.shared.errors import Conflict
from ltc.shared.ids import sha256
from ltc.shared.reasons import Reason, register_texts
from providers.models import AgreedPrice
from providers.visits.models import Visit
from providers.visits.queries import plans
from providers.visits.rules.planning import (
    Busy,
    Diary,
    free_minute,
    preferred_minute,
    quantity_milli,
    spread,
    times_in,
)

_PER_HOUR = 60
# A city's month is written in parts, so that memory stays small.
_PART = 200


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A visit, or all of an assignment's, that could not be planned, and why."""

    assignment_id: int
    item: str
    day: date | None
    because: Reason


@dataclass(slots=True)
class Planned:
    """What came of planning: how many visits by assignment, and what was left over."""

    visits: dict[int, int] = field(default_factory=dict)
    left_over: list[Unplanned] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many visits were planned in all."""
        return sum(self.visits.values())


@dataclass(slots=True)
class _Desk:
    """What is read once for a part of a month."""

    month: Month
    diary: Diary
    items: dict[int, list[PlanItem]]
    prices: dict[tuple[int, str], list[AgreedPrice]]
    rights: dict[int, list[tuple[date, date]]]
    keys: set[str]
    result: Planned


def plan_visits(
    assignment_id: int, month: Month, *, scope: Scope, at: datetime, carer_id: int | None = None
) -> Planned:
    """Plan one assignment's month; ``carer_id`` stands in where the assignment names no carer."""
    on = legal_day(at)
    found = plans.sources(month, on, scope=scope, assignment_ids=[assignment_id])
    if not found:
        raise Conflict(
            f"assignment {assignment_id} is not active in {month}, or its plan is not confirmed",
            f"{month} 没有可排班的派单：派单须已接受且护理计划已经本人确认",
            field="assignment_id",
        )
    if carer_id is not None and found[0].assignment.carer_id is None:
        found[0].assignment.carer_id = carer_id
    return _plan(found, month, scope=scope, at=at)


def plan_month(
    month: Month,
    *,
    scope: Scope,
    at: datetime,
    assignment_ids: Collection[int] | None = None,
) -> Planned:
    """Plan the month of every assignment that serves in it, in parts, a few statements each."""
    found = plans.sources(month, legal_day(at), scope=scope, assignment_ids=assignment_ids)
    result = Planned()
    for begin in range(0, len(found), _PART):
        part = _plan(found[begin : begin + _PART], month, scope=scope, at=at)
        result.visits.update(part.visits)
        result.left_over += part.left_over
    return result


def _plan(sources: Sequence[plans.Source], month: Month, *, scope: Scope, at: datetime) -> Planned:
    desk = _set_up(sources, month, at)
    for source in sources:
        made = list(_visits_of(source, desk))
        session().add_all(made)
        desk.result.visits[source.assignment.id] = len(made)
        if made:
            facts = {"month": str(month), "visits": len(made)}
            record(act="visit.plan", about=source.assignment, actor=scope.actor, at=at, after=facts)
    session().flush()
    return desk.result


def _set_up(sources: Sequence[plans.Source], month: Month, at: datetime) -> _Desk:
    """Read what this part needs: items, prices, rights, what is planned already."""
    people = {source.assignment.person_id for source in sources}
    carers = {s.assignment.carer_id for s in sources if s.assignment.carer_id is not None}
    diary = Diary()
    for _, carer, person, day, start, minutes in plans.busy_times(carers, people, month):
        begin = _minute_of(start)
        diary.add(day, Busy(begin, begin + minutes, person), carer_id=carer)
    everything = Scope.everything("visits are planned inside the determination")
    spans = case.entitlement_spans("", *month.days, known_at=at, scope=everything, people=people)
    rights: dict[int, list[tuple[date, date]]] = {}
    for span in spans:
        rights.setdefault(span.person_id, []).append((span.first_day, span.last_day))
    return _Desk(
        month,
        diary,
        plans.items_by_plan({source.plan.id for source in sources}),
        plans.prices_by_agreement({source.agreement.id for source in sources}, month),
        rights,
        plans.planned_already({source.assignment.id for source in sources}, month),
        Planned(),
    )


def _visits_of(source: plans.Source, desk: _Desk) -> Iterator[Visit]:
    """Yield the visits of one assignment; several services of a day follow one another."""
    assignment = source.assignment
    if assignment.carer_id is None:
        desk.result.left_over.append(_left(source, "", None, "planning.no_carer"))
        return
    days = _days(source, desk)
    if not days:
        desk.result.left_over.append(_left(source, "", None, "planning.no_days"))
        return
    seed = int(sha256(f"plan {source.plan.id} {desk.month}")[:8], 16)
    of_days = desk.month.last_day.day
    for item in desk.items.get(source.plan.id, ()):
        times = times_in(len(days), of_days, item.times_per_month)
        for number, day in enumerate(spread(days, times, seed=seed) if times else ()):
            made = _one(source, desk, item, day, (number, seed))
            if made is not None:
                yield made


def _one(
    source: plans.Source, desk: _Desk, item: PlanItem, day: date, which: tuple[int, int]
) -> Visit | None:
    """Return one visit, or note why there is none; one that is planned already is left alone."""
    number, seed = which
    assignment, carer_id = source.assignment, source.assignment.carer_id or 0
    key = f"p{assignment.id}.{item.id}.{desk.month.year}{desk.month.number:02d}.{number}"
    if key in desk.keys:
        return None
    price = _price(desk, source.agreement.id, item.item, day)
    if price is None:
        desk.result.left_over.append(_left(source, item.item, day, "planning.no_price"))
        return None
    begin = free_minute(
        desk.diary,
        day,
        item.minutes,
        carer_id=carer_id,
        person_id=assignment.person_id,
        wish=preferred_minute(seed),
    )
    if begin is None:
        desk.result.left_over.append(_left(source, item.item, day, "planning.no_time"))
        return None
    busy = Busy(begin, begin + item.minutes, assignment.person_id)
    desk.diary.add(day, busy, carer_id=carer_id)
    return _row(source, item, price, key=key, start=_instant(day, begin))


def _row(
    source: plans.Source, item: PlanItem, price: AgreedPrice, *, key: str, start: datetime
) -> Visit:
    assignment = source.assignment
    return Visit(
        client_id=key,
        person_id=assignment.person_id,
        plan_id=source.plan.id,
        assignment_id=assignment.id,
        provider_id=assignment.provider_id,
        carer_id=assignment.carer_id or 0,
        area_code=assignment.area_code,
        mode=source.plan.mode,
        item=item.item,
        unit=price.unit,
        quantity_milli=quantity_milli(price.unit, item.minutes),
        price_fen=price.price_fen,
        qualification=item.qualification,
        day=start.astimezone(SHANGHAI).date(),
        planned_start=start,
        planned_minutes=item.minutes,
        state="planned",
    )


def _days(source: plans.Source, desk: _Desk) -> list[date]:
    """Return the days on which the person is entitled and plan, assignment, agreement hold."""
    first, last = source.span(desk.month)
    rights = desk.rights.get(source.assignment.person_id, ())
    return [
        day
        for day in (each_day(first, last) if first <= last else ())
        if any(begin <= day <= (end or FOREVER) for begin, end in rights)
    ]


def _price(desk: _Desk, agreement_id: int, item: str, day: date) -> AgreedPrice | None:
    for price in desk.prices.get((agreement_id, item), ()):
        if price.first_day <= day <= price.last_day:
            return price
    return None


def _left(source: plans.Source, item: str, day: date | None, code: str) -> Unplanned:
    reason = Reason(code, facts={"item": item, "day": str(day or "")})
    return Unplanned(source.assignment.id, item, day, reason)


def _instant(day: date, minute: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _minute_of(instant: datetime) -> int:
    local = instant.astimezone(SHANGHAI)
    return local.hour * _PER_HOUR + local.minute


register_texts(
    {
        "planning.no_carer": ("派单尚未指定护理员", "the assignment names no carer yet"),
        "planning.no_days": (
            "当月没有同时处于待遇期、计划期和协议期的日子",
            "no day of the month on which benefit, plan and agreement all hold",
        ),
        "planning.no_price": (
            "{day} 没有“{item}”的协议价格",
            "no agreed price for {item} on {day}",
        ),
        "planning.no_time": (
            "{day} 护理员或参保人已排满，放不下“{item}”",
            "no free time left on {day} for {item}",
        ),
    }
)
