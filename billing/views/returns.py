"""银行退回: notices of returned payments, of people and of providers, and who confirms them."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.ledger.rules.chart import INSURANCES
from billing.payees import queries as payees
from billing.payees import returns as payee_returns
from billing.payees.rules import PROPOSED
from billing.payments.returned import Back
from billing.persons import returns, shown
from billing.persons.forms import ReturnConfirmForm, ReturnedForm
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.shared.errors import NotFound
from ltc.web.views import Page
from providers.visits.queries.desk import names_of_users

_ORDER = "PaymentDesk.show"


class ReturnDesk(Page):
    """``/desk/returns``."""

    route_base = "/desk/returns"

    @expose("/")
    @allowed("person_payee.return_drop")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the notices that wait."""
        with read_only():
            scope = current_scope()
            return self.render(
                "billing/bank_returns.html",
                rows=shown.returns_waiting(scope=scope),
                providers=payees.returns(scope=scope, states=(PROPOSED,)),
                names=directory.organisation_names(),
            )

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


class PayeeReturnDesk(Page):
    """``/desk/payee-returns``."""

    route_base = "/desk/payee-returns"
    default_view = "confirm"

    @expose("/new/<int:order_id>/<int:provider_id>/<insurance>", methods=["GET", "POST"])
    @allowed("payee.return", step_up=True)
    def new(self, order_id: int, provider_id: int, insurance: str) -> Any:  # noqa: ANN401 - a page
        """Record that the bank returned what an order paid to a provider."""
        form, scope = ReturnedForm(), current_scope()
        paid = payee_returns.Paid(order_id, provider_id, _fund(insurance))
        if form.sent():
            with form.catching():
                with unit_of_work():
                    payee_returns.propose(paid, Back(**form.values()), scope=scope, at=now())
                return self.done(_("退回已登记，待另一人确认"), _ORDER, order_id=order_id)
        with read_only():
            provider = directory.organisation(provider_id, scope=scope)
            return self.render(
                "billing/payee_return.html", form=form, paid=paid, provider=provider, row=None
            )

    @expose("/<int:payee_return_id>/confirm", methods=["GET", "POST"])
    @allowed("payee.return_confirm", step_up=True)
    def confirm(self, payee_return_id: int) -> Any:  # noqa: ANN401 - a page
        """Confirm a notice by typing its reference again."""
        form, scope = ReturnConfirmForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    typed = form.bank_reference.data
                    row = payee_returns.confirm(payee_return_id, typed, scope=scope, at=now())
                said = _("退回已入账，金额仍为应付；请为该机构登记新的收款账户")
                return self.done(said, _ORDER, order_id=row.order_id)
        with read_only():
            return self.render("billing/payee_return.html", form=form, **_waiting(payee_return_id))

    @expose("/<int:payee_return_id>/drop", methods=["POST"])
    @allowed("payee.return_drop", step_up=True)
    def drop(self, payee_return_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Drop a notice that was recorded wrongly."""
        with unit_of_work():
            row = payee_returns.drop(payee_return_id, scope=current_scope(), at=now())
        return self.done(_("已退回"), _ORDER, order_id=row.order_id)


def _fund(insurance: str) -> str:
    if insurance not in INSURANCES:
        raise NotFound("no such fund", "没有该险种")
    return insurance


def _waiting(return_id: int) -> dict[str, Any]:
    scope = current_scope()
    row = payees.returned(return_id, scope=scope)
    return {
        "row": row,
        "paid": row,
        "provider": directory.organisation(row.provider_id, scope=scope),
        "by": names_of_users([row.proposed_by]).get(row.proposed_by, ""),
    }
