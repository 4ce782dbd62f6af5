"""接口令牌: a provider makes and revokes them; the bureau sees them and may revoke."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.accounts.tokens.forms import TokenForm
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.security import tokens
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.views import Page


class ApiTokens(Page):
    """``/desk/api-tokens``."""

    route_base = "/desk/api-tokens"

    @expose("/")
    @allowed("api_token.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the tokens of one's provider, or of the area's."""
        with read_only():
            rows = tokens.tokens(scope=current_scope())
            names = directory.organisation_names()
            return self.render("accounts/api_tokens.html", rows=rows, names=names, on=today())

    @expose("/new", methods=["GET", "POST"])
    @allowed("api_token.issue", step_up=True)
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Make a token; its text is shown on the answer and never again."""
        form = TokenForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made, text = tokens.issue(**form.values(), scope=current_scope(), at=now())
                    name, last_day = made.name, made.last_day
                return self.render(
                    "accounts/api_token_shown.html", text=text, name=name, last_day=last_day
                )
        return self.render("accounts/api_token_new.html", form=form)

    @expose("/<int:api_token_id>/revoke", methods=["POST"])
    @allowed("api_token.revoke", step_up=True)
    def revoke(self, api_token_id: int) -> Any:  # noqa: ANN401 - a redirect
        """End a token at once."""
        with unit_of_work():
            tokens.revoke(api_token_id, scope=current_scope(), at=now())
        return self.done(_("令牌已撤销，使用它的软件即刻不能再办理"), "ApiTokens.index")
