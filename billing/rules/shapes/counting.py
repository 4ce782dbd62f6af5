"""What the shapes that count units share: how a line tells them, texts, and the published cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from billing.rules.columns import Cell
from billing.rules.exact import nearest
from billing.rules.law import Law
from billing.rules.shapes.terms import FREE, bonus_of, pool_of, rounding_on
from billing.rules.tables import has_trait, maybe_amount, maybe_number
from billing.rules.units import TICKS, UnitTerms
from ltc.shared.errors import BadInput
from ltc.shared.money import share, yuan

MONTH_AMOUNT = "benefit.month_amount"
_NAMES = {"day": "日", "hour": "小时", "visit": "次", "month": "月"}
_COUNT = {
    "day": {"day": "quantity", "month": "month"},
    "hour": {"hour": "quantity", "visit": "minutes", "item": "minutes", "": "minutes"},
    "visit": {"visit": "quantity", "item": "quantity", "day": "quantity", "": "quantity"},
    "month": {"month": "quantity"},
}
_ELSE = {"day": "once", "visit": "once", "month": "once"}


def unit_terms(
    law: Law, cell: Cell, per: str, *, notes: tuple[str, ...] = (), **more: object
) -> UnitTerms:
    """Return terms by the ``per`` unit, with the pack's rounding, pool and most of a month."""
    return UnitTerms(
        per=per,
        rounding=rounding_on(law, cell),
        count=_count(per, cell),
        pool=pool_of(law, cell),
        month_fen=maybe_amount(law, MONTH_AMOUNT, cell),
        notes=notes or trait_notes(law, cell),
        **more,  # type: ignore[arg-type]
    )


def most(law: Law, name: str, cell: Cell, *, ticks: int) -> int | None:
    """Return the most of a period, each number of the table worth ``ticks``.

    ``None`` where the pack limits none of this kind; where the table is there and leaves the cell
    out, nothing is paid.
    """
    if not law.has(name, cell.day):
        return None
    return (maybe_number(law, name, cell) or 0) * ticks


def trait_notes(law: Law, cell: Cell) -> tuple[str, ...]:
    """Return the reason that a better share for a trait gives."""
    better = has_trait(law, FREE, cell) or bonus_of(law, cell) > 0
    return ("benefit.trait",) if better else ()


def _count(per: str, cell: Cell) -> str:
    """Return how a line in ``cell`` tells its units: visits for an hourly benefit have minutes."""
    unit = cell.about.unit
    found = _COUNT[per].get(unit, _ELSE.get(per, ""))
    if not found or (per == "visit" and unit == "month"):
        known = ", ".join(each for each in _COUNT[per] if each)
        raise BadInput(
            f"{cell.mode} is paid by the {per}: a line in the unit {unit} does not tell how many;"
            f" known: {known}",
            f"{cell.mode} 按{_NAMES[per]}计付，单位 {unit} 看不出数量；可用：{known}",
            field="unit",
        )
    return found


def facts(terms: UnitTerms) -> Mapping[str, object]:
    """Return what the texts of reasons tell about one cell."""
    ratio = percent(terms)
    price = "" if terms.price_fen is None else yuan(terms.price_fen)
    return {
        "per": terms.per,
        "per_name": _NAMES[terms.per],
        "price": price,
        "price_text": f"，每{_NAMES[terms.per]}至多 {price} 元" if price else "",
        "price_text_en": f", at most {price} 元 each" if price else "",
        "ratio_text": "" if ratio == "100%" else f"，基金支付 {ratio}",
        "ratio_text_en": "" if ratio == "100%" else f", the fund pays {ratio}",
        "fund_price": "" if terms.fund_fen is None else yuan(terms.fund_fen),
        "copay": yuan(terms.copay_fen),
        "extra": number(terms.extra_most),
        **shared_text(terms.to_person_fen, terms.price_fen or 0, terms.per),
        **_most_text(terms),
    }


def shared_text(part_fen: int, whole_fen: int, per: str) -> dict[str, str]:
    """Return the person's part of a published amount in words; empty where there is none."""
    if not part_fen:
        return {"shared_text": "", "shared_text_en": ""}
    part, whole = yuan(part_fen), yuan(whole_fen)
    return {
        "shared_text": f"每{_NAMES[per]} {whole} 元中的 {part} 元",
        "shared_text_en": f"{part} of {whole} 元 a {per}",
    }


def _most_text(terms: UnitTerms) -> dict[str, str]:
    unit = _NAMES[terms.per]
    week, month = terms.week_most, terms.month_most
    zh = [
        *([] if week is None else [f"每周 {number(week)} {unit}"]),
        *([] if month is None else [f"每月 {number(month)} {unit}"]),
    ]
    en = [
        *([] if week is None else [f"{number(week)} {terms.per}s a week"]),
        *([] if month is None else [f"{number(month)} {terms.per}s a month"]),
    ]
    each = terms.per == "day"
    return {
        "most": "、".join(zh) or (f"每日一{unit}" if each else f"每月一{unit}"),
        "most_en": ", ".join(en) or ("one for each day" if each else f"one {terms.per} a month"),
    }


def percent(terms: UnitTerms) -> str:
    """Return the fund's share as ``90%``."""
    numerator, denominator = terms.ratio
    return f"{numerator * 100 / denominator:g}%"


def standard(terms: UnitTerms, kind: str) -> Mapping[str, object]:
    """Return the published cell of one unit, what the fund pays of it, and how many are paid."""
    ratio = Decimal(terms.ratio[0]) / terms.ratio[1]
    return {
        "standard": None if terms.price_fen is None else yuan(terms.price_fen),
        "kind": kind,
        "per": terms.per,
        **({"ratio": f"{ratio:f}"} if ratio < 1 else {}),
        **({} if terms.price_fen is None else _parts(terms)),
        **({"copay": yuan(terms.copay_fen)} if terms.copay_fen else {}),
        **({"least_minutes": terms.least_minutes} if terms.least_minutes else {}),
        **(_limits(terms) if terms.per in ("hour", "visit") else {}),
        **({} if terms.month_fen is None else {"month_at_most": yuan(terms.month_fen)}),
    }


def _limits(terms: UnitTerms) -> dict[str, object]:
    """Return how many hours or visits are paid, and what that comes to in a month."""
    limits = {"week": terms.week_most, "month": terms.month_most}
    most = {period: number(most) for period, most in limits.items() if most is not None}
    found: dict[str, object] = {"most": most} if most else {}
    if terms.extra_most:
        found["more_a_month"] = number(terms.extra_most)
    if terms.month_most and terms.price_fen:
        fund = fund_of(terms, terms.price_fen)
        found["fund_month_at_most"] = yuan(nearest(fund * terms.month_most, TICKS))
    return found


def _parts(terms: UnitTerms) -> dict[str, str]:
    """Return what of the published amount the fund and the person pay."""
    price = terms.price_fen or 0
    fund = fund_of(terms, price)
    parts = {"fund_at_most": yuan(fund)}
    if fund < price and not terms.fixed:
        parts["person"] = yuan(price - fund)
    if terms.to_person_fen:
        parts |= {
            "to_person": yuan(terms.to_person_fen),
            "to_provider": yuan(fund - terms.to_person_fen),
        }
    return parts


def fund_of(terms: UnitTerms, price_fen: int) -> int:
    """Return what the fund pays of one unit at the published price."""
    numerator, denominator = terms.ratio
    unit, mode = terms.rounding.unit_fen, terms.rounding.mode
    shared = share(price_fen, Decimal(numerator) / denominator, mode, unit)
    most = shared if terms.fund_fen is None else min(shared, terms.fund_fen)
    return max(min(most, price_fen - terms.copay_fen), 0)


def number(ticks: int) -> str:
    """Write ticks of a unit as ``32.5``, to the thousandth."""
    whole, rest = divmod(nearest(ticks * 1000, TICKS), 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def limited(terms: UnitTerms, month_fen: int) -> UnitTerms:
    """Return ``terms`` with an amount that a month's lines share."""
    return replace(terms, month_fen=min(month_fen, terms.month_fen or month_fen))
