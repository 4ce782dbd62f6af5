"""Visits that another system planned: written under their assignment at our agreed price.

What was delivered is then logged through ``log_many`` and judged like any other.  A visit that
cannot be written is told with its reason, and the others go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ltc.audit.services import record
from ltc.case.models import PlanItem
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, LtcError, NotFound, Unknown
from providers.models import AgreedPrice
from providers.visits.models import Visit
from providers.visits.queries import facts, plans
from providers.visits.rules.planning import quantity_milli
from providers.visits.rules.states import after

_LONGEST_MINUTES = 24 * 60
# What did not happen: the act that leads there.
_NOT_GIVEN = {"missed": "miss", "refused": "refuse", "voided": "void"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenVisit:
    """A visit as another system planned it, and what became of it if it was not delivered."""

    assignment_id: int
    carer_id: int
    item: str
    planned_start: datetime
    planned_minutes: int
    outcome: str = "planned"  # planned, done, missed, refused, voided
    why_not: str = ""
    manual: bool = False
    two_person: bool = False


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is read once for many visits."""

    sources: Mapping[int, plans.Source]
    items: Mapping[int, list[PlanItem]]
    prices: Mapping[tuple[int, str], list[AgreedPrice]]
    employers: Mapping[int, int]


def write_given(
    visits: Sequence[GivenVisit], *, scope: Scope, at: datetime
) -> list[Visit | LtcError]:
    """Write visits in the order given; in the place of one that does not fit stands its fault."""
    desk = _set_up(visits, scope)
    answers = [_written(given, desk) for given in visits]
    session().add_all(each for each in answers if isinstance(each, Visit))
    session().flush()
    _note(visits, answers, desk, scope=scope, at=at)
    return answers


def _set_up(visits: Sequence[GivenVisit], scope: Scope) -> _Desk:
    sources = plans.sources_of({each.assignment_id for each in visits}, scope=scope)
    days = sorted({legal_day(each.planned_start) for each in visits})
    prices: dict[tuple[int, str], list[AgreedPrice]] = {}
    agreements = {source.agreement.id for source in sources.values()}
    for month in sorted({Month.of(day) for day in days}):
        for key, found in plans.prices_by_agreement(agreements, month).items():
            prices.setdefault(key, []).extend(found)
    return _Desk(
        sources,
        plans.items_by_plan({source.plan.id for source in sources.values()}),
        prices,
        facts.employers({each.carer_id for each in visits}),
    )


def _written(given: GivenVisit, desk: _Desk) -> Visit | LtcError:
    try:
        return _row(given, desk)
    except LtcError as fault:
        return fault


def _row(given: GivenVisit, desk: _Desk) -> Visit:
    """Build the visit: item and carer's work by the plan, unit and price by the agreement."""
    source = desk.sources.get(given.assignment_id)
    if source is None:
        raise NotFound("no such assignment", "没有该派单", field="assignment")
    if desk.employers.get(given.carer_id) != source.assignment.provider_id:
        raise BadInput("not a carer of this provider", "护理员不属于派单机构", field="carer")
    if not 0 < given.planned_minutes <= _LONGEST_MINUTES:
        raise BadInput("minutes are not possible", "计划时长不合理", field="planned_minutes")
    item, price = _planned_item(given, source, desk), _price(given, source, desk)
    made = Visit(
        person_id=source.assignment.person_id,
        plan_id=source.plan.id,
        assignment_id=source.assignment.id,
        provider_id=source.assignment.provider_id,
        carer_id=given.carer_id,
        area_code=source.assignment.area_code,
        mode=source.plan.mode,
        item=item.item,
        unit=price.unit,
        quantity_milli=quantity_milli(price.unit, given.planned_minutes),
        price_fen=price.price_fen,
        qualification=item.qualification,
        day=legal_day(given.planned_start),
        planned_start=given.planned_start,
        planned_minutes=given.planned_minutes,
        state="planned",
        manual=given.manual,
        two_person=given.two_person,
    )
    if given.outcome in _NOT_GIVEN:
        made.state = after(made.state, _NOT_GIVEN[given.outcome])
        made.why_not = given.why_not
    return made


def _planned_item(given: GivenVisit, source: plans.Source, desk: _Desk) -> PlanItem:
    items = {each.item: each for each in desk.items.get(source.plan.id, ())}
    if given.item not in items:
        raise Unknown.word("item", given.item, items, zh="计划中的服务项目")
    return items[given.item]


def _price(given: GivenVisit, source: plans.Source, desk: _Desk) -> AgreedPrice:
    day = legal_day(given.planned_start)
    for price in desk.prices.get((source.agreement.id, given.item), ()):
        if price.first_day <= day <= price.last_day:
            return price
    raise BadInput(
        f"no agreed price for {given.item} on {day}", f"{day} 没有该项目的协议价格", field="item"
    )


def _note(
    visits: Sequence[GivenVisit],
    answers: Sequence[Visit | LtcError],
    desk: _Desk,
    *,
    scope: Scope,
    at: datetime,
) -> None:
    """Leave one audit row per assignment, and one per visit that was not delivered."""
    count: dict[int, int] = {}
    for given, made in zip(visits, answers, strict=True):
        if not isinstance(made, Visit):
            continue
        count[given.assignment_id] = count.get(given.assignment_id, 0) + 1
        if given.outcome in _NOT_GIVEN:
            facts_of = {"state": made.state}
            act = f"visit.{_NOT_GIVEN[given.outcome]}"
            why = given.why_not
            record(act=act, about=made, actor=scope.actor, at=at, after=facts_of, reason=why)
    for assignment_id, visits_of in count.items():
        about = desk.sources[assignment_id].assignment
        after_ = {"visits": visits_of}
        record(act="visit.take_over", about=about, actor=scope.actor, at=at, after=after_)
