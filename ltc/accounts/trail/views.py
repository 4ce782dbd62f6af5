"""The audit trail: who did what, and proof that nobody touched it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import request
from flask_appbuilder import expose

from ltc.accounts.trail import queries
from ltc.accounts.trail.forms import TrailFilter
from ltc.accounts.trail.queries import Wanted
from ltc.audit import heads
from ltc.audit import queries as trail
from ltc.db import read_only
from ltc.security.policy import administered_area, allowed, current_actor, current_scope
from ltc.security.roles import AUDITOR
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page

_SHOWN = 100


class AuditTrail(Page):
    """``/desk/trail``."""

    route_base = "/desk/trail"

    @expose("/")
    @allowed("trail.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the trail, newest first; what rows say is shown to auditors only."""
        form = TrailFilter(request.args)
        usable = form.validate()
        wanted = _wanted(form) if usable else Wanted()
        auditor = AUDITOR in current_actor().roles
        with read_only():
            if auditor:
                found = queries.page(wanted, scope=current_scope())
            else:
                found = queries.page_of_area(wanted, area=administered_area())
            page = key_page(found, queries.PAGE, lambda row: str(row.seq))
            return self.render(
                "accounts/trail.html", filter=form, page=page, auditor=auditor, head=trail.head()
            )

    @expose("/verify", methods=["GET", "POST"])
    @allowed("trail.verify")
    def verify(self) -> Any:  # noqa: ANN401 - a page
        """Recompute the whole chain and compare it with the head that was exported last."""
        faults, checked = [], request.method == "POST"
        with read_only():
            head = trail.head()
            if checked:
                faults = list(islice(trail.faults(heads.last()), _SHOWN))
        return self.render(
            "accounts/trail_verify.html",
            checked=checked,
            faults=faults,
            head=head,
            heads=heads.exported()[-31:],
        )


def _wanted(form: TrailFilter) -> Wanted:
    """Turn the box into what is looked for."""
    return Wanted(**form.values(), after=number_key(request.args.get("after", "")))
