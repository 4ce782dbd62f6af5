"""Spot checks 抽查: what was looked at again, and what nobody has looked at yet."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.oversight import services
from ltc.oversight.forms import CheckForm
from ltc.oversight.queries import counting, records
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page
from ltc.web.words import word


class Checks(Page):
    """``/desk/checks``."""

    route_base = "/desk/checks"

    @expose("/")
    @allowed("check.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List what was checked, and visits that wait for a call."""
        scope, after = current_scope(), number_key(request.args.get("after", ""))
        with read_only():
            found = records.spot_checks(scope=scope, after=after)
            return self.render(
                "oversight/checks.html",
                page=key_page(found, records.PAGE, lambda each: str(each.id)),
                waiting=counting.to_check(today(), scope=scope, limit=10),
                names=directory.organisation_names(),
            )

    @expose("/new", methods=["GET", "POST"])
    @allowed("check.record")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Record a check."""
        form, scope = CheckForm(), current_scope()
        form.about_kind.choices = [(c, word(c, "check_about")) for c in ("visit", "application")]
        if not form.is_submitted():
            form.about_kind.data = request.args.get("kind", "visit")
            form.about_id.data = request.args.get("id", type=int)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.record_check(form.command(services.NewCheck), scope=scope, at=now())
                return self.done(_("抽查已登记"), "Checks.index")
        return self.render("oversight/check_new.html", form=form)
