"""Chapter five: a month of visits, day by day, as the carers' phones report it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ltc.db import read_only, unit_of_work
from ltc.demo.cast import House
from ltc.demo.incidents import Incidents
from ltc.demo.phones import Call, Manner, Phone
from ltc.demo.story import Story, at
from ltc.scope import Scope
from ltc.shared.dates import each_day
from ltc.shared.geo import Point
from providers.visits.queries.phone import Stop, day_of
from providers.visits.services import (
    BulkVisit,
    Why,
    log_many,
    log_missed,
    make_recipient_key,
    nightly_flags,
    register_device,
    sync,
)

PIN = "2468"
_MORNING, _EVENING = 7, 21
_DAYS_OFFLINE = 3  # phones find a signal every third evening
_WITH_PIN = 0.15
_ON_THE_PHONE = ("spoofed", "location_off", "hospital", "died")
_SHORT, _TOO_SHORT, _MISSED, _FORGOTTEN = 0.02, 0.008, 0.012, 0.01


@dataclass(slots=True)
class Rounds:
    """The phones of the story and what became of their reports."""

    phones: dict[int, Phone] = field(default_factory=dict)
    by_phone: set[int] = field(default_factory=set)
    imported: int = 0
    receipts: Counter[str] = field(default_factory=Counter)
    visits: int = 0


def prepare_phones(story: Story) -> Rounds:
    """Register every carer's phone, and give the homes their PINs."""
    rounds = Rounds(by_phone=_phone_users(story))
    with unit_of_work():
        for house in story.cast.providers:
            for carer in house.people:
                device = story.client_id("phone", carer.staff_id)
                when = at(story.before(28), 9, carer.staff_id % 60)
                register_device(device, "安卓手机", scope=carer.scope, at=when)
                chance = story.chance("phone", carer.staff_id)
                rounds.phones[carer.staff_id] = Phone(device, chance)
    with unit_of_work():
        for resident in story.residents:
            if resident.assignment_id:
                when = at(story.before(28), 14, resident.number % 60)
                scope = story.cast.operator.scope
                make_recipient_key(resident.person_id, PIN, scope=scope, at=when)
    return rounds


def _phone_users(story: Story) -> set[int]:
    """Return the carers who use this system's own phone client.

    Those of the first provider, and who cares for somebody whose part is about phones; the other
    providers hand in a file of their own system every evening.
    """
    first = story.cast.providers[0].id
    return {
        each.carer_id
        for each in story.residents
        if each.carer_id and (each.provider_id == first or each.part in _ON_THE_PHONE)
    }


def only_first_provider(story: Story, rounds: Rounds) -> None:
    """From now on only the first provider's carers report by phone."""
    rounds.by_phone = {each.staff_id for each in story.cast.providers[0].people}


def care(story: Story, rounds: Rounds, incidents: Incidents, first: date, last: date) -> None:
    """Let the days pass: morning news, rounds, what phones send, and the nights' look at it."""
    waiting: list[date] = []
    for day in story.tell.each(list(each_day(first, last)), "服务 visits"):
        incidents.morning(day)
        waiting.append(day)
        sends = len(waiting) == _DAYS_OFFLINE or day == last
        _rounds_of(story, rounds, incidents, day, sends=sends)
        if sends:
            _everybody_sends(story, rounds, day)
            for each in waiting:
                _night(each, day)
            waiting.clear()
        incidents.evening(day)


def _night(day: date, on: date) -> None:
    """Look at a day's visits in the night after their reports came in."""
    scope = Scope.everything("the night's look at the visits of a day")
    with unit_of_work():
        nightly_flags(day, scope=scope, at=at(on + timedelta(days=1), 0, 30))


def _rounds_of(
    story: Story, rounds: Rounds, incidents: Incidents, day: date, *, sends: bool
) -> None:
    """Send every carer on his way; other systems hand in one file a day."""
    others: list[BulkVisit] = []
    for staff_id, calls in _calls(day).items():
        carer = story.cast.carer(staff_id)
        house = story.cast.provider(carer.actor.organisation_id or 0)
        phone = rounds.phones[staff_id]
        phone.begin_day(at(day, _MORNING, 20), house.place)
        rounds.visits += len(calls)
        if staff_id in rounds.by_phone:
            for call in calls:
                last = sends and call is calls[-1]
                manner = incidents.manner(day, call) or _usual(phone, last=last)
                phone.visit(call, manner, _ids(story, call))
        else:
            others += _by_own_system(phone, house, calls, day)
    if others:
        rounds.imported += len(others)
        with unit_of_work():
            log_many(others, scope=Scope.everything("import of a day"), at=at(day, 23))


def _everybody_sends(story: Story, rounds: Rounds, day: date) -> None:
    """Send what the phones have gathered; the receipts say what became of each item."""
    for staff_id, phone in rounds.phones.items():
        if not phone.queue:
            continue
        evening = at(day, _EVENING)
        when = max(evening, (phone.free_at or evening) + timedelta(minutes=5))
        with unit_of_work():
            scope = story.cast.carer(staff_id).scope
            for receipt in sync(phone.device, phone.queue, scope=scope, at=when):
                rounds.receipts[str(receipt["state"])] += 1
        phone.queue = []


def _by_own_system(
    phone: Phone, house: House, calls: Sequence[Call], day: date
) -> Iterator[BulkVisit]:
    """Yield a carer's day as his provider's own system knows it; its desk tells what was missed."""
    for call in calls:
        manner = _usual(phone)
        if manner.missed:
            why = Why("person_elsewhere", by=house.desk.actor.user_id)
            with unit_of_work():
                log_missed(call.visit_id, why, scope=house.desk.scope, at=at(day, 19))
        else:
            yield phone.known_elsewhere(call, manner)


def tell_of(story: Story, rounds: Rounds) -> None:
    """Tell how many visits there were and how they were reported."""
    parked = rounds.receipts["parked"]
    story.tell.say(
        f"{rounds.visits} 次上门：{rounds.visits - rounds.imported} 次经手机离线同步"
        f"（{rounds.receipts['stored']} 条已存、{parked} 条退回），"
        f"{rounds.imported} 次由机构自有系统批量导入",
        f"{rounds.visits} visits, {rounds.imported} of them imported from providers' own systems; "
        f"{rounds.receipts['stored']} phone records stored, {parked} parked",
    )


def _calls(day: date) -> Mapping[int, list[Call]]:
    """Return the visits planned for a day by carer, in the order of the plan."""
    found: dict[int, list[Call]] = {}
    everything = Scope.everything("the story reads what is planned, and where people live")
    with read_only():
        for stop in day_of(day, scope=everything):
            if stop.visit.state == "planned":
                found.setdefault(stop.visit.carer_id, []).append(_call(stop))
    return found


def _call(stop: Stop) -> Call:
    visit, home = stop.visit, Point(stop.home_lat or 0.0, stop.home_lon or 0.0)
    return Call(
        visit.id, visit.person_id, home, visit.planned_start, visit.planned_minutes, visit.item
    )


def _usual(phone: Phone, *, last: bool = False) -> Manner:
    """Return how a visit goes on an ordinary day; only the last check-out is ever forgotten."""
    luck = phone.chance.random()
    pin = PIN if phone.chance.random() < _WITH_PIN else ""
    if luck < _MISSED:
        return Manner(missed=True)
    if luck < _MISSED + _TOO_SHORT:
        return Manner(shorter=0.4, pin=pin)
    if luck < _MISSED + _TOO_SHORT + _SHORT:
        return Manner(shorter=0.75, pin=pin)
    if last and luck < _MISSED + _TOO_SHORT + _SHORT + _FORGOTTEN:
        return Manner(no_check_out=True, pin=pin)
    return Manner(pin=pin)


def _ids(story: Story, call: Call) -> Iterator[str]:
    for number in range(4):
        yield story.client_id("item", call.visit_id, number)
