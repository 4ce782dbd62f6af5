"""Entries made by hand (补登): their score, their budget, and who may not approve them.

A manual entry stays marked to the last statement.  The score is
60 x non-manual / accepted + 40 x non-rejected / exported, counted for each provider and for each
carer; below the budget's score the recipient's side must confirm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from ltc.shared.reasons import register_texts
from providers.visits.rules.thresholds import ManualRules

NATIONAL = ManualRules()
_BY_HAND, _BY_REJECTION = 60, 40
_COUNTS = ("accepted", "manual", "exported", "rejected")


def with_scores(counts: pl.DataFrame, rules: ManualRules = NATIONAL) -> pl.DataFrame:
    """Add ``score`` (to two decimals, for showing) and ``within_budget`` (exact) to each row.

    Reads whole numbers ``accepted``, ``manual`` (of those), ``exported`` and ``rejected`` (of
    those).  Where nothing was accepted or exported yet, that part of the score is full.
    """
    accepted, exported = _or_one("accepted"), _or_one("exported")
    by_hand = _BY_HAND * (accepted - pl.col("manual")) * exported
    by_rejection = _BY_REJECTION * (exported - pl.col("rejected")) * accepted
    whole = accepted * exported
    return counts.with_columns(
        ((by_hand + by_rejection) / whole).round(2, mode="half_away_from_zero").alias("score"),
        (by_hand + by_rejection >= rules.least_score * whole).alias("within_budget"),
    )


def counts_by(visits: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Count visits by ``keys``, such as provider or carer, from the four marks in each row."""
    return visits.group_by(keys).agg(pl.col(name).sum() for name in _COUNTS).sort(keys)


def needs_confirmation(
    *, accepted: int, manual: int, exported: int, rejected: int, rules: ManualRules = NATIONAL
) -> bool:
    """Tell whether one more manual entry needs the recipient's side, by the same definition."""
    row = pl.DataFrame(
        {"accepted": [accepted], "manual": [manual], "exported": [exported], "rejected": [rejected]}
    )
    return not with_scores(row, rules)["within_budget"].item()


def may_approve(approver_id: int, *, named: Collection[int]) -> bool:
    """Tell whether somebody may approve an entry: nobody named in the visit may."""
    return approver_id not in named


def _or_one(name: str) -> pl.Expr:
    """Return the count, or one where it is zero, so that an empty part counts as faultless."""
    return pl.max_horizontal(pl.col(name), pl.lit(1))


register_texts(
    {
        "manual.entry": (
            "本次服务由人工补登",
            "This visit was entered by hand",
        ),
        "manual.over_budget": (
            "补登得分 {score}，低于 {least}，须由参保人一方确认",
            (
                "The score for entries by hand is {score}, below {least}: "
                "the recipient's side must confirm"
            ),
        ),
        "manual.own_visit": (
            "不能审批涉及本人的补登",
            "Nobody approves an entry for a visit that names him",
        ),
    }
)
