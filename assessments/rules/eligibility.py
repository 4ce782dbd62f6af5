"""May this application be accepted?  The five statutory grounds, and the conditions behind them.

Facts in, outcome and reasons out.  The grounds are those of 医保发〔2023〕29号; every number comes
from the pack.  Knows neither the person's file nor the contribution records: their facts are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.rules.law import Law
from ltc.shared.dates import add_months
from ltc.shared.errors import Unknown
from ltc.shared.reasons import Reason, register_texts

GROUNDS_LAW = "医保发〔2023〕29号"
GROUNDS = ("not_insured", "not_qualified", "cost_outside_fund", "materials", "other")
KINDS = ("first", "change", "expiry", "ordered")
ACCEPT, RETURN, REFUSE = "accept", "return", "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """What is known about an application on the day it is looked at.

    ``qualified`` covers the conditions that other rooms know (contributions, waiting period);
    ``missing`` names the papers that are still to come.
    """

    insured: bool
    kind: str = "first"
    letter: str | None = None
    disabled_since: date | None = None
    last_concluded_on: date | None = None
    qualified: bool = True
    cost_payable: bool = True
    missing: tuple[str, ...] = ()
    false_materials: bool = False
    other_ground: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why not, and the statutory ground under which it falls."""

    ground: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Intake:
    """The outcome: accept; return (papers are missing and nothing else); refuse."""

    outcome: str
    grounds: tuple[str, ...]
    reasons: tuple[Reason, ...]


def examine(facts: ApplicationFacts, *, law: Law, on: date) -> Intake:
    """Decide on an application by the law of the day ``on``.

    Missing papers alone send it back for more; false papers, or any other ground, refuse it.  A
    reassessment that the office ordered is nobody's application and is never refused.
    """
    if facts.kind not in KINDS:
        raise Unknown.word("kind of application", facts.kind, KINDS, field="kind", zh="申请类型")
    found = [] if facts.kind == "ordered" else list(_obstacles(facts, law, on))
    if not found:
        return Intake(ACCEPT, (), (Reason("eligibility.accepted", GROUNDS_LAW),))
    only_missing = all(each.reason.code == "eligibility.missing" for each in found)
    grounds = tuple(dict.fromkeys(each.ground for each in found))
    reasons = tuple(each.reason for each in found)
    return Intake(RETURN if only_missing else REFUSE, grounds, reasons)


def _obstacles(facts: ApplicationFacts, law: Law, on: date) -> Iterator[Obstacle]:
    if not facts.insured:
        yield _ground("not_insured")
    yield from _not_qualified(facts, law, on)
    if not facts.cost_payable:
        yield _ground("cost_outside_fund")
    if facts.false_materials:
        yield _ground("materials", "eligibility.false_materials")
    if facts.missing:
        yield _ground("materials", "eligibility.missing", papers="、".join(facts.missing))
    if facts.other_ground:
        yield _ground("other", why=facts.other_ground)


def _not_qualified(facts: ApplicationFacts, law: Law, on: date) -> Iterator[Obstacle]:
    if not facts.qualified:
        yield _ground("not_qualified")
    if facts.kind == "expiry":
        return
    reasons = [_letter(facts, law, on), _since_conclusion(facts, law, on)]
    if facts.kind == "first":
        reasons.append(_disability(facts, law, on))
    for reason in reasons:
        if reason:
            yield Obstacle("not_qualified", reason)


def _letter(facts: ApplicationFacts, law: Law, on: date) -> Reason | None:
    gate = law["process.self_assessment_gate"]
    letters = gate.on(on)
    if facts.letter in letters:
        return None
    why = {"letter": facts.letter or "—", "gate": "、".join(letters)}
    return Reason("eligibility.letter", gate.law_on(on), why)


def _disability(facts: ApplicationFacts, law: Law, on: date) -> Reason | None:
    """Disability has lasted its months from the day on which the last of them is over."""
    clause = law["entitlement.disability_months"]
    months = clause.on(on)
    if facts.disabled_since and add_months(facts.disabled_since, months) <= on:
        return None
    why = {"months": months, "since": str(facts.disabled_since or "—")}
    return Reason("eligibility.disability", clause.law_on(on), why)


def _since_conclusion(facts: ApplicationFacts, law: Law, on: date) -> Reason | None:
    if facts.last_concluded_on is None:
        return None
    clause = law["process.change_request_months"]
    first_day = add_months(facts.last_concluded_on, clause.on(on))
    if first_day <= on:
        return None
    why = {
        "months": clause.on(on),
        "concluded": str(facts.last_concluded_on),
        "first_day": str(first_day),
    }
    return Reason("eligibility.too_soon", clause.law_on(on), why)


def _ground(ground: str, code: str = "", **facts: object) -> Obstacle:
    return Obstacle(ground, Reason(code or f"eligibility.{ground}", GROUNDS_LAW, facts))


register_texts(
    {
        "eligibility.accepted": ("符合受理条件", "the application meets the conditions"),
        "eligibility.not_insured": ("未参加长期护理保险", "not insured for long-term care"),
        "eligibility.not_qualified": (
            "不符合待遇享受条件",
            "the conditions for benefits are not met",
        ),
        "eligibility.cost_outside_fund": (
            "护理服务费用不属于基金支付范围",
            "the cost of care is not payable by the fund",
        ),
        "eligibility.false_materials": ("提供虚假材料", "false papers were handed in"),
        "eligibility.missing": ("材料不全，请补充：{papers}", "papers are missing: {papers}"),
        "eligibility.other": ("其他不予受理情形：{why}", "another ground: {why}"),
        "eligibility.letter": (
            "自评等级为 {letter}，达到 {gate} 级方可申请",
            "the self-assessment gave {letter}; an application needs one of {gate}",
        ),
        "eligibility.disability": (
            "失能状态须持续 {months} 个月及以上（开始日期：{since}）",
            "the disability must have lasted {months} months or more (since: {since})",
        ),
        "eligibility.too_soon": (
            "距上次评估结论（{concluded}）不足 {months} 个月，{first_day} 起可申请",
            (
                "less than {months} months since the last conclusion ({concluded}); "
                "an application is possible from {first_day}"
            ),
        ),
    }
)
