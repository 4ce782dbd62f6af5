"""Determinations as spans: how long one may hold, and where an earlier one must end."""

from __future__ import annotations

from datetime import date, timedelta

from ltc.policy.lookup import Pack
from ltc.shared.dates import add_months
from ltc.shared.errors import BadInput

ONE_DAY = timedelta(days=1)


def longest_last_day(pack: Pack, first_day: date, on: date) -> date:
    """Return the last day that a determination beginning on ``first_day`` may have."""
    months = pack["process.severe_validity_months"].on(on)
    return add_months(first_day, months) - ONE_DAY


def check_span(pack: Pack, first_day: date, last_day: date, on: date) -> None:
    """Refuse a span that ends before it begins, or one that is longer than the law lets it be."""
    if last_day < first_day:
        raise BadInput(
            "the determination ends before it begins", "认定的止日早于起日", field="last_day"
        )
    longest = longest_last_day(pack, first_day, on)
    if last_day > longest:
        raise BadInput(
            f"a determination from {first_day} holds until {longest} at the longest",
            f"自 {first_day} 起的认定最长到 {longest}",
            field="last_day",
        )


def end_before(next_first: date) -> date:
    """Return the earlier one's new last day; before its own first day it never held."""
    return next_first - ONE_DAY
