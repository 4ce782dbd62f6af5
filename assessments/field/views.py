"""The assessor's tablet, and the agency's desk that looks after the tablets."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments.field import queries
from assessments.field.services import skip_gap
from assessments.queries import PAGE
from ltc.db import read_only, unit_of_work
from ltc.devices.services import revoke_device
from ltc.devices.views import moved_ms
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.web.paging import key_page, page_number
from ltc.web.views import Page


class Tablet(Page):
    """``/pwa/tablet/``: open without a session, so that it also opens without a network."""

    route_base = "/pwa/tablet"

    @expose("/")
    @allowed("pwa.shell")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the shell; what a tablet keeps is opened with its PIN."""
        return self.render("pwa/tablet.html", moved_ms=moved_ms())


class TabletDesk(Page):
    """``/desk/tablets``: an agency's tablets, and what of theirs waits or was refused."""

    route_base = "/desk/tablets"

    @expose("/")
    @allowed("tablet.manage")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the tablets, and a page of what was not taken."""
        scope, number = current_scope(), page_number(request.args.get("after", ""))
        with read_only():
            found = queries.not_taken(scope=scope, skip=(number - 1) * PAGE)
            page = key_page(found, PAGE, lambda _row: str(number + 1))
            tablets = queries.tablets(scope=scope)
            return self.render("assessments/tablets.html", tablets=tablets, page=page)

    @expose("/<device_id>/revoke", methods=["POST"])
    @allowed("tablet.manage")
    def revoke(self, device_id: str) -> Any:  # noqa: ANN401 - a redirect
        """Stop a lost tablet."""
        with unit_of_work():
            revoke_device(device_id, scope=current_scope(), at=now())
        return self.done(_("平板已停用"), "TabletDesk.index")

    @expose("/<device_id>/skip", methods=["POST"])
    @allowed("tablet.manage")
    def skip(self, device_id: str) -> Any:  # noqa: ANN401 - a redirect
        """Let a tablet's queue go on without a record that never came."""
        with unit_of_work():
            skip_gap(device_id, scope=current_scope(), at=now())
        return self.done(_("下次同步时将继续处理后面的记录"), "TabletDesk.index")
