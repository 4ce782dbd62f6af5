"""Register family care that the pack pays to people, and tell its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.persons import accounts, queries
from billing.persons.models import FamilyCare, FamilyCareEnd
from billing.persons.rules.ways import Way, needs_cost, paid_to_people
from billing.rules.tariff import Tariff
from ltc.audit.services import record
from ltc.case.queries import lock_person
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.roles import LEAD
from ltc.shared.clock import legal_day
from ltc.shared.dates import FOREVER, Month
from ltc.shared.errors import BadInput, Conflict, Forbidden

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCare:
    """Who cares for a person in which way, from which day on, by which document."""

    person_id: int
    way: Way
    carer_name: str
    relation: str
    first_day: date
    monthly_fen: int
    document: str


def register(new: NewCare, *, scope: Scope, at: datetime) -> FamilyCare:
    """Register family care; what its days come to is reckoned with the month."""
    person = lock_person(new.person_id, scope=scope)
    if new.first_day > legal_day(at):
        raise BadInput("this day has not come yet", "起始日期不能晚于今天", field="first_day")
    monthly_fen = _cost(new, Tariff(pack_for_area(person.area_code, new.first_day)))
    _refuse_overlap(new, scope)
    _refuse_settled(new.first_day, person.area_code, scope)
    made = FamilyCare(
        person_id=person.id,
        area_code=person.area_code,
        mode=new.way.mode,
        item=new.way.item,
        carer_name=new.carer_name.strip(),
        relation=new.relation,
        first_day=new.first_day,
        monthly_fen=monthly_fen,
        document=new.document.strip(),
        recorded_by=scope.actor.user_id,
        recorded_at=at,
    )
    session().add(made)
    session().flush()
    said = ("mode", "item", "monthly_fen", "document")
    after = {"first_day": str(made.first_day), **{name: getattr(made, name) for name in said}}
    record(act="family_care.register", about=made, actor=scope.actor, at=at, after=after)
    return made


def _cost(new: NewCare, tariff: Tariff) -> int:
    """Return the cost of a month, where the pack asks for one; refuse what it pays to nobody."""
    if new.way not in paid_to_people(tariff, new.first_day):
        raise BadInput(
            f"{tariff.pack.id} pays nothing to people for {new.way.mode} on {new.first_day}",
            f"{tariff.pack.name}在{new.first_day}没有付给个人的这种照护方式，请核对方式和起始日期",
            field="way",
        )
    if not needs_cost(tariff, new.way, new.first_day):
        return 0
    if new.monthly_fen <= 0:
        raise BadInput(
            "the pack pays costs up to a limit: tell what the care costs a month",
            "当地按费用在限额内支付，请填写约定的每月照护费用",
            field="monthly",
        )
    return new.monthly_fen


def _refuse_overlap(new: NewCare, scope: Scope) -> None:
    for each in queries.cares(scope=scope, people=[new.person_id]):
        same = Way(each.care.mode, each.care.item) == new.way
        if same and each.holds(new.first_day, FOREVER):
            raise Conflict(
                f"care by the family is registered from {each.care.first_day}; end it first",
                f"已登记同一方式的家庭照护（{each.care.first_day}起），请先登记其终止日期",
                field="first_day",
            )


def _refuse_settled(first_day: date, home: str, scope: Scope) -> None:
    """Leave to the lead what pays months at once that are settled already."""
    pool, month = pack_for_area(home, first_day).area_code, Month.of(first_day)
    if LEAD not in scope.actor.roles and queries.is_settled(pool, month):
        raise Forbidden(
            f"{month} is settled already: care that began then is registered by the bureau's lead",
            f"{month} 已经结算，从该月起补登记的家庭照护请医保局复核岗办理",
            field="first_day",
        )


def end(care_id: int, last_day: date, why: str, *, scope: Scope, at: datetime) -> FamilyCareEnd:
    """Tell the last day of family care, once; the day before it began says that it never was.

    The carer's account is closed with it; what is still owed waits for another account.
    """
    care = queries.care(care_id, scope=scope)
    lock_person(care.person_id, scope=scope)
    if any(
        each.last_day
        for each in queries.cares(scope=scope, people=[care.person_id])
        if each.care.id == care.id
    ):
        raise Conflict("its end is told already", "已登记终止日期，不能重复登记")
    if last_day < care.first_day - _ONE_DAY:
        raise BadInput(
            f"care began on {care.first_day}; the day before it says that it never was",
            f"照护自{care.first_day}起；登记有误、从未照护的，请填起始日期的前一天",
            field="last_day",
        )
    made = FamilyCareEnd(
        care_id=care.id,
        person_id=care.person_id,
        area_code=care.area_code,
        last_day=last_day,
        why=why.strip(),
        recorded_by=scope.actor.user_id,
        recorded_at=at,
    )
    session().add(made)
    session().flush()
    after = {"last_day": str(last_day)}
    record(act="family_care.end", about=care, actor=scope.actor, at=at, after=after, reason=why)
    accounts.close_of_carer(care, last_day, scope=scope, at=at)
    return made
