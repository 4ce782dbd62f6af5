"""Hold the bank's results against the lines of its file: every line told once, to the 分.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from billing.payments.transfers import Transfer
from ltc.shared.errors import BadInput, Conflict, LtcError
from ltc.shared.money import yuan

PAID, RETURNED = "paid", "returned"
RESULTS = (PAID, RETURNED)
_SHOWN = 8


class Result(NamedTuple):
    """What the bank says of one line of an order."""

    number: int
    account: str
    fen: int
    result: str
    day: date
    reference: str
    why: str = ""


Faults = dict[Result, LtcError]
Sent = Mapping[int, Transfer]  # the lines of the bank's file by their number


def faults(results: Sequence[Result], sent: Sent, *, paid: bool) -> Faults:
    """Return what is wrong with the results of an order.

    Until it is ``paid``, an order is recorded as a whole: every line of the bank's file, once.
    """
    found = _strange(results, sent)
    sound = [each for each in results if each not in found]
    missing = None if paid else _missing(sound, sent)
    if missing is not None:
        return found | dict.fromkeys(sound, missing)
    refused = _returned_in_part(sound, sent)
    if refused and not paid:
        refused = dict.fromkeys(sound, _with_others()) | refused
    return found | refused


def _strange(results: Sequence[Result], sent: Sent) -> Faults:
    """Return the results that are of no line, of one with another account or amount, or twice."""
    often = Counter(each.number for each in results)
    return {
        each: fault
        for each in results
        if (fault := _of_one(each, sent.get(each.number), often[each.number]))
    }


def _of_one(told: Result, sent: Transfer | None, often: int) -> LtcError | None:
    if sent is None:
        zh = f"付款单的银行文件中没有第{told.number}行，本行不属于该付款单"
        return BadInput(f"the bank's file has no line {told.number}", zh, field="number")
    if often > 1:
        zh = f"银行文件的第{told.number}行在回盘中出现{often}次，不能判断以哪一行为准"
        return BadInput(f"line {told.number} is told {often} times", zh, field="number")
    if told.account.replace(" ", "") != sent.line.account:
        zh = "收款账号与银行文件不符，请核对；复核后账户有变动的，请在付款单页面登记"
        return BadInput("the account is not the one of the bank's file", zh, field="account")
    if told.fen != sent.line.amount_fen:
        ours, theirs = yuan(sent.line.amount_fen), yuan(told.fen)
        zh = f"金额与银行文件不符：银行文件为{ours}元，回盘为{theirs}元"
        return BadInput(f"the bank's file says {ours}, the result {theirs}", zh, field="amount")
    if told.result == RETURNED and not told.why:
        return BadInput("say why it was returned", "退回的行须填写退回原因", field="why")
    return None


def _missing(results: Sequence[Result], sent: Sent) -> LtcError | None:
    """Return what is missing until every line of the bank's file has its result."""
    missing = sorted(set(sent) - {each.number for each in results})
    if not missing:
        return None
    told = yuan(sum(each.fen for each in results))
    due = yuan(sum(each.line.amount_fen for each in sent.values()))
    shown = [str(each) for each in missing[:_SHOWN]] + ["…"] * (len(missing) > _SHOWN)
    return Conflict(
        f"{len(results)} of {len(sent)} lines are told rightly, {told} of {due}; missing: "
        f"{', '.join(shown)}; nothing of the order is recorded until all are",
        f"回盘不完整：付款单共{len(sent)}行、{due}元，相符的{len(results)}行、{told}元，"
        f"缺第{'、'.join(shown)}行；补齐前整张付款单不登记",
        field="order",
    )


def _returned_in_part(results: Sequence[Result], sent: Sent) -> Faults:
    """Return the results of people of whose lines only some came back."""
    back = [each for each in results if each.result == RETURNED]
    whole = Counter(each.person_id for each in sent.values())
    came = Counter(sent[each.number].person_id for each in back)
    fault = Conflict(
        "of the payments to this person only some came back; record it on the order's page",
        "该参保人有几笔款项，只退回了其中一部分；退回按人登记，请在付款单页面办理",
        field="result",
    )
    of_people = [(each, sent[each.number].person_id) for each in back]
    return {each: fault for each, whose in of_people if whose and came[whose] != whole[whose]}


def _with_others() -> LtcError:
    return Conflict(
        "another line of this order was refused; the order is recorded as a whole",
        "同一付款单有其他行被退回，整张付款单一并登记",
        field="order",
    )


def nothing_paid(results: Sequence[Result]) -> bool:
    """Tell whether the bank carried out no line at all."""
    return all(each.result == RETURNED for each in results)


def one_payment(results: Sequence[Result]) -> tuple[date, str]:
    """Return the day and reference under which lines were paid: one of each to an order."""
    said = {(each.day, each.reference.strip()) for each in results if each.result == PAID}
    if len(said) != 1:
        raise BadInput(
            "the paid lines of an order have one day and one reference of the bank",
            "同一付款单付出的各行，付款日期和银行流水号（批次号）应相同",
            field="bank_reference",
        )
    return said.pop()


def people_back(results: Sequence[Result], sent: Sent) -> Iterator[tuple[int, Result]]:
    """Yield each person whose payments came back, once, with what the bank says."""
    found = {sent[each.number].person_id: each for each in results if each.result == RETURNED}
    yield from ((whose, each) for whose, each in found.items() if whose is not None)


def providers_back(results: Sequence[Result], sent: Sent) -> Iterator[tuple[int, str, Result]]:
    """Yield each provider and fund whose payment came back, with what the bank says."""
    for each in results:
        to = sent[each.number]
        if each.result == RETURNED and to.provider_id is not None:
            yield to.provider_id, to.fund, each
