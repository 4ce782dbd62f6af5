"""Take over providers, agreements, prices, carers, assignments and visits through their rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from ltc.db import session
from ltc.directory import queries as directory
from ltc.directory import services as directory_services
from ltc.directory.models import Certificate, Organisation
from ltc.directory.staff import LEFT
from ltc.exchange.acts.cases import place_of
from ltc.exchange.acts.entry import Entry, Taking, Values, differences, refuse_changes
from ltc.exchange.queries import taking as found_by
from ltc.scope import Scope
from ltc.shared.errors import Conflict, LtcError
from ltc.shared.geo import latitude, longitude, number
from providers import queries, services
from providers.assignment import queries as assignments
from providers.assignment.taking_over import ServedElsewhere, end_taken_over, take_over
from providers.models import AgreedPrice
from providers.visits import services as visits
from providers.visits.queries import log

_SYSTEM = 0
_STEPS = ("reviewed", "published", "signed", "in_force")
_FIX = ("lat", "lon", "crs", "mocked", "status")
# What cannot be a measurement is told in the name of its column.
_POSSIBLE: Mapping[str, Callable[..., float]] = {
    "lat": latitude,
    "lon": longitude,
    "accuracy": partial(number, low=0.0),
}
_LOGGABLE = ("planned", "missed")


def new_provider(values: Values, taking: Taking) -> int:
    """Register a provider; one whose credit code is known here stays what it is."""
    known = found_by.provider(values["credit_code"], scope=taking.scope)
    if known is not None:
        return change_provider(known.id, values, taking)
    new = directory_services.NewOrganisation(
        kind="care_provider",
        name=values["name"],
        credit_code=values["credit_code"],
        area_code=values["area"],
        address=values.get("address") or "",
        phone=values.get("phone") or "",
        place=place_of(values, "lat", "lon"),
        registered_on=values.get("registered_on"),
    )
    return directory_services.add_organisation(new, scope=taking.scope, at=taking.at).id


def change_provider(provider_id: int, values: Values, taking: Taking) -> int:
    """A provider's entry is changed at its desk, not by a file."""
    held = directory.organisation(provider_id, scope=taking.scope)
    refuse_changes(_filled(values), _provider(held))
    return held.id


def new_agreement(values: Values, taking: Taking) -> int:
    """Write an agreement; for the system it is in force as it was, for an officer applied for."""
    known = found_by.agreement(values["number"], scope=taking.scope)
    if known is not None and known.provider_id == values["provider"]:
        return change_agreement(known.id, values, taking)
    new = services.NewAgreement(
        values["provider"],
        values["number"],
        values["modes"],
        values["capacity"],
        values["first_day"],
        values["last_day"],
        values.get("deposit") or 0,
    )
    made = services.apply_agreement(new, scope=taking.scope, at=taking.at)
    if taking.scope.actor.user_id == _SYSTEM:
        for step in _STEPS:
            services.advance_agreement(made.id, step, scope=taking.scope, at=taking.at)
    return made.id


def change_agreement(agreement_id: int, values: Values, taking: Taking) -> int:
    """End an agreement earlier, where the source tells so; its other terms stay."""
    held = queries.agreement(agreement_id, scope=taking.scope)
    terms = {
        "number": held.number,
        "modes": tuple(held.modes),
        "capacity": held.capacity,
        "first_day": held.first_day,
        "deposit": held.deposit_fen,
    }
    refuse_changes({**values, "deposit": values.get("deposit") or 0}, terms)
    if values["last_day"] != held.last_day:
        services.end_agreement(
            held.id,
            last_day=values["last_day"],
            why=f"来源系统（{taking.source}）告知",
            scope=taking.scope,
            at=taking.at,
        )
    return held.id


def new_price(values: Values, taking: Taking) -> int:
    """Agree on a price."""
    new = services.NewPrice(
        values["item"],
        values["unit"],
        values["price"],
        values["minutes"],
        values["qualification"],
        values["first_day"],
        values["last_day"],
    )
    made = services.set_price(values["agreement"], new, scope=taking.scope, at=taking.at)
    session().flush()
    return made.id


def change_price(price_id: int, values: Values, taking: Taking) -> int:
    """A price in force is replaced by a new one, never rewritten."""
    held = found_by.record(AgreedPrice, price_id)
    queries.agreement(held.agreement_id, scope=taking.scope)
    names = ("item", "unit", "minutes", "qualification", "first_day", "last_day")
    refuse_changes(
        values, {**{name: getattr(held, name) for name in names}, "price": held.price_fen}
    )
    return price_id


def new_carer(values: Values, taking: Taking) -> int:
    """Take a carer on; one who has left is taken on and has left."""
    new = directory_services.NewStaff(
        values["provider"],
        values["name"],
        values["work"],
        values.get("sex") or "",
        values.get("phone") or "",
        values.get("address") or "",
    )
    made = directory_services.add_staff(new, scope=taking.scope, at=taking.at)
    if values.get("left"):
        _leave(made.id, taking)
    return made.id


def change_carer(staff_id: int, values: Values, taking: Taking) -> int:
    """Note that a carer has left; who he is stays."""
    held = directory.staff_member(staff_id, scope=taking.scope)
    names = ("name", "work", "sex", "phone", "address")
    refuse_changes(_filled(values), {name: getattr(held, name) for name in names})
    if values.get("left") and held.state != LEFT:
        _leave(held.id, taking)
    elif values.get("left") is False and held.state == LEFT:
        raise Conflict("this person has left", "该人员已离岗，重新上岗请另行登记", field="left")
    return held.id


def new_certificate(values: Values, taking: Taking) -> int:
    """Note a certificate."""
    new = directory_services.NewCertificate(
        values["kind"], values["number"], values["first_day"], values["last_day"]
    )
    made = directory_services.add_certificate(
        values["carer"], new, scope=taking.scope, at=taking.at
    )
    return made.id


def change_certificate(certificate_id: int, values: Values, taking: Taking) -> int:
    """A renewed certificate is a row of its own."""
    held = found_by.record(Certificate, certificate_id)
    directory.staff_member(held.staff_id, scope=taking.scope)
    names = ("kind", "number", "first_day", "last_day")
    refuse_changes(values, {name: getattr(held, name) for name in names})
    return certificate_id


def new_assignment(values: Values, taking: Taking) -> int:
    """Take over who serves a plan."""
    given = ServedElsewhere(
        plan_id=values["plan"],
        agreement_id=values["agreement"],
        carer_id=values.get("carer"),
        first_day=values["first_day"],
        last_day=values.get("last_day"),
        free_choice=values["free_choice"],
    )
    return take_over(given, scope=taking.scope, at=taking.at).id


def change_assignment(assignment_id: int, values: Values, taking: Taking) -> int:
    """End an assignment; everything else about it stays."""
    held = assignments.assignment(assignment_id, scope=taking.scope)
    record = {"plan": held.plan_id, "agreement": held.agreement_id, "first_day": held.first_day}
    refuse_changes(values, {**record, "free_choice": held.free_choice, "carer": held.carer_id})
    if "last_day" in values and values["last_day"] != held.last_day:
        if values["last_day"] is None:
            refuse_changes(values, {"last_day": held.last_day})
        end_taken_over(held.id, values["last_day"], scope=taking.scope, at=taking.at)
    return held.id


def put_visits(entries: Sequence[Entry], taking: Taking) -> None:
    """Write visits under their assignments and log what was delivered, all of a page at a time."""
    _refuse_unfinished(entries, taking.at)
    new = [each for each in entries if each.record_id is None and each.fault is None]
    for entry, made in zip(
        new,
        visits.write_given([_given(e.values) for e in new], scope=taking.scope, at=taking.at),
        strict=True,
    ):
        if isinstance(made, LtcError):
            entry.fault = made
        else:
            entry.record_id = made.id
    written = set(new)
    old = [each for each in entries if each not in written and each.fault is None]
    done = [e for e in new if e.fault is None and e.values["outcome"] == "done"]
    done += [each for each in old if each.fault is None and _to_be_logged(each, taking.scope)]
    for entry in done:
        entry.touched = True
    if done:
        visits.log_many([_evidence(each) for each in done], scope=taking.system, at=taking.at)


def _refuse_unfinished(entries: Sequence[Entry], at: datetime) -> None:
    """What was delivered has both times, in order, and they are over."""
    for entry in entries:
        begun, ended = entry.values.get("started_at"), entry.values.get("ended_at")
        sound = begun and ended and begun <= ended <= at
        if entry.values["outcome"] == "done" and not sound:
            entry.fault = Conflict(
                "a visit that was done has a start and a later end, and is over",
                "已完成的服务须有先后有序的开始和结束时刻，且不能晚于现在",
                field="ended_at",
            )
        if entry.values["outcome"] == "unfinished":
            entry.fault = Conflict(
                "an unfinished visit stays in its own system until it is done",
                "未完成的服务请在原系统办结后再导入",
                field="outcome",
            )


def _to_be_logged(entry: Entry, scope: Scope) -> bool:
    """A visit that was only planned may be told as done; evidence on record stays as it is."""
    assert entry.record_id is not None  # noqa: S101 - these are on record
    held = log.visit(entry.record_id, scope=scope)
    names = ("item", "planned_start", "planned_minutes", "started_at", "ended_at")
    record = {**{name: getattr(held, name) for name in names}, "carer": held.carer_id}
    changed = differences(entry.values, record)
    if entry.key_id is None and not changed:
        return False  # our own number came back as it went out
    planned = set(changed) <= {"started_at", "ended_at"} and held.state in _LOGGABLE
    if entry.values["outcome"] != "done" or not planned:
        entry.fault = Conflict(
            "this visit is on record already; its evidence is not changed by a file",
            "该服务已有记录，证据不能用文件改写；请在异常处理中更正",
            field=changed[0] if changed else "outcome",
        )
    return entry.fault is None


def _given(values: Values) -> visits.GivenVisit:
    return visits.GivenVisit(
        assignment_id=values["assignment"],
        carer_id=values["carer"],
        item=values["item"],
        planned_start=values["planned_start"],
        planned_minutes=values["planned_minutes"],
        outcome=values["outcome"],
        why_not=values.get("why_not") or "",
        manual=bool(values.get("manual")),
        two_person=bool(values.get("two_person")),
    )


def _evidence(entry: Entry) -> visits.BulkVisit:
    """Return what the other system knows; what it thinks of it is not asked."""
    assert entry.record_id is not None  # noqa: S101 - it was just written or is on record
    values = entry.values
    return visits.BulkVisit(
        visit_id=entry.record_id,
        started_at=values["started_at"],
        ended_at=values["ended_at"],
        fix_in=_fix(values, "in"),
        fix_out=_fix(values, "out"),
        proofs=values.get("proofs") or (),
    )


def _fix(values: Values, end: str) -> dict[str, Any] | None:
    """Return a fix as a phone would send it; nothing said is no fix."""
    said = {name: values.get(f"{end}_{name}") for name in _FIX}
    for name, check in _POSSIBLE.items():
        if (value := values.get(f"{end}_{name}")) is not None:
            check(value, field=f"{end}_{name}")
    taken = values.get(f"{end}_taken_at")
    said["accuracy_m"] = values.get(f"{end}_accuracy")
    said["taken_at"] = taken.isoformat() if taken else None
    return {name: value for name, value in said.items() if value is not None} or None


def _leave(staff_id: int, taking: Taking) -> None:
    why = f"来源系统（{taking.source}）告知"
    directory_services.end_staff(staff_id, why, scope=taking.scope, at=taking.at)


def _filled(values: Values) -> dict[str, Any]:
    """Return a row with empty text where nothing was told."""
    return {name: "" if value is None else value for name, value in values.items()}


def _provider(held: Organisation) -> dict[str, Any]:
    return {
        "name": held.name,
        "credit_code": held.credit_code,
        "area": held.area_code,
        "address": held.address,
        "phone": held.phone,
    }
