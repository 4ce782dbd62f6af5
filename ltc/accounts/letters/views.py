"""Messages to the reader: what was sent to a family, what a desk has to know."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose

from ltc.db import read_only
from ltc.outbox import queries
from ltc.security.policy import allowed, current_actor
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page


class Messages(Page):
    """``/messages``."""

    route_base = "/messages"

    @expose("/")
    @allowed("message.own")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the messages to one's person or organisation, newest first."""
        after = number_key(request.args.get("after", ""))
        with read_only():
            found = queries.received_by(current_actor(), after=after)
            page = key_page(found, queries.PAGE, lambda each: str(each.id))
            return self.render("accounts/messages.html", page=page)
