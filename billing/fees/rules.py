"""Which fee an assessment is charged as, and the lines it posts.  Pure.

The fund's books take the fund's share only; what applicant or operator pay is told, not posted.
"""

from __future__ import annotations

from datetime import date

from billing.ledger.rules.chart import ASSESSMENT_PAYABLE
from billing.ledger.rules.entry import Line, pair
from billing.rules.law import Law
from billing.rules.questions.assessment_fee import (
    DIFFERENT,
    FIRST,
    REVIEW,
    Charge,
    Fee,
    charge,
    outcome_of,
)
from ltc.shared.money import yuan

EXPENSE = "expense.assessment"
FUND = "fund"
SAME = "same"
# Nobody applied for an assessment that the office ordered; no pack says who pays it.
OCCASIONS = {"first": FIRST, "change": FIRST, "expiry": "extended", "review": REVIEW}
PAYERS = {
    "fund": "长期护理保险基金",
    "operator": "经办机构",
    "applicant": "申请人",
    "others": "政策规定的其他单位",
}


def charge_for(law: Law, kind: str, grade: str, *, upheld: bool, place: str, on: date) -> Charge:
    """Return the charge for an assessment of a kind that came to a grade."""
    occasion = OCCASIONS[kind]
    outcome = (SAME if upheld else DIFFERENT) if occasion == REVIEW else ""
    outcome = outcome or outcome_of(law, occasion, grade, on)
    return charge(law, Fee(occasion, place, outcome, grade), on)


def lines(fen: int) -> tuple[Line, Line]:
    """Return the two lines of what the fund owes for an assessment."""
    return pair(EXPENSE, ASSESSMENT_PAYABLE, fen)


def in_words(found: Charge) -> str:
    """Return who pays what, as the family is told."""
    shares = [f"{PAYERS[who]}承担{yuan(fen)}元" for who, fen in found.paid.items() if fen]
    return f"本次失能等级评估费{yuan(found.fen)}元，" + "、".join(shares or ["无需支付"]) + "。"
