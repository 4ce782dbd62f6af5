"""What people are told before it is too late: clocks, expiring grades, the month's end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from ltc.case import queries as cases
from ltc.db import read_only
from ltc.directory import queries as directory
from ltc.jobs import queries
from ltc.jobs.queries import Expiring
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import now
from ltc.shared.dates import Month
from ltc.shared.errors import PolicyGap

Piece = tuple[str, Callable[[], object]]
_DESKS = {
    "operator": "operator",
    "bureau_officer": "bureau",
    "bureau_lead": "bureau",
    "assessment_desk": "assessment_agency",
    "provider_desk": "care_provider",
}
# No lead of a pack is longer; the pack of each person's area decides.
_LONGEST_LEAD = timedelta(days=180)


def clocks(day: date) -> Iterator[Piece]:
    """Yield one notice per desk that has clocks late or running out today."""
    with read_only():
        rows = queries.running_clocks(day)
        desks: dict[int, list[int]] = {}
        for area, organisation_id, role, late, due in rows:
            kind = _DESKS.get(role)
            to = organisation_id or (queries.organisation_for(kind, area) if kind else None)
            if to is not None:
                counted = desks.setdefault(to, [0, 0])
                counted[0] += late
                counted[1] += due
    for to, (late, due) in sorted(desks.items()):
        body = f"今天到期{due}件，已逾期{late}件，请及时办理。"
        yield f"organisation:{to}", partial(_notify, to, f"clocks:{to}:{day}", "办理时限提醒", body)


def _notify(to: int, key: str, subject: str, body: str) -> None:
    """Put a notice to an organisation into the outbox, once by its key."""
    everything = Scope.everything("where an organisation is")
    area = directory.organisation(to, scope=everything).area_code
    there = Addressee(area, organisation_id=to)
    post(there, key=key, channel="notice", subject=subject, body=body, at=now())


def expiring(day: date) -> Iterator[Piece]:
    """Yield a notice for each entitlement whose lead time before its end has begun."""
    with read_only():
        found = [
            each
            for each in queries.expiring(day, day + _LONGEST_LEAD)
            if _lead_has_begun(each, day)
        ]
    for each in found:
        yield f"determination:{each.determination_id}", partial(_remind_person, each)


def _lead_has_begun(each: Expiring, day: date) -> bool:
    try:
        lead = pack_for_area(each.area_code, day)["process.expiry_lead_days"].on(day)
    except PolicyGap:
        return False
    return each.last_day - timedelta(days=lead) <= day


def _remind_person(each: Expiring) -> None:
    """Tell the person once, unless the new application is under way already."""
    everything = Scope.everything("a grade that ends soon")
    if cases.open_application(each.person_id, scope=everything) is not None:
        return
    post(
        Addressee(each.area_code, person_id=each.person_id),
        key=f"expiry:{each.determination_id}",
        channel="sms",
        subject="失能等级即将到期",
        body=f"您的失能等级评估结论有效期至{each.last_day}，请提前申请期末评估，以免影响待遇。",
        at=now(),
    )


def month_end(day: date) -> Iterator[Piece]:
    """Yield a notice for each area whose last month is not approved; no job approves anything."""
    month = Month.of(day).previous()
    body = f"{month}的结算尚未复核通过，请按程序办理。"
    with read_only():
        waiting = [
            (area, queries.organisation_for("bureau", area))
            for area in queries.areas_with_care(month)
            if not queries.is_settled(area, month)
        ]
    for area, bureau in waiting:
        if bureau is not None:
            key = f"month:{area}:{month}"
            yield f"area:{area}", partial(_notify, bureau, key, "月度结算提醒", body)
