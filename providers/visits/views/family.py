"""The family's page: who came when, and a yes or no to each visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.db import read_only, unit_of_work
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.views import Page
from providers.visits import services
from providers.visits.queries import desk
from providers.visits.settled import settled

_BACK = timedelta(days=60)
_AHEAD = timedelta(days=7)


class FamilyVisits(Page):
    """``/visits``: the visits of one's own case."""

    route_base = "/visits"

    @expose("/")
    @allowed("visit.answer")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show who comes in the next days, then the visits of two months, newest first."""
        scope, on = current_scope(), today()
        with read_only():
            wanted = desk.VisitFilter(on - _BACK, on)
            found = desk.visits(wanted, scope=scope)[: desk.PAGE]
            ahead = desk.visits(desk.VisitFilter(on, on + _AHEAD, state="planned"), scope=scope)
            rows = [row for row in found if row.visit.state != "planned" or row.visit.day < on]
            came_to = settled([row.visit for row in rows])
            return self.render("visits/family.html", rows=rows, ahead=ahead[::-1], came_to=came_to)

    @expose("/<int:visit_id>/yes", methods=["POST"])
    @allowed("visit.answer")
    def yes(self, visit_id: int) -> Any:  # noqa: ANN401
        """The visit was."""
        with unit_of_work():
            services.answer_by_family(visit_id, was_there=True, scope=current_scope(), at=now())
        return self.done(_("谢谢，已确认这次服务。"), "FamilyVisits.index")

    @expose("/<int:visit_id>/no", methods=["POST"])
    @allowed("visit.answer")
    def no(self, visit_id: int) -> Any:  # noqa: ANN401
        """The visit was not; the operator will ask."""
        with unit_of_work():
            services.answer_by_family(visit_id, was_there=False, scope=current_scope(), at=now())
        return self.done(_("已收到。经办机构会核实这次服务，并与您联系。"), "FamilyVisits.index")
