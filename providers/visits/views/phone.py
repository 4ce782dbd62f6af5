"""The carer's phone: today in order, one visit, own pay.  Works without being installed.

What is done here goes through the sync API, saved on the phone before it is sent; these pages
only show.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_appbuilder import expose

from ltc.db import read_only
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, shift, today
from ltc.web.views import Page
from providers.visits.acts.law import law
from providers.visits.acts.receipts import iso
from providers.visits.queries import phone
from providers.visits.rules.exceptions import REASONS
from providers.visits.rules.states import acts_from
from providers.visits.views.shown import pay, service_name

_BACK = timedelta(days=31)


class Phone(Page):
    """``/pwa/``: the phone page of whoever gives care."""

    route_base = "/pwa"

    @expose("/")
    @allowed("visit.sync")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show today's visits in order."""
        with read_only():
            stops = phone.day_of(today(), scope=current_scope())
            waiting = phone.waiting_of([each.visit.id for each in stops], scope=current_scope())
            rows = [(each, pay(each.visit, waiting.get(each.visit.id, ()))) for each in stops]
            return self.render("pwa/day.html", rows=rows, on=today(), **_for_all())

    @expose("/visits/<int:visit_id>")
    @allowed("visit.sync")
    def visit(self, visit_id: int) -> Any:  # noqa: ANN401
        """Show one visit with its one big button."""
        with read_only():
            stop = phone.stop(visit_id, scope=current_scope())
            waiting = phone.waiting_of([visit_id], scope=current_scope()).get(visit_id, [])
            return self.render(
                "pwa/visit.html",
                stop=stop,
                pay=pay(stop.visit, waiting),
                items=phone.plan_items_of(stop.visit) or [stop.visit.item],
                acts=acts_from(stop.visit.state),
                reasons=REASONS,
                rules=law(stop.visit.area_code, stop.visit.day).place,
                **_for_all(),
            )

    @expose("/pay")
    @allowed("visit.sync")
    def pay(self) -> Any:  # noqa: ANN401
        """Show how each visit of the last month stands: paid, held because, who must act."""
        with read_only():
            stops = phone.recent(today() - _BACK, today(), scope=current_scope())
            waiting = phone.waiting_of([each.visit.id for each in stops], scope=current_scope())
            rows = [(each, pay(each.visit, waiting.get(each.visit.id, ()))) for each in stops]
            return self.render("pwa/pay.html", rows=rows, **_for_all())


def _for_all() -> dict[str, Any]:
    """Return what every phone page is drawn with."""
    moved_ms = round(shift().total_seconds() * 1000)
    return {"server_time": iso(now()), "moved_ms": moved_ms, "service": service_name}
