"""What a carer's phone takes along: the visits of these days with their homes, and own pay.

Only visits of the signed-in carer; no ID number, no health data.  The words of states, reasons and
pay come in the reader's language, names of services in both.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.web.filters import day
from ltc.web.words import choices, tone, word
from providers.visits.acts.law import law
from providers.visits.acts.receipts import iso
from providers.visits.models import VisitException
from providers.visits.queries import phone
from providers.visits.queries.phone import Stop
from providers.visits.rules.states import STATES
from providers.visits.said import Pay, pay, service_names
from providers.visits.settled import settled

_AHEAD = timedelta(days=3)  # a phone may be without a network for 72 hours
_BACK = timedelta(days=62)  # a month is paid in the next one


def bundle(*, scope: Scope, at: datetime) -> dict[str, Any]:
    """Return the visits from ``at`` on for three days, older open ones, and two months' pay."""
    today = legal_day(at)
    stops = phone.days_from(today, today + _AHEAD, scope=scope)
    past = phone.recent(today - _BACK, today, scope=scope)
    came_to = _pay_of([*stops, *past], scope)
    plans = phone.items_of_plans([each.visit for each in stops])
    return {
        "server_time": iso(at),
        "stops": [_stop(each, plans, came_to[each.visit.id]) for each in stops],
        "pay": [_paid(each, came_to[each.visit.id]) for each in past],
        "states": {code: [word(code, "visit"), tone(code, "visit")] for code in STATES},
        "reasons": [list(each) for each in choices("visit_reason")],
    }


def _pay_of(stops: list[Stop], scope: Scope) -> dict[int, Pay]:
    """Return visit id → where it stands on its way to being paid."""
    waiting = phone.waiting_of([each.visit.id for each in stops], scope=scope)
    came_to = settled([each.visit for each in stops])
    return {
        each.visit.id: pay(each.visit, waiting.get(each.visit.id, ()), came_to.get(each.visit.id))
        for each in stops
    }


def _stop(stop: Stop, plans: dict[int, list[str]], found: Pay) -> dict[str, Any]:
    visit, place = stop.visit, law(stop.visit.area_code, stop.visit.day).place
    home = None if stop.home_lat is None else {"lat": stop.home_lat, "lon": stop.home_lon}
    items = plans.get(visit.plan_id or 0) or [visit.item]
    return {
        "visit": visit.id,
        "day": visit.day.isoformat(),
        "start": iso(visit.planned_start),
        "minutes": visit.planned_minutes,
        "person": stop.person,
        "address": stop.address,
        "home": home,
        "radius_m": stop.radius_m,
        "strong_m": place.strong_accuracy_m,
        "coarse_m": place.coarse_accuracy_m,
        "state": visit.state,
        "started_at": iso(visit.started_at) if visit.started_at else None,
        "item": visit.item,
        "service": service_names(visit),
        "items": [{"code": each, **service_names(visit, each)} for each in items],
        "pay": None if visit.state in ("planned", "started") else _words(found),
    }


def _paid(stop: Stop, found: Pay) -> dict[str, Any]:
    visit = stop.visit
    return {
        "visit": visit.id,
        "day": visit.day.isoformat(),
        "person": stop.person,
        "service": service_names(visit),
        "minutes": visit.minutes,
        "pay": _words(found),
    }


def _words(found: Pay) -> dict[str, Any]:
    return {"words": found.words, "tone": found.tone, "why": [_why(row) for row in found.waiting]}


def _why(row: VisitException) -> str:
    """Say what holds a visit, and who must act until when or how it was decided."""
    what = word(row.code, "visit_exception")
    if row.state == "decided":
        return _("%(what)s：%(how)s", what=what, how=word(row.resolution_code, "visit_resolution"))
    who = word(row.owner_role, "visit_owner")
    return _("%(what)s：由%(who)s处理，%(day)s前", what=what, who=who, day=day(row.due_on))
