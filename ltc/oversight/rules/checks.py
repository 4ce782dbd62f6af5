"""Spot checks: what may be looked at, how, and with which result."""

from __future__ import annotations

from ltc.shared.errors import BadInput, Forbidden, Unknown

CALL_BACK, ON_SITE, REVIEW = "call_back", "on_site", "review"
VISIT, APPLICATION = "visit", "application"
RESULTS = {
    CALL_BACK: ("confirmed", "denied", "no_answer"),
    ON_SITE: ("confirmed", "denied", "no_answer"),
    REVIEW: ("upheld", "wrong"),
}
# Results that say something about the visit; nobody at home says nothing.
DENIED = "denied"
REACHED = ("confirmed", DENIED)
NEEDS_NOTE = (DENIED, "wrong")


def check_check(about_kind: str, how: str, result: str, note: str) -> None:
    """Refuse a check that does not fit what is checked, or a bad result without a word."""
    if how not in RESULTS:
        raise Unknown.word("how", how, RESULTS, zh="抽查方式")
    if result not in RESULTS[how]:
        raise Unknown.word("result", result, RESULTS[how], zh="抽查结果")
    if (how == REVIEW) != (about_kind == APPLICATION):
        raise BadInput(
            "visits are called back or visited, decisions are reviewed",
            "上门服务用电话回访或现场抽查，受理决定用复核",
            field="how",
        )
    if result in NEEDS_NOTE and not note.strip():
        raise BadInput("say what was found", "请写明发现的情况", field="note")


def refuse_own_decision(*, is_own: bool) -> None:
    """Refuse a review by whoever took the decision: four eyes, by person."""
    if is_own:
        raise Forbidden("nobody reviews his own decision", "不能复核本人作出的决定，请由另一人办理")
