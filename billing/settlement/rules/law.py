"""What a run asks of the pack beside the rates: the deposit, and news of the law itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from billing.rules.columns import About, Cell
from billing.rules.exact import as_ratio
from billing.rules.law import Law
from billing.rules.payees import check_shared
from billing.rules.tariff import Tariff
from billing.settlement.rules.history import first_day
from ltc.policy.lookup import Dated, Pack
from ltc.shared.dates import FOREVER, Month, each_day, overlaps
from ltc.shared.errors import Conflict, PolicyGap
from ltc.shared.ids import canonical_json, sha256

DEPOSIT = "settlement.deposit_share"
NOTHING = (0, 1)


def deposit_share(law: Law, on: date) -> tuple[tuple[int, int], bool]:
    """Return the share withheld as a ratio, and whether the pack knows one at all."""
    try:
        return as_ratio(Decimal(str(law.value(DEPOSIT, on)))), True
    except PolicyGap:
        return NOTHING, False


def pack_of_pool(pack: Pack, area: str) -> Pack:
    """Refuse a pack that cannot pay, or an area that is not the pack's whole pool."""
    if pack.status != "active":
        raise PolicyGap(
            f"{pack.id} is a draft: its figures are not confirmed and cannot be used for payment",
            f"{pack.id} 是草案，数字未经核实，不能用于支付",
            field="pack",
        )
    if pack.area_code != area:
        raise Conflict(
            f"{area} is part of the pool {pack.area_code}; the pool is settled as a whole",
            f"{area} 属于统筹区 {pack.area_code}，请按统筹区结算",
            field="area",
        )
    return pack


def check_cells(tariff: Tariff, month: Month, words: Iterable[tuple[str, str, str, About]]) -> None:
    """Raise the gap that some line would meet, before anything is written.

    ``words`` are the modes, grades, categories and details that occur together in the month.
    """
    days = {
        tariff.law.law_day(day): day
        for day in each_day(first_day(tariff.law, month), month.last_day)
    }
    for mode, grade, category, about in words:
        for day in days.values():
            cell = Cell(day, mode, grade, category, about)
            if not tariff.refusal(cell):
                tariff.persons_part(cell)
                check_shared(tariff.law, cell, tariff.terms(cell)[1])


def law_changed(pack: Pack, month: Month, since: date, until: date) -> bool:
    """Tell whether a value for ``month`` became known after ``since`` and up to ``until``."""
    return any(
        since < row.known_from <= until
        and overlaps(row.first_day, row.last_day or FOREVER, *month.days)
        for name in pack
        for row in pack[name].rows
    )


def law_hash(pack: Pack, month: Month, known_on: date) -> str:
    """Return a hash of all that a pack says of a month's days, as known on a day.

    What is put into the pack later under an earlier day of publication changes it.
    """
    said = [[name, *_said(pack[name], month, known_on)] for name in pack]
    return sha256(canonical_json(said))


def _said(parameter: Dated, month: Month, known_on: date) -> Iterator[str]:
    """Yield what a parameter says on the first day of a month and wherever it changes."""
    inside = (day for day in parameter.change_days() if month.first_day < day <= month.last_day)
    for day in (month.first_day, *sorted(inside)):
        try:
            yield f"{day} {parameter.on(day, known_on=known_on)}"
        except PolicyGap:
            yield f"{day}"
