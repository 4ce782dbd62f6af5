"""收款账户: where providers are paid; one officer proposes, another confirms."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.forms import PayeeConfirmForm, PayeeForm
from billing.payees import queries, services
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.web.views import Page
from providers.views.paging import cut

_INDEX = "PayeeDesk.index"


class PayeeDesk(Page):
    """``/desk/payees``."""

    route_base = "/desk/payees"

    @expose("/")
    @allowed("payee.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List providers with the account that holds and the one that waits."""
        with read_only():
            rows = queries.rows(scope=current_scope())
            page = cut(rows, request.args.get("page", ""))
            return self.render("billing/payees.html", page=page)

    @expose("/<int:provider_id>/propose", methods=["GET", "POST"])
    @allowed("payee.propose", step_up=True)
    def propose(self, provider_id: int) -> Any:  # noqa: ANN401 - a page
        """Propose an account."""
        form, scope = PayeeForm(), current_scope()
        if form.sent():
            with form.catching():
                new = services.NewAccount(provider_id=provider_id, **form.values())
                with unit_of_work():
                    services.propose(new, scope=scope, at=now())
                return self.done(_("账户已提出，待另一人确认"), _INDEX)
        with read_only():
            provider = directory.organisation(provider_id, scope=scope)
            return self.render("billing/payee.html", form=form, provider=provider, waits=None)

    @expose("/accounts/<int:payee_account_id>/confirm", methods=["GET", "POST"])
    @allowed("payee.confirm", step_up=True)
    def confirm(self, payee_account_id: int) -> Any:  # noqa: ANN401 - a page
        """Confirm an account by typing it again."""
        form, scope = PayeeConfirmForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.confirm(payee_account_id, form.number.data, scope=scope, at=now())
                return self.done(_("账户已确认，以后的付款付到该账户"), _INDEX)
        with read_only():
            waits = queries.account(payee_account_id, scope=scope)
            provider = directory.organisation(waits.provider_id, scope=scope)
            return self.render("billing/payee.html", form=form, provider=provider, waits=waits)

    @expose("/accounts/<int:payee_account_id>/drop", methods=["POST"])
    @allowed("payee.drop", step_up=True)
    def drop(self, payee_account_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Drop a proposal."""
        with unit_of_work():
            services.drop(payee_account_id, scope=current_scope(), at=now())
        return self.done(_("已退回"), _INDEX)
