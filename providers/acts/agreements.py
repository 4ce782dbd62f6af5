"""Acts on agreements: applied for, reviewed, published, signed by somebody else, priced, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from ltc.audit.services import record
from ltc.case.plan.rules import catalogue
from ltc.db import session
from ltc.directory import queries as directory
from ltc.events import emit
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown
from providers import queries
from providers.models import AgreedPrice, Agreement
from providers.rules.states import AGREEMENT, HELD, step

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What a provider applies for."""

    provider_id: int
    number: str
    modes: tuple[str, ...]
    capacity: int
    first_day: date
    last_day: date
    deposit_fen: int = 0


@dataclass(frozen=True, slots=True)
class NewPrice:
    """An agreed price: per ``unit`` of ``item``, from day to day."""

    item: str
    unit: str
    price_fen: int
    minutes: int
    qualification: str
    first_day: date
    last_day: date


def apply_agreement(new: NewAgreement, *, scope: Scope, at: datetime) -> Agreement:
    """Apply for an agreement; modes must be words of the area's pack."""
    provider = directory.organisation(new.provider_id, scope=scope)
    if provider.kind != "care_provider":
        raise BadInput(
            "only a care provider can apply", "只有护理服务机构可以申请", field="provider_id"
        )
    _check_terms(new, provider.area_code)
    made = Agreement(
        provider_id=provider.id,
        area_code=provider.area_code,
        number=new.number,
        modes=list(new.modes),
        capacity=new.capacity,
        first_day=new.first_day,
        last_day=new.last_day,
        deposit_fen=new.deposit_fen,
    )
    session().add(made)
    session().flush()
    record(act="agreement.apply", about=made, actor=scope.actor, at=at, after=_facts(made))
    return made


def advance_agreement(agreement_id: int, to: str, *, scope: Scope, at: datetime) -> Agreement:
    """Move an agreement one step: reviewed, published, signed or in_force."""
    found = queries.agreement(agreement_id, scope=scope, lock=True)
    before = {"state": found.state}
    if to == "in_force":
        _refuse_second(found)
    found.state = step(AGREEMENT, found.state, to)
    if to == "reviewed":
        found.reviewed_by = scope.actor.user_id
    after = {"state": to}
    record(act=f"agreement.{to}", about=found, actor=scope.actor, at=at, before=before, after=after)
    return found


def sign_agreement(agreement_id: int, *, scope: Scope, at: datetime) -> Agreement:
    """Sign a published agreement and put it into force; not by whoever reviewed it."""
    found = queries.agreement(agreement_id, scope=scope, lock=True)
    if is_same_person(scope.actor, found.reviewed_by):
        raise Forbidden(
            "whoever reviewed an agreement does not sign it", "审核人不能同时签订，请由他人签订"
        )
    advance_agreement(agreement_id, "signed", scope=scope, at=at)
    made = advance_agreement(agreement_id, "in_force", scope=scope, at=at)
    _tell(made, "服务协议已签订", f"自{made.first_day}起生效，至{made.last_day}止。", at)
    return made


def end_agreement(
    agreement_id: int, *, last_day: date, why: str, scope: Scope, at: datetime
) -> Agreement:
    """End an agreement with ``last_day``; the days before it stay under the agreement.

    Whom it serves is served until that day (``agreement.ended``).
    """
    found = queries.agreement(agreement_id, scope=scope, lock=True)
    before = {"state": found.state, "last_day": str(found.last_day)}
    in_force = found.state == "in_force"
    found.state = step(AGREEMENT, found.state, "ended")
    if in_force and not found.first_day <= last_day <= found.last_day:
        raise BadInput(
            f"the last day must lie between {found.first_day} and {found.last_day}",
            f"终止日期应在 {found.first_day} 至 {found.last_day} 之间",
            field="last_day",
        )
    # One that was never in force held on no day at all.
    found.last_day = last_day if in_force else found.first_day - _ONE_DAY
    after = {"state": found.state, "last_day": str(found.last_day)}
    record(
        act="agreement.ended",
        about=found,
        actor=scope.actor,
        at=at,
        before=before,
        after=after,
        reason=why,
    )
    _tell(found, "服务协议终止通知", f"至{last_day}终止。原因：{why}", at)
    emit("agreement.ended", agreement=found, why=why, at=at, scope=scope)
    return found


def set_price(agreement_id: int, new: NewPrice, *, scope: Scope, at: datetime) -> AgreedPrice:
    """Agree on a price from a day on; the price before it ends the day before.

    Visits that are planned from that day on take it (``price.agreed``).  What people were told a
    service costs on a day that is past stays so.
    """
    agreement = queries.agreement(agreement_id, scope=scope, lock=True)
    _check_price(new, agreement)
    for earlier in queries.prices_within(agreement.id, new.item, new.first_day, new.last_day):
        _end_price(earlier, new.first_day, legal_day(at))
    made = AgreedPrice(
        agreement_id=agreement.id,
        item=new.item,
        unit=new.unit,
        price_fen=new.price_fen,
        minutes=new.minutes,
        qualification=new.qualification,
        first_day=new.first_day,
        last_day=new.last_day,
    )
    session().add(made)
    session().flush()
    after = {"item": new.item, "price_fen": new.price_fen, "from": str(new.first_day)}
    record(act="agreement.price", about=agreement, actor=scope.actor, at=at, after=after)
    emit("price.agreed", price=made, at=at, actor=scope.actor)
    return made


def _check_terms(new: NewAgreement, area_code: str) -> None:
    """Refuse terms that cannot be agreed on, each beside its own field."""
    if new.last_day < new.first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    if not new.modes:
        raise BadInput("choose at least one mode", "请至少选择一种服务方式", field="modes")
    if new.capacity < 1:
        raise BadInput("capacity must be one or more", "容量不少于 1 人", field="capacity")
    pack = pack_for_area(area_code, new.first_day)
    for mode in new.modes:
        pack.word("modes", mode)
    if session().scalar(sa.select(sa.exists().where(Agreement.number == new.number))):
        raise Conflict(
            f"number {new.number} is taken", f"协议编号“{new.number}”已被使用", field="number"
        )


def _check_price(new: NewPrice, agreement: Agreement) -> None:
    """Refuse a price without a service, a unit, an amount, or within no day of the agreement."""
    if new.price_fen <= 0 or new.minutes <= 0:
        raise BadInput(
            "price and minutes must be above zero", "价格和时长须大于零", field="price_fen"
        )
    if not agreement.first_day <= new.first_day <= new.last_day <= agreement.last_day:
        raise BadInput(
            f"the days must lie within {agreement.first_day} to {agreement.last_day}",
            f"价格的起止日期应在协议期内（{agreement.first_day} 至 {agreement.last_day}）",
            field="first_day",
        )
    pack = pack_for_area(agreement.area_code, new.first_day)
    services = catalogue(pack, new.first_day)
    if new.item not in services:
        raise Unknown.word("item", new.item, services, zh="服务项目")
    pack.word("units", new.unit)
    pack.word("carers", new.qualification)


def _refuse_second(agreement: Agreement) -> None:
    """One agreement at a time, also where the other one has ended since."""
    other = session().scalar(
        sa.select(Agreement.number).where(
            Agreement.provider_id == agreement.provider_id,
            Agreement.state.in_(HELD),
            Agreement.first_day <= agreement.last_day,
            Agreement.last_day >= agreement.first_day,
            Agreement.id != agreement.id,
        )
    )
    if other is not None:
        raise Conflict(f"agreement {other} is in force in that time", f"该期间协议 {other} 已生效")


def _end_price(price: AgreedPrice, first_day: date, on: date) -> None:
    """End a price the day before a new one begins: after it began, and not in the past."""
    if price.first_day >= first_day:
        raise Conflict(
            f"a price of {price.item} already begins on {price.first_day}",
            f"该项目在 {price.first_day} 已有价格",
            field="first_day",
        )
    if first_day < on:
        raise BadInput(
            f"a price that holds is replaced from {on} on, not for days that are past",
            f"该项目已有价格，新价格最早自 {on} 起执行，已经过去的日子仍按原价",
            field="first_day",
        )
    price.last_day = first_day - _ONE_DAY


def _tell(agreement: Agreement, subject: str, body: str, at: datetime) -> None:
    post(
        Addressee(agreement.area_code, organisation_id=agreement.provider_id),
        key=f"agreement:{agreement.id}:{agreement.state}",
        channel="notice",
        subject=subject,
        body=f"协议{agreement.number}{body}",
        at=at,
    )


def _facts(agreement: Agreement) -> dict[str, object]:
    return {
        "number": agreement.number,
        "modes": agreement.modes,
        "capacity": agreement.capacity,
        "first_day": str(agreement.first_day),
        "last_day": str(agreement.last_day),
    }
