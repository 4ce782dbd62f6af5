"""Papers of oversight, handed out from its pages: the inspection notice to one provider."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_appbuilder import expose

from ltc.oversight.papers import notice
from ltc.papers.handing import hand_out
from ltc.security.policy import allowed, current_scope
from ltc.web.views import Page


class OversightPapers(Page):
    """``/desk/inspections/<id>/notice/<provider>``."""

    route_base = "/desk/inspections"
    default_view = "notice"

    @expose("/<int:inspection_id>/notice/<int:provider_id>", methods=["POST"])
    @allowed("inspection.read")
    def notice(self, inspection_id: int, provider_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Hand out the notice to a provider of which something was drawn."""
        return hand_out(partial(notice, inspection_id, provider_id, scope=current_scope()))
