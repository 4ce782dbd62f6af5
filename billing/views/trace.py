"""追溯任一分: from a payment, a posting or a visit to everything behind it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose

from billing.claims import filed
from billing.forms import TraceForm
from billing.lines import trace
from ltc.audit.services import record
from ltc.db import read_only, unit_of_work
from ltc.policy.load import pack_for_area
from ltc.security.policy import allowed, current_scope, holds
from ltc.shared.clock import now
from ltc.web.views import Page
from ltc.web.words import choices
from providers.visits.queries import log

# Where a number leads: endpoint, name of its argument, permission.
_DOORS = {
    "visit": ("Trace.visit", "visit_id", "trace.read"),
    "statement": ("StatementDesk.show", "statement_id", "statement.read"),
    "payment": ("PaymentDesk.show", "order_id", "payment.read"),
    "entry": ("FundBoard.entry", "entry_id", "fund.read"),
}


class Trace(Page):
    """``/desk/trace``."""

    route_base = "/desk/trace"

    @expose("/")
    @allowed("trace.read")
    def index(self) -> Any:  # noqa: ANN401 - a page or a redirect
        """Ask where to begin; a number leads straight there."""
        form = TraceForm(request.args)
        open_ = [kind for kind, (*_rest, permission) in _DOORS.items() if holds(permission)]
        form.kind.choices = [pair for pair in choices("trace_from") if pair[0] in open_]
        asked = bool(request.args.get("number"))
        if asked and form.validate():
            endpoint, name, _permission = _DOORS[form.kind.data]
            return redirect(url_for(endpoint, **{name: form.number.data}))
        form.kind.data = form.kind.data or "visit"
        return self.render("billing/trace_from.html", form=form if asked else None, boxes=form)

    @expose("/visits/<int:visit_id>")
    @allowed("trace.read")
    def visit(self, visit_id: int) -> Any:  # noqa: ANN401 - a page
        """Show everything behind one visit's money; reading it leaves a row."""
        scope = current_scope()
        with unit_of_work():
            visit = log.visit(visit_id, scope=scope)
            record(act="trace.read", about=visit, actor=scope.actor, at=now())
        with read_only():
            found = trace.of_visit(visit_id, scope=scope)
            pack = pack_for_area(found.newest.settlement.area_code, visit.day)
            claimed = filed.chain(visit_id, scope=scope)
            about: dict[str, Any] = {"trace": found, "pack": pack, "claimed": claimed}
            return self.render("billing/trace.html", **about)
