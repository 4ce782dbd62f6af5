"""How amounts, days and people's data are written on a page.  Templates format nothing themselves.

Nothing to show is always a dash, so that an empty cell never looks like a zero.
"""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext

from ltc.shared import money
from ltc.shared.clock import SHANGHAI
from ltc.shared.dates import Month
from ltc.shared.ids import mask_id_number
from ltc.shared.reasons import Reason
from ltc.web.language import current_language
from ltc.web.words import tone, word

NOTHING = "—"
_PHONE_HEAD, _PHONE_TAIL = 3, 4
_METRES_PER_KM = 1000
_MINUTES_PER_HOUR = 60


def yuan(fen: int | None) -> str:
    """Write 分 as 元 with thousands apart: ``1,234.50``."""
    if fen is None:
        return NOTHING
    whole, _, rest = money.yuan(abs(fen)).partition(".")
    return f"{'-' if fen < 0 else ''}{int(whole):,}.{rest}"


def day(value: date | None) -> str:
    """Write a day: ``2023年10月6日``, in English ``6 Oct 2023``."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        raise TypeError("an instant is not a day: use the filter instant")
    if current_language() == "en":
        return f"{value.day} {month_abbr[value.month]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: Month | date | str | None) -> str:
    """Write a month: ``2023年10月``, in English ``Oct 2023``."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        value = Month.parse(value)
    if isinstance(value, date):
        value = Month.of(value)
    if current_language() == "en":
        return f"{month_abbr[value.number]} {value.year}"
    return f"{value.year}年{value.number}月"


def instant(value: datetime | None) -> str:
    """Write an instant as day and minute in Shanghai."""
    if value is None:
        return NOTHING
    return f"{day(_in_shanghai(value).date())} {time_of_day(value)}"


def time_of_day(value: datetime | None) -> str:
    """Write only the hour and minute in Shanghai: ``09:05``."""
    return NOTHING if value is None else f"{_in_shanghai(value):%H:%M}"


def share(value: Decimal | None) -> str:
    """Write a rate as per cent without needless zeros: ``0.725`` is ``72.5%``."""
    if value is None:
        return NOTHING
    percent = format((Decimal(value) * 100).normalize(), "f")
    return f"{percent}%"


def number(value: Decimal | int | None) -> str:
    """Write a number with thousands apart."""
    return NOTHING if value is None else f"{value:,}"


def minutes(value: int | None) -> str:
    """Write a length of time: ``1小时30分钟`` or ``45分钟``."""
    if value is None:
        return NOTHING
    hours, rest = divmod(value, _MINUTES_PER_HOUR)
    if not hours:
        return gettext("%(rest)s分钟", rest=rest)
    if not rest:
        return gettext("%(hours)s小时", hours=hours)
    return gettext("%(hours)s小时%(rest)s分钟", hours=hours, rest=rest)


def distance(metres: float | None) -> str:
    """Write how far: ``85米`` or ``1.2公里``."""
    if metres is None:
        return NOTHING
    if metres < _METRES_PER_KM:
        return gettext("%(metres)s米", metres=round(metres))
    return gettext("%(km)s公里", km=f"{metres / _METRES_PER_KM:.1f}")


def masked(value: str | None, kind: str = "id_number") -> str:
    """Hide most of an ID number, phone, account or name; the whole is never sent to the page."""
    if not value:
        return NOTHING
    if kind == "id_number":
        return mask_id_number(value)
    if kind == "name":
        return value[0] + "*" * (len(value) - 1)
    head, tail = (_PHONE_HEAD, _PHONE_TAIL) if kind == "phone" else (0, _PHONE_TAIL)
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]


def named(value: Any) -> str:  # noqa: ANN401 - anything with name and name_en
    """Return the name of a pack's word, an area or an organisation in the reader's language."""
    if value is None:
        return NOTHING
    english = getattr(value, "name_en", "") if current_language() == "en" else ""
    return str(english or value.name)


def why(reason: Any) -> str:  # noqa: ANN401 - a Reason, or the row it was stored as
    """Return the plain sentence of a reason, or of the row it was stored as."""
    found = reason if isinstance(reason, Reason) else Reason.from_row(reason)
    return found.text(current_language())


def spoken(text: object) -> str:
    """Return a label in the reader's language; unlike ``_`` it takes any text, also one with %."""
    return gettext(str(text))


def _in_shanghai(value: datetime) -> datetime:
    """Turn an instant to Shanghai time; one without a zone is a mistake."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(SHANGHAI)


def install(app: Flask) -> None:
    """Give the filters to the templates of ``app``."""
    given: tuple[Callable[..., str], ...] = (yuan, day, month, instant, time_of_day, share, number)
    given += (minutes, distance, masked, named, why, word, tone, spoken)
    for each in given:
        app.jinja_env.filters[each.__name__] = each
