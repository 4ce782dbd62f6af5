"""The answers to the calculator's other questions as pairs of label and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from ltc.web.filters import day as in_words
from ltc.web.words import word

Pairs = Iterator[tuple[str, str]]


def told(kind: str, answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what an answer says, in the order in which people read it."""
    return list(_TOLD[kind](answer))


def _contribution(answer: Mapping[str, Any]) -> Pairs:
    for source, amount in answer["amounts"].items():
        yield word(source, "ask_source"), _yuan(amount)
    for source, amount in answer.get("also_per_year", {}).items():
        yield _("%(source)s另每年", source=word(source, "ask_source")), _yuan(amount)
    for source, amount in answer.get("at_most", {}).items():
        yield _("%(source)s每年最多", source=word(source, "ask_source")), _yuan(amount)
    for source in answer.get("unknown", ()):
        yield word(source, "ask_source"), _("未公布")
    if answer["total"]:
        yield _("合计"), _yuan(answer["total"])
    yield _("计算期间"), word(answer["per"], "ask_period")


def _entitlement(answer: Mapping[str, Any]) -> Pairs:
    yield _("能否申请"), _yes(answer["may_apply"])
    if answer["entitled"] is not None:
        yield _("能否享受"), _yes(answer["entitled"])
        yield _("待遇起算日"), _day(answer["first_day"])
    if "top_up" in answer:
        yield _("尚缺缴费年数"), str(answer["top_up"]["missing_years"])
    if "not_judged" in answer:
        yield (
            _("没有填写，未作判断"),
            "、".join(word(each, "ask_fact") for each in answer["not_judged"]),
        )


def _fee(answer: Mapping[str, Any]) -> Pairs:
    yield _("评估费"), _yuan(answer["fee"])
    for payer, amount in answer["payers"].items():
        yield word(payer, "fee_payer"), _yuan(amount)
    if answer["advanced_by"]:
        yield _("先由谁垫付"), word(answer["advanced_by"], "fee_payer")
    if "first_fee" in answer:
        yield _("初次评估费"), _("基金和申请人都不付")


def _top_up(answer: Mapping[str, Any]) -> Pairs:
    yield _("须缴费年数"), str(answer["required_years"])
    yield _("尚缺缴费年数"), str(answer["missing_years"])
    if answer["per_year"]:
        yield _("每年"), _yuan(answer["per_year"])
    yield _("一次补足"), _yuan(answer["amount"])
    if answer["first_day"]:
        yield _("待遇起算日"), _day(answer["first_day"])


_TOLD: Mapping[str, Callable[[Mapping[str, Any]], Pairs]] = {
    "contribution": _contribution,
    "entitlement": _entitlement,
    "assessment_fee": _fee,
    "top_up": _top_up,
}


def _yuan(amount: str) -> str:
    return _("%(amount)s元", amount=amount)


def _yes(answer: object) -> str:
    return _("能") if answer else _("不能")


def _day(text: str | None) -> str:
    return str(in_words(date.fromisoformat(text))) if text else "—"
