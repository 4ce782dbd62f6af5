"""Which months the story can be told for: those for which the pack gives every number it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ltc.policy.lookup import Pack
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, PolicyGap

# What is asked of the pack in the month of applying, and in the months of care.
_APPLYING = (
    "process.acceptance_days",
    "process.self_assessment_gate",
    "assessment.scale",
    "entitlement.start_rule",
    "entitlement.categories",
    "catalogue.items",
)
_CARE = ("benefit.shape", "settlement.rounding", "settlement.payee", "catalogue.items")
_LATEST = Month(2035, 12)


def check_month(pack: Pack, month: Month) -> Month:
    """Return the month, or refuse it and name those that work."""
    if works(pack, month):
        return month
    months = list(working_months(pack))
    if not months:
        raise PolicyGap(f"{pack.id}: no month can be told", f"{pack.name}：没有可演示的月份")
    first, last = months[0], months[-1]
    raise BadInput(
        f"month: {month} is not covered by the pack {pack.id}; {first} to {last} work",
        f"month：政策包“{pack.name}”不足以演示 {month}，可用 {first} 至 {last}",
        field="month",
    )


def usual_month(pack: Pack) -> Month:
    """Return the month that is told unless another one is asked for: the last but one."""
    months = list(working_months(pack))
    return months[-min(2, len(months))] if months else check_month(pack, Month.of(pack.first_day))


def working_months(pack: Pack) -> Iterator[Month]:
    """Yield the months that the story can be told for."""
    month = Month.of(pack.first_day)
    while (month.year, month.number) <= (_LATEST.year, _LATEST.number):
        if works(pack, month):
            yield month
        month = month.next()


def works(pack: Pack, month: Month) -> bool:
    """Tell whether applying the month before, care in the month and the month after are covered."""
    days = {name: [month.previous().first_day] for name in _APPLYING}
    for name in _CARE:
        days.setdefault(name, []).extend((*month.days, *month.next().days))
    return all(_says(pack, name, day) for name, wanted in days.items() for day in wanted)


def has_benefits(pack: Pack, day: date) -> bool:
    """Tell whether the pack says what is paid on a day."""
    return _says(pack, "benefit.shape", day)


def _says(pack: Pack, name: str, day: date) -> bool:
    try:
        pack[name].on(day)
    except PolicyGap:
        return False
    return pack.covers(day)
