"""Who deals with a complaint, and what may be said about it."""

from __future__ import annotations

from ltc.shared.errors import BadInput, Unknown

KINDS = ("complaint", "report")
AGAINST = ("provider", "operator", "assessment", "other")
CHANNELS = ("web", "window", "phone", "letter")
OUTCOMES = ("upheld", "partly", "unfounded")
OPERATOR, BUREAU = "operator", "bureau"
FEWEST_LETTERS = 10


def handler_of(kind: str, against: str, *, sealed: bool) -> str:
    """Return who deals with it: nobody looks into what is said about himself.

    A report 举报 and whatever is sealed goes to the bureau, as does a complaint about an operator;
    operators deal with the others.
    """
    if sealed or kind == "report" or against in ("operator", "assessment"):
        return BUREAU
    return OPERATOR


def check_made(kind: str, against: str, channel: str, text: str) -> None:
    """Refuse a complaint that nobody could act on."""
    for what, word, known, zh in (
        ("kind", kind, KINDS, "类别"),
        ("against", against, AGAINST, "对象"),
        ("channel", channel, CHANNELS, "渠道"),
    ):
        if word not in known:
            raise Unknown.word(what, word, known, zh=zh)
    if len(text.strip()) < FEWEST_LETTERS:
        raise BadInput(
            f"say what happened, in {FEWEST_LETTERS} characters or more",
            f"请写明时间、地点、对象和经过，不少于{FEWEST_LETTERS}个字",
            field="text",
        )


def check_outcome(outcome: str) -> None:
    """Refuse an outcome that is no word of ours."""
    if outcome not in OUTCOMES:
        raise Unknown.word("outcome", outcome, OUTCOMES, zh="调查结果")
