"""The carer's phone: today in order, one visit, own pay.  Works without being installed.

What is done here goes through the sync API, saved on the phone before it is sent; these pages
only show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_appbuilder import expose

from ltc.db import read_only
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, shift, today
from ltc.web.views import Page
from providers.visits.acts.law import law
from providers.visits.acts.receipts import iso
from providers.visits.queries import phone
from providers.visits.queries.phone import Stop
from providers.visits.rules.exceptions import REASONS
from providers.visits.rules.states import acts_from
from providers.visits.settled import settled
from providers.visits.views.shown import Pay, pay, service_name

_BACK = timedelta(days=62)  # a month is paid in the next one


class Phone(Page):
    """``/pwa/``: the phone page of whoever gives care."""

    route_base = "/pwa"

    @expose("/")
    @allowed("visit.sync")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show today's visits in order."""
        with read_only():
            stops = phone.day_of(today(), scope=current_scope())
            rows = _with_pay(stops, current_scope())
            return self.render("pwa/day.html", rows=rows, on=today(), **_for_all())

    @expose("/visits/<int:visit_id>")
    @allowed("visit.sync")
    def visit(self, visit_id: int) -> Any:  # noqa: ANN401
        """Show one visit with its one big button."""
        with read_only():
            stop = phone.stop(visit_id, scope=current_scope())
            return self.render(
                "pwa/visit.html",
                stop=stop,
                pay=_with_pay([stop], current_scope())[0][1],
                items=phone.plan_items_of(stop.visit) or [stop.visit.item],
                acts=acts_from(stop.visit.state),
                reasons=REASONS,
                rules=law(stop.visit.area_code, stop.visit.day).place,
                **_for_all(),
            )

    @expose("/pay")
    @allowed("visit.sync")
    def pay(self) -> Any:  # noqa: ANN401
        """Show how each visit of two months stands: paid, held because, who must act."""
        with read_only():
            stops = phone.recent(today() - _BACK, today(), scope=current_scope())
            rows = _with_pay(stops, current_scope())
            return self.render("pwa/pay.html", rows=rows, **_for_all())


def _with_pay(stops: Sequence[Stop], scope: Scope) -> list[tuple[Stop, Pay]]:
    """Return each stop with where it stands on its way to being paid."""
    waiting = phone.waiting_of([each.visit.id for each in stops], scope=scope)
    came_to = settled([each.visit for each in stops])
    return [
        (each, pay(each.visit, waiting.get(each.visit.id, ()), came_to.get(each.visit.id)))
        for each in stops
    ]


def _for_all() -> dict[str, Any]:
    """Return what every phone page is drawn with."""
    moved_ms = round(shift().total_seconds() * 1000)
    return {"server_time": iso(now()), "moved_ms": moved_ms, "service": service_name}
