"""Take over people, determinations, plans and events through the case room's own services."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import groupby

from ltc.case import queries, services
from ltc.case.models import CaseEvent, Determination, DeterminationEnd, Person
from ltc.case.plan import queries as plan_queries
from ltc.case.plan import services as plan_services
from ltc.case.plan.rules import ELSEWHERE, Line
from ltc.db import session
from ltc.exchange.acts.entry import Entry, Taking, Values, one_by_one, refuse_changes
from ltc.exchange.queries import taking as found_by
from ltc.policy.load import pack_for_area
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, LtcError, NotFound
from ltc.shared.geo import Point
from ltc.shared.ids import parse_id_number
from ltc.shared.reasons import Reason, register_texts

_ONE_DAY = timedelta(days=1)
_CONTACT = ("phone", "address", "guardian_name", "guardian_phone")


def new_person(values: Values, taking: Taking) -> int:
    """Open a file; somebody who has one under the same name keeps it."""
    number = parse_id_number(values["id_number"])
    known = taking.by_index.get(queries.id_index(number))
    if known is not None and known.name == values["name"]:
        return change_person(known.id, values, taking)
    command = services.RegisterPerson(
        area_code=values["area"],
        name=values["name"],
        id_number=number,
        category=values["category"],
        insured_from=values["insured_from"],
        phone=values.get("phone"),
        address=values.get("address") or "",
        home=place_of(values, "home_lat", "home_lon"),
        traits=values.get("traits") or (),
        guardian_name=values.get("guardian_name") or "",
        guardian_phone=values.get("guardian_phone"),
        health_note=values.get("health_note"),
    )
    made = services.register_person(command, scope=taking.scope, at=taking.at)
    taking.by_index[made.id_index] = made
    return made.id


def put_persons(entries: Sequence[Entry], taking: Taking) -> None:
    """Take people over; who has a file already is looked up for the whole page at once."""
    indexes = set[str]()
    for entry in entries:
        with suppress(LtcError):  # what is no ID number is refused when its row comes
            indexes.add(queries.id_index(entry.values["id_number"]))
    taking.by_index = found_by.people_under(indexes, scope=taking.scope)
    one_by_one(new_person, change_person)(entries, taking)


def change_person(person_id: int, values: Values, taking: Taking) -> int:
    """Change how a person is reached; whatever else differs is not a file's to change."""
    person = queries.lock_person(person_id, scope=taking.scope)
    refuse_changes({**values, "traits": values.get("traits") or ()}, _fixed(person))
    told = {name: values.get(name) for name in _CONTACT if name in values}
    held = {name: getattr(person, name) for name in _CONTACT}
    merged = {**held, **told}
    contact = services.Contact(
        phone=merged["phone"],
        address=merged["address"] or "",
        guardian_name=merged["guardian_name"] or "",
        guardian_phone=merged["guardian_phone"],
    )
    services.change_contact(person.id, contact, scope=taking.scope, at=taking.at)
    return person.id


def new_determination(values: Values, taking: Taking) -> int:
    """Take over what was decided elsewhere, on the day on which it was decided."""
    person = taking.people.get(values["person"])
    if person is None:
        raise NotFound("no such person", "没有该参保人", field="person")
    if values["decided_on"] > legal_day(taking.at):
        raise BadInput("decided on a day to come", "作出日期不能晚于今天", field="decided_on")
    for held, end in queries.determinations_of(person.id, scope=taking.scope):
        if held.first_day == values["first_day"]:
            return change_determination(held.id, values, taking)
        _refuse_behind(held, end.last_day if end else held.last_day, values)
    command = services.NewDetermination(
        person_id=person.id,
        national_grade=values["national_grade"],
        entitled=values["entitled"],
        first_day=values["first_day"],
        last_day=values["last_day"],
        decided_on=values["decided_on"],
        reasons=(Reason("exchange.decided_elsewhere", facts={"source": taking.source}),),
        pack=pack_for_area(person.area_code, values["first_day"]),
    )
    made = services.record_determination(command, scope=taking.scope, at=taking.at)
    _end_determination(made, values, taking)
    return made.id


def change_determination(determination_id: int, values: Values, taking: Taking) -> int:
    """End a determination earlier, where the source tells so; nothing else of it changes."""
    found = queries.determination(determination_id, scope=taking.scope)
    names = ("entitled", "national_grade", "first_day", "last_day", "decided_on")
    refuse_changes(values, {name: getattr(found, name) for name in names})
    end = session().get(DeterminationEnd, found.id)
    if end is None:
        _end_determination(found, values, taking)
    else:
        refuse_changes(values, {"ended_on": end.last_day})
    return found.id


def put_determinations(entries: Sequence[Entry], taking: Taking) -> None:
    """Take determinations over in the order of their days: each one ends the one before it."""
    whose = {entry.values["person"] for entry in entries}
    taking.people = found_by.people_of(whose, scope=taking.scope)
    in_order = sorted(entries, key=lambda entry: entry.values["first_day"])
    one_by_one(new_determination, change_determination)(in_order, taking)


def new_stay(values: Values, taking: Taking) -> int:
    """Record what happened; what was taken back since is recorded and taken back here too."""
    made = services.record_event(
        values["person"],
        values["kind"],
        values["first_day"],
        values.get("last_day"),
        values["source"],
        values.get("note") or "",
        scope=taking.scope,
        at=taking.at,
    )
    if values.get("taken_back"):
        _take_back(made.id, taking)
    return made.id


def change_stay(event_id: int, values: Values, taking: Taking) -> int:
    """Take an event back, or take it back and record it as the source tells it now."""
    held = queries.event(event_id, scope=taking.scope)
    standing = {each.id for each in queries.standing_events(held.person_id, scope=taking.scope)}
    if _as_told(held, values) and values.get("taken_back", False) == (held.id not in standing):
        return held.id
    if held.id in standing:
        _take_back(held.id, taking)
    return held.id if values.get("taken_back") else new_stay(values, taking)


def put_plans(entries: Sequence[Entry], taking: Taking) -> None:
    """Draft and confirm plans with their services; a confirmed plan is not changed by a file."""
    new = [entry for entry in entries if entry.record_id is None]
    known = [entry for entry in entries if entry.record_id is not None]
    for entry in new:
        entry.record_id = _new_plan(entry, taking)
    _name_items(new, taking)
    for entry in known:
        assert entry.record_id is not None  # noqa: S101 - these are on record
        plan = plan_queries.plan(entry.record_id, scope=taking.scope)
        held = {"mode": plan.mode, "first_day": plan.first_day, "confirmed_by": plan.confirmed_by}
        refuse_changes(entry.values, held)
        told = [_line(item.values) for item in taking.items.get(entry.given.name, [])]
        if told == plan_queries.lines_of(plan.id):
            continue
        raise Conflict(
            "a confirmed plan's services are not changed by a file",
            "计划已确认，项目不能用文件改写；请另立新计划",
            field="plan_items",
        )


def _new_plan(entry: Entry, taking: Taking) -> int:
    values, items = entry.values, taking.items.get(entry.given.name, [])
    if not items:
        raise BadInput("the plan has no sound services", "计划没有可用的服务项目", field="id")
    draft = plan_services.DraftPlan(
        person_id=values["person"],
        mode=values["mode"],
        first_day=values["first_day"],
        lines=tuple(_line(item.values) for item in items),
    )
    consent = plan_services.Consent(how=ELSEWHERE, by=values["confirmed_by"], beyond_standard=True)
    return plan_services.draft_confirmed(draft, consent, scope=taking.scope, at=taking.at).id


def _name_items(plans: Sequence[Entry], taking: Taking) -> None:
    """Tell which row of ours each service of the new plans became."""
    ids = [entry.record_id for entry in plans if entry.record_id is not None]
    written = {
        plan_id: list(rows)
        for plan_id, rows in groupby(plan_queries.items_of(ids), key=lambda row: row.plan_id)
    }
    for entry in plans:
        items = taking.items[entry.given.name]
        for item, row in zip(items, written[entry.record_id or 0], strict=True):
            item.record_id = row.id


def _line(values: Values) -> Line:
    return Line(
        values["item"],
        values["times"],
        values["minutes"],
        values["qualification"],
        values["price"],
    )


def _refuse_behind(held: Determination, last_day: date, values: Values) -> None:
    """An older decision that comes late does not end the one that holds."""
    if values["first_day"] < held.first_day <= min(last_day, values["last_day"]):
        ended = values.get("ended_on")
        if ended is None or ended >= held.first_day:
            raise Conflict(
                f"a determination from {held.first_day} is on record and holds",
                f"已有自 {held.first_day} 起的认定，较早的认定不能再覆盖它",
                field="first_day",
            )


def _end_determination(found: Determination, values: Values, taking: Taking) -> None:
    ended_on = values.get("ended_on")
    if ended_on is None:
        return
    if not found.first_day - _ONE_DAY <= ended_on <= found.last_day:
        raise BadInput(
            "it cannot end outside its own days", "提前终止日应在认定起止日之内", field="ended_on"
        )
    why = values.get("end_reason") or "elsewhere"
    services.end_determination(found.id, ended_on, why, scope=taking.scope, at=taking.at)


def _take_back(event_id: int, taking: Taking) -> None:
    note = f"来源系统（{taking.source}）已撤销"
    services.reverse_event(event_id, note, scope=taking.scope, at=taking.at)


def _as_told(held: CaseEvent, values: Values) -> bool:
    told = (values["kind"], values["first_day"], values.get("last_day"), values["source"])
    return told == (held.kind, held.first_day, held.last_day, held.source)


def _fixed(person: Person) -> dict[str, object]:
    """Return what a file may not change about a person."""
    return {
        "area": person.area_code,
        "name": person.name,
        "id_number": person.id_number,
        "category": person.category,
        "insured_from": person.insured_from,
        "traits": tuple(person.traits),
        "health_note": person.health_note,
    }


def place_of(values: Values, lat: str, lon: str) -> Point | None:
    """Return a place, or none; half a place is a fault."""
    if (values.get(lat) is None) != (values.get(lon) is None):
        raise BadInput("a place needs latitude and longitude", "经纬度应成对填写", field=lat)
    return None if values.get(lat) is None else Point(values[lat], values[lon])


register_texts(
    {
        "exchange.decided_elsewhere": (
            "由原系统（{source}）作出认定，迁入时照录",
            "Decided in the former system ({source}) and taken over as it was",
        )
    }
)
