"""The family's own choice of a provider 自选机构, and what became of it."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.db import read_only, unit_of_work
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.views import Page
from providers.assignment import choosing, services


class MyProvider(Page):
    """``/my/provider``."""

    route_base = "/my/provider"

    @expose("/")
    @allowed("provider.choose")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show who could take one's plan, nearest first, or who has it."""
        with read_only():
            found = choosing.choices(today(), scope=current_scope())
            return self.render("providers/my_provider.html", choices=found)

    @expose("/<int:plan_id>/<int:provider_id>", methods=["POST"])
    @allowed("provider.choose")
    def choose(self, plan_id: int, provider_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Ask the chosen provider; the choice is kept as the person's own."""
        with unit_of_work():
            services.propose(
                plan_id, scope=current_scope(), at=now(), chosen_provider_id=provider_id
            )
        return self.done(_("已通知您选的机构，等待对方答复。"), "MyProvider.index")
