"""The fund's half-yearly or yearly report 基金收支报告 on paper."""

from __future__ import annotations

from billing.forecast.shown import period_of, reports
from billing.ledger.queries import closed_months
from billing.ledger.rules.chart import INSURANCES, account
from ltc.directory.offices import office_of
from ltc.papers.services import Sheet, Subject
from ltc.scope import Scope
from ltc.shared.dates import Month

TEMPLATE, TITLE = "fund_report", "长期护理保险基金收支报告"


def fund_report(area: str, year: int, half: int, *, scope: Scope) -> Sheet:
    """Return the report; a draft as long as a month of it still takes postings."""
    first_day, last_day = period_of(year, half)
    open_months = _open(area, Month.of(first_day), Month.of(last_day), scope)
    found = reports(area, first_day, last_day, scope=scope)
    values = {
        "office": office_of(area),
        "span": (first_day, last_day),
        "funds": [(name, found[code]) for code, name in INSURANCES.items()],
        "account": account,
        "open_months": open_months,
    }
    about = Subject("fund_report", f"{area}:{year}:{half}", area)
    return Sheet(TEMPLATE, TITLE, about, values, is_draft=bool(open_months))


def _open(area: str, first: Month, last: Month, scope: Scope) -> list[str]:
    closed = max(closed_months(area, scope=scope), default="")
    month, found = first, list[str]()
    while month <= last:
        if str(month) > closed:
            found.append(str(month))
        month = month.next()
    return found
