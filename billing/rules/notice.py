"""What a bank's notice must say before the books follow it.  Pure."""

from __future__ import annotations

from datetime import date, datetime

from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput


def notice_reference(
    text: str, on: date, *, since: datetime | None, at: datetime, field: str
) -> str:
    """Return the reference of a notice that money moved ``on`` a day.

    Refused: no reference, a day after ``at``, a day before ``since``, when it was allowed to move.
    ``field`` names the day in the form.
    """
    reference = text.strip()
    if not reference:
        raise BadInput("the bank's reference is needed", "请填写银行流水号", field="bank_reference")
    if on > legal_day(at):
        raise BadInput("this day has not come yet", "该日期不能晚于今天", field=field)
    if since is not None and on < legal_day(since):
        day = legal_day(since)
        raise BadInput(f"this is before the approval of {day}", f"不能早于复核日{day}", field=field)
    return reference
