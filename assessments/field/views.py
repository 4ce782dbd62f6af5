"""The assessor's tablet: one page without anything personal; the rest happens on the device."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose

from ltc.security.policy import allowed
from ltc.web.views import Page


class Tablet(Page):
    """``/pwa/tablet/``: open without a session, so that it also opens without a network."""

    route_base = "/pwa/tablet"

    @expose("/")
    @allowed("pwa.shell")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the shell; what a tablet keeps is opened with its PIN."""
        return self.render("pwa/tablet.html")
