"""Acts on agreements: from application to exit, prices, suspension and its lifting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries as directory
from ltc.events import emit
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict
from providers import queries
from providers.models import AgreedPrice, Agreement, Suspension
from providers.rules.states import AGREEMENT, step


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
    pack = pack_for_area(provider.area_code, new.first_day)
    for mode in new.modes:
        pack.word("mode", mode)
    if not new.modes or new.capacity < 1 or new.last_day < new.first_day:
        raise BadInput(
            "give at least one mode, a capacity of one or more and days in order",
            "请至少选择一种服务方式，容量不少于 1 人，起止日期不能颠倒",
            field="modes",
        )
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
    """Move an agreement one step: reviewed, published, signed, in_force or ended."""
    found = queries.agreement(agreement_id, scope=scope, lock=True)
    before = {"state": found.state}
    if to == "in_force":
        _refuse_second(found)
    found.state = step(AGREEMENT, found.state, to)
    record(
        act=f"agreement.{to}",
        about=found,
        actor=scope.actor,
        at=at,
        before=before,
        after={"state": to},
    )
    return found


def sign_agreement(agreement_id: int, *, scope: Scope, at: datetime) -> Agreement:
    """Sign a published agreement and put it into force."""
    advance_agreement(agreement_id, "signed", scope=scope, at=at)
    return advance_agreement(agreement_id, "in_force", scope=scope, at=at)


def set_price(agreement_id: int, new: NewPrice, *, scope: Scope, at: datetime) -> AgreedPrice:
    """Agree on a price from a day on; the price before it ends the day before."""
    agreement = queries.agreement(agreement_id, scope=scope, lock=True)
    if new.price_fen <= 0 or new.minutes <= 0:
        raise BadInput("price and minutes must be above zero", "价格和时长须大于零", field="price")
    pack_for_area(agreement.area_code, new.first_day).word("unit", new.unit)
    for earlier in queries.prices([agreement.id], new.first_day):
        if earlier.item == new.item:
            _end_price(earlier, new.first_day)
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
    after = {"item": new.item, "price_fen": new.price_fen, "from": str(new.first_day)}
    record(act="agreement.price", about=agreement, actor=scope.actor, at=at, after=after)
    return made


def suspend(  # noqa: PLR0913 - a sanction names all its facts
    provider_id: int,
    *,
    first_day: date,
    last_day: date | None,
    why: str,
    scope: Scope,
    at: datetime,
    staff_id: int | None = None,
    finding_id: int | None = None,
) -> Suspension:
    """Suspend a provider, or one of its staff, from day to day; told to the provider."""
    provider = directory.organisation(provider_id, scope=scope)
    if last_day is not None and last_day < first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    made = Suspension(
        provider_id=provider.id,
        staff_id=staff_id,
        area_code=provider.area_code,
        first_day=first_day,
        last_day=last_day,
        why=why,
        finding_id=finding_id,
        decided_by=scope.actor.user_id,
        recorded_at=at,
    )
    session().add(made)
    session().flush()
    after = {"from": str(first_day), "to": str(last_day or ""), "staff_id": staff_id}
    record(act="provider.suspend", about=made, actor=scope.actor, at=at, after=after, reason=why)
    post(
        Addressee(provider.area_code, organisation_id=provider.id),
        key=f"suspension:{made.id}",
        channel="notice",
        subject="暂停服务通知",
        body=f"自{first_day}起暂停服务{f'至{last_day}' if last_day else ''}。原因：{why}",
        at=at,
    )
    emit("provider.suspended", suspension=made, at=at, scope=scope)
    return made


def lift(suspension_id: int, *, last_day: date, why: str, scope: Scope, at: datetime) -> Suspension:
    """Lift a suspension: ``last_day`` is the last day on which it holds."""
    found = queries.suspension(suspension_id, scope=scope)
    if found.last_day is not None and found.last_day < legal_day(at):
        raise Conflict("the suspension is already over", "该暂停已经结束")
    before = {"last_day": str(found.last_day or "")}
    found.last_day = max(last_day, found.first_day)
    after = {"last_day": str(found.last_day)}
    record(
        act="provider.lift",
        about=found,
        actor=scope.actor,
        at=at,
        before=before,
        after=after,
        reason=why,
    )
    return found


def _refuse_second(agreement: Agreement) -> None:
    """One agreement in force at a time."""
    other = session().scalar(
        sa.select(Agreement.number).where(
            Agreement.provider_id == agreement.provider_id,
            Agreement.state == "in_force",
            Agreement.first_day <= agreement.last_day,
            Agreement.last_day >= agreement.first_day,
            Agreement.id != agreement.id,
        )
    )
    if other is not None:
        raise Conflict(f"agreement {other} is in force in that time", f"该期间协议 {other} 已生效")


def _end_price(price: AgreedPrice, first_day: date) -> None:
    """End a price the day before a new one begins; one that began that day is replaced."""
    if price.first_day >= first_day:
        raise Conflict(
            f"a price of {price.item} already begins on {price.first_day}",
            f"“{price.item}”在 {price.first_day} 已有价格",
        )
    price.last_day = date.fromordinal(first_day.toordinal() - 1)


def _facts(agreement: Agreement) -> dict[str, object]:
    return {
        "number": agreement.number,
        "modes": agreement.modes,
        "capacity": agreement.capacity,
        "first_day": str(agreement.first_day),
        "last_day": str(agreement.last_day),
    }
