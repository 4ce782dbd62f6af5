"""The night keeps the days that closed since, of this month and the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from billing.snapshots.making import keep_month
from ltc.db import read_only
from ltc.directory.queries import areas_under
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import now
from ltc.shared.dates import Month
from ltc.shared.errors import PolicyGap


def keep_days(day: date) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield a piece of work for each pool and month."""
    with read_only():
        pools = [area.code for area in areas_under("") if _is_pool(area.code, day)]
    this = Month.of(day)
    for pool in pools:
        for month in (this.previous(), this):
            yield f"{pool} {month}", partial(_keep, pool, month)


def _is_pool(code: str, on: date) -> bool:
    try:
        return pack_for_area(code, on).area_code == code
    except PolicyGap:
        return False


def _keep(pool: str, month: Month) -> None:
    scope = Scope.everything(reason="the night keeps closed days")
    keep_month(pool, month, scope=scope, at=now())
