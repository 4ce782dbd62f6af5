"""Chapter seven: the fund's money comes in, the month is settled, signed, approved and paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from billing.ledger.queries import balances
from billing.ledger.rules.chart import EMPLOYEE, TRANSFER
from billing.ledger.rules.entry import Income
from billing.ledger.services import record_income
from billing.models import Settlement, Statement
from billing.payments.services import approve_order, close_month, draft_order, mark_paid
from billing.settlement import runs
from billing.settlement.services import approve
from billing.statements import queries as statements
from billing.statements.services import answer_break, make_statements, raise_break, sign
from ltc.db import read_only, unit_of_work
from ltc.demo.story import Story, at
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.money import yuan
from providers.visits.services import verify_ready

_TRANSFER_YUAN_PER_PERSON = 2500


@dataclass(slots=True)
class Outcome:
    """What came of a settlement: its id, hash and sums, and the papers' subjects."""

    settlement_id: int = 0
    result_hash: str = ""
    lines: int = 0
    asked_fen: int = 0
    fund_fen: int = 0
    person_fen: int = 0
    adjusted_fund_fen: int = 0
    paid_fen: int = 0
    order_id: int = 0
    statement_ids: list[int] = field(default_factory=list)


def money_comes_in(story: Story, month: Month) -> None:
    """Post the transfer from the employees' medical pool, with the number of its document."""
    day = month.first_day
    amount = story.persons * _TRANSFER_YUAN_PER_PERSON * 100
    income = Income(
        area_code=story.area.pool,
        insurance=EMPLOYEE,
        source=TRANSFER,
        amount_fen=amount,
        received_on=day,
        document=f"演示拨付〔{day.year}〕{day.month:02d}号",
        memo="职工医保统筹基金划转（金额为演示）",
    )
    with unit_of_work():
        entry = record_income(income, scope=story.cast.officer.scope, at=at(day, 10))
    story.tell.say(
        f"职工医保统筹基金划转 {yuan(amount)} 元入账（凭据 {income.document}，分录 #{entry.id}）",
        f"{yuan(amount)} yuan transferred from the medical pool (entry #{entry.id})",
    )


def settle_month(story: Story, month: Month) -> Outcome:
    """Verify what is ready and rate the month, as the officer's act."""
    first = month.next().first_day
    with unit_of_work():
        everything = Scope.everything("visits that nothing holds are verified before the freeze")
        verify_ready(*month.days, scope=everything, at=at(first + timedelta(days=1), 8))
    done = runs.settle(
        story.area.pool,
        month,
        scope=story.cast.officer.scope,
        at=at(first + timedelta(days=2), 9),
    )
    return _outcome(done)


def _outcome(done: Settlement) -> Outcome:
    return Outcome(
        settlement_id=done.id,
        result_hash=done.result_hash,
        lines=done.lines,
        asked_fen=done.asked_fen,
        fund_fen=done.fund_fen,
        person_fen=done.person_fen,
        adjusted_fund_fen=done.adjusted_fund_fen,
    )


def make(story: Story, outcome: Outcome, month: Month) -> list[tuple[int, int]]:
    """Make the statements of all providers; return (statement, provider)."""
    when = at(month.next().first_day + timedelta(days=2), 14)
    with unit_of_work():
        made = make_statements(outcome.settlement_id, scope=story.cast.officer.scope, at=when)
        keys = [(each.id, each.provider_id) for each in made]
    outcome.statement_ids = [statement_id for statement_id, _ in keys]
    return keys


def reconcile(story: Story, outcome: Outcome, month: Month) -> None:
    """Make the statements; one line is disputed and decided; three parties sign each."""
    keys = make(story, outcome, month)
    _dispute(story, outcome, keys[0], month)
    outcome.statement_ids = [_sign(story, outcome, provider_id, month) for _, provider_id in keys]
    story.tell.say(
        f"{len(keys)} 份对账单经护理机构、经办机构、医保局三方签署",
        f"{len(keys)} statements signed by provider, operator and bureau",
    )


def _dispute(story: Story, outcome: Outcome, which: tuple[int, int], month: Month) -> None:
    """The provider disputes a line that was not paid; the lead keeps it as reckoned."""
    first = month.next().first_day
    statement_id, provider_id = which
    with read_only():
        lines = statements.lines(
            outcome.settlement_id, provider_id=provider_id, scope=story.cast.lead.scope
        )
        visit_id = min(lines, key=lambda line: (line.fund_fen, line.visit_id)).visit_id
    desk = story.cast.provider(provider_id).desk.scope
    with unit_of_work():
        broken = raise_break(
            statement_id,
            visit_id,
            "refusal",
            "该次服务家属可以作证，请复核",
            scope=desk,
            at=at(first + timedelta(days=3), 9),
        )
    with unit_of_work():
        answer_break(
            broken.id,
            "kept",
            "已核对签到与家属回访，按原计算结果支付",
            scope=story.cast.lead.scope,
            at=at(first + timedelta(days=3), 15),
        )
    story.tell.say(
        f"对账争议：服务 #{visit_id}，机构提出、复核岗答复，按原计算支付",
        f"dispute about visit #{visit_id}: raised by the provider, kept as reckoned",
    )


def _sign(story: Story, outcome: Outcome, provider_id: int, month: Month) -> int:
    """Have all three parties sign the newest version of a provider's statement."""
    first = month.next().first_day
    parties = (
        story.cast.provider(provider_id).desk,
        story.cast.operator,
        story.cast.officer,
    )
    newest = 0
    for hour, player in enumerate(parties, start=9):
        with unit_of_work():
            found = _newest(outcome, provider_id, player.scope)
            newest, when = found.id, at(first + timedelta(days=4), hour)
            sign(found.id, found.content_hash, scope=player.scope, at=when)
    return newest


def _newest(outcome: Outcome, provider_id: int, scope: Scope) -> Statement:
    return statements.versions(outcome.settlement_id, provider_id, scope=scope)[-1]


def pay(story: Story, outcome: Outcome, month: Month) -> None:
    """Approve the month, draft and approve the order by two people, book the bank's word."""
    first = month.next().first_day
    cast = story.cast
    with unit_of_work():
        approve(outcome.settlement_id, scope=cast.lead.scope, at=at(first + timedelta(days=5), 9))
    with unit_of_work():
        order = draft_order(
            outcome.settlement_id, scope=cast.officer.scope, at=at(first + timedelta(days=5), 14)
        )
        outcome.order_id, outcome.paid_fen = order.id, order.total_fen
    with unit_of_work():
        approve_order(order.id, scope=cast.lead.scope, at=at(first + timedelta(days=5), 15))
    with unit_of_work():
        day = first + timedelta(days=6)
        reference = f"YH{day:%Y%m%d}0001"
        mark_paid(order.id, day, reference, scope=cast.officer.scope, at=at(day, 11))
    with unit_of_work():
        close_month(outcome.settlement_id, scope=cast.lead.scope, at=at(day, 16))
    story.tell.say(
        f"{month} 结算：申报 {yuan(outcome.asked_fen)} 元，基金 {yuan(outcome.fund_fen)} 元，"
        f"个人 {yuan(outcome.person_fen)} 元；付款单 #{order.id} 两人办理，"
        f"实付 {yuan(outcome.paid_fen)} 元",
        f"{month}: asked {yuan(outcome.asked_fen)}, fund {yuan(outcome.fund_fen)}, persons "
        f"{yuan(outcome.person_fen)}; paid {yuan(outcome.paid_fen)} by two people",
    )


def tell_corrections(story: Story, outcome: Outcome, month: Month) -> None:
    """Tell what late news changed about the month before."""
    story.tell.say(
        f"{month} 结算已计算、待三方签署：本月基金 "
        f"{yuan(outcome.fund_fen - outcome.adjusted_fund_fen)} 元，"
        f"对上月的更正 {yuan(outcome.adjusted_fund_fen)} 元",
        f"{month} is computed and waits for signatures; corrections of the month before: "
        f"{yuan(outcome.adjusted_fund_fen)}",
    )


def books(story: Story) -> tuple[list[tuple[str, int]], int]:
    """Return the balance of every account, and what all of them add up to: nothing."""
    scope = Scope.everything("the story shows the books")
    with read_only():
        found = balances(story.area.pool, scope=scope)
    rows = [(each.account, each.debit_fen - each.credit_fen) for each in found]
    return rows, sum(fen for _, fen in rows)
