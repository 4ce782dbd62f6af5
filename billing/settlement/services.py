"""Acts on a settlement month: freeze, finish, approve, close.  Rating itself is ``engine``'s."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from billing.deposits import shortfall
from billing.ledger import services as ledger
from billing.ledger.queries import hold_books, is_closed
from billing.ledger.rules.chart import DEPOSIT, PAYABLE, PERSON_PAYABLE, benefit_account
from billing.ledger.rules.entry import About, Entry, Line, merged
from billing.models import LateVisit, Settlement, SettlementBatch, SettlementNote
from billing.persons import settling as people_settling
from billing.persons.months import PeopleMonth
from billing.persons.rules.lines import PersonTotal
from billing.recoveries import services as recoveries
from billing.settlement import queries
from billing.settlement.rules.batches import BatchPlan
from billing.settlement.rules.digest import result_hash
from billing.settlement.rules.law import law_hash
from billing.settlement.rules.lines import FUNDS, Total, added
from billing.settlement.rules.states import after
from ltc import events
from ltc.audit.services import record
from ltc.db import session
from ltc.directory.queries import area as area_there
from ltc.policy.lookup import Pack
from ltc.scope import Actor, Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict, Forbidden
from providers.visits.models import Visit

# A fact may be written by an act that began a moment before the freeze and was not seen by it; news
# therefore reach back a little.  Rating people again who have no news changes nothing.
MARGIN = timedelta(hours=1)
Notes = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is frozen: an area's month, as known at an instant, under a pack, in batches."""

    area: str
    month: Month
    known_at: datetime
    pack: Pack
    plan: BatchPlan
    words: Mapping[str, list[str]]


def check_may_freeze(
    area: str, month: Month, *, known_at: datetime, scope: Scope, at: datetime
) -> None:
    """Refuse a month that is not over or was settled, and any other order than month by month."""
    area_there(area)
    if not area.startswith(scope.area):
        raise Forbidden("this is another area's month", "不能结算其他统筹区")
    if legal_day(at) <= month.last_day:
        raise Conflict(
            f"{month} is not over yet; it can be settled from {month.next().first_day}",
            f"{month} 尚未结束，{month.next().first_day} 起方可结算",
            field="month",
        )
    if known_at > at or legal_day(known_at) <= month.last_day:
        raise Conflict(
            "facts are taken as known on a day after the month and not after today",
            "“截至”日期应在结算月之后、今天以前",
            field="as_known_on",
        )
    _refuse_again(queries.settlement_of(area, month, scope=scope))
    others = queries.other_months(area, month, scope=scope)
    _refuse_gap(month, [Month.parse(each.month) for each in others])
    for other in others:
        if other.state == "frozen":
            raise Conflict(
                f"{other.month} is still being computed; finish it first",
                f"{other.month} 的结算尚未完成，请先完成该月",
                field="month",
            )
        if other.month > str(month):
            raise Conflict(
                f"{other.month} is settled already; months are settled in their order",
                f"{other.month} 已结算，须按月份先后结算",
                field="month",
            )


def _refuse_gap(month: Month, others: Sequence[Month]) -> None:
    """Refuse to leave a month out: after a later one it could never be settled."""
    before = [each for each in others if each < month]
    if before and before[-1].next() < month:
        left_out = before[-1].next()
        raise Conflict(
            f"{left_out} is not settled yet; months are settled one after the other",
            f"{left_out} 尚未结算，须逐月结算，请先结算 {left_out}",
            field="month",
        )


def _refuse_again(there: Settlement | None) -> None:
    if there is not None and there.state != "open":
        raise Conflict(
            f"{there.month} is settled already ({there.state}); a second run is refused",
            f"{there.month} 已经结算，不能重复结算",
            field="month",
        )


def news_since(area: str, month: Month, *, scope: Scope) -> datetime | None:
    """Return from when on facts about earlier months are news; ``None`` for a first month.

    It is what the month before this one knew, also where a month earlier still knew more of its
    own: of the month before, nothing later was looked at yet.
    """
    known = [
        each.as_known_at
        for each in queries.other_months(area, month, scope=scope)
        if each.month < str(month) and each.as_known_at
    ]
    return known[-1] - MARGIN if known else None


def freeze(order: Order, *, scope: Scope, at: datetime) -> Settlement:
    """Fix what the month is settled from; from here on its lines may be written, once."""
    hold_books(order.area, alone=True)
    check_may_freeze(order.area, order.month, known_at=order.known_at, scope=scope, at=at)
    found = queries.settlement_of(order.area, order.month, scope=scope)
    row = found or Settlement(area_code=order.area, month=str(order.month))
    row.state = after(row.state or "open", "freeze")
    row.pack, row.pack_version = order.pack.id, order.pack.version
    row.fingerprint, row.words = order.pack.fingerprint, dict(order.words)
    row.law_hash = law_hash(order.pack, order.month, legal_day(order.known_at))
    row.as_known_at, row.frozen_at = order.known_at, at
    row.news_since = news_since(order.area, order.month, scope=scope)
    row.first_person, row.last_person = order.plan.first_person, order.plan.last_person
    row.batch_persons, row.batches = order.plan.persons, len(order.plan.batches())
    row.made_by = scope.actor.user_id
    session().add(row)
    session().flush()
    after_ = {"month": row.month, "pack": row.pack, "fingerprint": row.fingerprint}
    record(act="settlement.freeze", about=row, actor=scope.actor, at=at, after=after_)
    return row


def refuse_other_pack(frozen: Settlement, pack: Pack) -> None:
    """Refuse to go on under another pack than the one that the month was frozen under."""
    if frozen.fingerprint != pack.fingerprint:
        raise Conflict(
            f"{frozen.month} was begun under {frozen.pack} {frozen.fingerprint[:12]}, "
            f"now it is {pack.fingerprint[:12]}; put the pack back to finish this month",
            f"{frozen.month} 开始结算后政策包已改动，请先恢复原政策包再完成结算",
            field="pack",
        )


def plan_of(settlement: Settlement) -> BatchPlan:
    """Return how a frozen month is divided."""
    return BatchPlan(settlement.first_person, settlement.last_person, settlement.batch_persons)


def finish(
    settlement_id: int,
    notes: Notes,
    *,
    people: Sequence[PeopleMonth] = (),
    scope: Scope,
    at: datetime,
) -> Settlement:
    """Make a month's lines visible: totals, hash, ledger, state, all in one small unit."""
    row = queries.settlement(settlement_id, scope=scope, lock=True)
    hold_books(row.area_code, alone=True)
    row.state = after(row.state, "compute")
    done = queries.batches(row.id)
    if [batch.number for batch in done] != list(range(row.batches)):
        raise Conflict("some batches are not written yet", "仍有批次未写入，请重新运行结算")
    parts = added(Total(*each) for batch in done for each in json.loads(batch.totals))
    _total(row, parts)
    to_people = people_settling.write(row, people)
    row.lines = sum(batch.lines for batch in done)
    row.persons = sum(batch.persons for batch in done)
    row.result_hash = result_hash(
        row.area_code, row.month, (json.loads(batch.buckets) for batch in done)
    )
    row.batches_hash = batches_hash(done)
    row.computed_at = at
    row.version += 1
    month_end = Month.parse(row.month).last_day
    open_ = not is_closed(row.area_code, Month.parse(row.month))
    posted_on = month_end if open_ else legal_day(at)
    for entry in entries(row, parts, to_people, posted_on):
        ledger.post(entry, scope=scope, at=at)
    shortfall.make_up(row, posted_on, scope=scope, at=at)
    followed = recoveries.follow_lines(row, scope=scope, at=at)
    if not row.lines and not row.people_lines:
        followed.append(("no_lines", {}))
    session().add_all(
        SettlementNote(settlement_id=row.id, kind=kind, facts=dict(facts), at=at)
        for kind, facts in (*notes, *followed)
    )
    after_ = {"result_hash": row.result_hash, "lines": row.lines, "fund_fen": row.fund_fen}
    if row.people_lines:
        after_ |= {"people_hash": row.people_hash, "people_fund_fen": row.people_fund_fen}
    record(act="settlement.compute", about=row, actor=scope.actor, at=at, after=after_)
    events.emit("settlement.computed", settlement=row, at=at, actor=scope.actor)
    return row


def _total(row: Settlement, parts: Sequence[Total]) -> None:
    row.asked_fen = sum(part.asked_fen for part in parts)
    row.fund_fen = sum(part.fund_fen for part in parts)
    row.person_fen = sum(part.person_fen for part in parts)
    row.withheld_fen = sum(part.withheld_fen for part in parts)
    row.adjusted_fund_fen = sum(part.fund_fen for part in parts if part.adjusted)
    shared = any(part.to_person_fen for part in parts)
    row.to_person_fen = sum(part.to_person_fen for part in parts) if shared else None


def batches_hash(done: Sequence[SettlementBatch]) -> str:
    """Return a hash over everything that the rows of the batches say."""
    columns = [column.key for column in sa.inspect(SettlementBatch).column_attrs]
    rows = [[str(getattr(batch, name)) for name in columns] for batch in done]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def entries(
    row: Settlement, parts: Sequence[Total], people: Sequence[PersonTotal], on: date
) -> list[Entry]:
    """Return the entries of a settlement: benefits by mode; payable and deposit by provider.

    What people get, their part of visits included, is one payable: to whom it is owed, their lines
    and payments say.
    """
    found = []
    for fund, insurance in enumerate(FUNDS):
        for adjusted, kind in ((False, "benefits"), (True, "adjustments")):
            mine = [p for p in parts if p.insurance == fund and p.adjusted == adjusted]
            theirs = [p for p in people if p.insurance == insurance and p.adjusted == adjusted]
            sides = [line for part in mine for line in _postings(part, row.words["mode"])]
            lines = merged([*sides, *people_settling.postings(theirs)])
            if lines:
                found.append(_entry(row, insurance, kind, lines, on))
    return found


def _postings(part: Total, modes: Sequence[str]) -> list[Line]:
    """Return the sides of one total; what comes to nothing posts nothing."""
    lines = []
    if part.fund_fen:
        lines.append(Line(benefit_account(modes[part.mode]), part.fund_fen))
    if part.payable_fen:
        lines.append(Line(PAYABLE, -part.payable_fen, part.provider_id))
    if part.to_person_fen:
        lines.append(Line(PERSON_PAYABLE, -part.to_person_fen))
    if part.withheld_fen:
        lines.append(Line(DEPOSIT, -part.withheld_fen, part.provider_id))
    return lines


def _entry(row: Settlement, insurance: str, kind: str, lines: tuple[Line, ...], on: date) -> Entry:
    return Entry(
        key=f"settlement:{row.id}:{insurance}:{kind}",
        area_code=row.area_code,
        insurance=insurance,
        kind=kind,
        posted_on=on,
        about=About("settlement", str(row.id)),
        lines=lines,
    )


def approve(settlement_id: int, *, scope: Scope, at: datetime) -> Settlement:
    """Approve a month that three parties signed; never by whoever ran it.

    Where the system ran it, the first of the two people is who signed for the bureau: so it is
    never approved by one of these either.
    """
    row = queries.settlement(settlement_id, scope=scope, lock=True)
    _refuse_maker(row, scope)
    signed = queries.signers(row.id, "bureau") if not row.made_by else set()
    if any(is_same_person(scope.actor, user_id) for user_id in signed):
        raise Forbidden(
            "the system ran this month: who signed its statements for the bureau does not approve",
            "本月由系统结算，代表医保局签署对账单的人不能复核，请另一人办理",
        )
    return _advance(row, "approve", scope=scope, at=at)


def _refuse_maker(row: Settlement, scope: Scope) -> None:
    if is_same_person(scope.actor, row.made_by):
        raise Forbidden("whoever ran the settlement does not approve it", "结算经办人不能自己复核")


def close_empty(settlement_id: int, *, scope: Scope, at: datetime) -> Settlement:
    """Close a month in which nothing was to be settled, with nought; never by whoever ran it.

    It has no statements, so nobody could sign or pay it; what comes late is in a later month.
    """
    row = queries.settlement(settlement_id, scope=scope, lock=True)
    _refuse_maker(row, scope)
    if row.lines or row.people_lines:
        raise Conflict(
            "this month has lines: it is stated, signed, approved and paid before it is closed",
            "本月有结算明细，须经对账、复核、拨付后才能关账",
        )
    done = _advance(row, "close_empty", scope=scope, at=at)
    ledger.close_period(row.area_code, Month.parse(row.month), scope=scope, at=at)
    return done


def advance(settlement_id: int, act: str, *, scope: Scope, at: datetime) -> Settlement:
    """Take a settlement to its next state, after what the act stands for was done."""
    row = queries.settlement(settlement_id, scope=scope, lock=True)
    return _advance(row, act, scope=scope, at=at)


def _advance(row: Settlement, act: str, *, scope: Scope, at: datetime) -> Settlement:
    before = row.state
    row.state = after(row.state, act)
    if act == "approve":
        row.approved_by, row.approved_at = scope.actor.user_id, at
    row.version += 1
    record(
        act=f"settlement.{act}",
        about=row,
        actor=scope.actor,
        at=at,
        before={"state": before},
        after={"state": row.state},
    )
    return row


def note_late_visit(visit: Visit, *, at: datetime, actor: Actor) -> None:  # noqa: ARG001 - an event's facts
    """Note a visit that is verified only after its month ended: a settled month must be corrected.

    Called in the same unit of work as the verification.
    """
    if Month.of(visit.day) < Month.of(legal_day(at)):
        session().add(
            LateVisit(
                visit_id=visit.id,
                person_id=visit.person_id,
                area_code=visit.area_code,
                day=visit.day,
                recorded_at=at,
            )
        )
