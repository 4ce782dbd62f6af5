"""The carer's phone: a shell that opens without a network; what it keeps is opened with its PIN.

What is done there goes through the sync API, saved on the phone before it is sent.
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose

from ltc.devices.views import moved_ms
from ltc.security.policy import allowed
from ltc.web.views import Page


class Phone(Page):
    """``/pwa/``: open without a session; it holds no token and nothing personal."""

    route_base = "/pwa"

    @expose("/")
    @allowed("pwa.shell")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the shell of the carer's phone."""
        return self.render("pwa/phone.html", moved_ms=moved_ms())
