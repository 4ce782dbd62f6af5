"""银行退回: notices of returned payments that wait for a second person."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.persons import returns, shown
from billing.persons.forms import ReturnConfirmForm
from ltc.db import read_only, unit_of_work
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.web.views import Page

_ORDER = "PaymentDesk.show"


class ReturnDesk(Page):
    """``/desk/returns``."""

    route_base = "/desk/returns"

    @expose("/")
    @allowed("person_payee.return_drop")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the notices that wait."""
        with read_only():
            rows = shown.returns_waiting(scope=current_scope())
            return self.render("billing/bank_returns.html", rows=rows)

    @expose("/<int:bank_return_id>/confirm", methods=["GET", "POST"])
    @allowed("person_payee.return_confirm", step_up=True)
    def confirm(self, bank_return_id: int) -> Any:  # noqa: ANN401 - a page
        """Confirm a notice by typing its reference again."""
        form, scope = ReturnConfirmForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    typed = form.bank_reference.data
                    row = returns.confirm(bank_return_id, typed, scope=scope, at=now())
                said = _("退回已入账，金额仍为应付；请为该参保人重新登记账户")
                return self.done(said, _ORDER, order_id=row.order_id)
        with read_only():
            found = shown.return_shown(bank_return_id, scope=scope)
            return self.render("billing/bank_return.html", form=form, found=found)

    @expose("/<int:bank_return_id>/drop", methods=["POST"])
    @allowed("person_payee.return_drop", step_up=True)
    def drop(self, bank_return_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Drop a notice that was recorded wrongly."""
        with unit_of_work():
            row = returns.drop(bank_return_id, scope=current_scope(), at=now())
        return self.done(_("已退回"), _ORDER, order_id=row.order_id)
