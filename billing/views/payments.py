"""付款单: drafted by one officer, approved by another, told to the bank, recorded as paid."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.forms import PaidForm, UnpaidForm, WithdrawForm
from billing.ledger import queries as ledger
from billing.ledger.rules.entry import About
from billing.lines import queries as lines
from billing.models import PaymentOrder
from billing.payees import queries as payee_queries
from billing.payees.rules import CONFIRMED, PROPOSED
from billing.payments import queries, services, withdrawing
from billing.payments.cash import lacking
from billing.payments.rules import APPROVED, FIGURES
from billing.persons import balances
from billing.persons import paying as people
from billing.persons import queries as person_queries
from billing.views.words import happened
from ltc.db import read_only, unit_of_work
from ltc.papers.queries import papers_about
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.forms import Form
from ltc.web.views import Page
from providers.visits.queries.desk import names_of_users

_SHOW = "PaymentDesk.show"


class PaymentDesk(Page):
    """``/desk/payments``."""

    route_base = "/desk/payments"

    @expose("/")
    @allowed("payment.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List payment orders, newest first."""
        scope = current_scope()
        with read_only():
            rows = queries.orders(scope=scope)
            months = lines.settlements_of([each.settlement_id for each in rows])
            return self.render("billing/payments.html", rows=rows, months=months)

    @expose("/<int:order_id>")
    @allowed("payment.read")
    def show(self, order_id: int) -> Any:  # noqa: ANN401 - a page
        """Show an order: who gets what from which fund, who made and approved it."""
        with read_only():
            return self.render("billing/payment.html", **_order(order_id, current_scope()))

    @expose("/draft/<int:settlement_id>", methods=["POST"])
    @allowed("payment.draft")
    def draft(self, settlement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Draft the payment of an approved month."""
        with unit_of_work():
            made = services.draft_order(settlement_id, scope=current_scope(), at=now())
        return self.done(_("付款单已制作，待另一人复核"), _SHOW, order_id=made.id)

    @expose("/<int:order_id>/approve", methods=["POST"])
    @allowed("payment.approve", step_up=True)
    def approve(self, order_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Approve an order, by another person than who drafted it."""
        with unit_of_work():
            services.approve_order(order_id, scope=current_scope(), at=now())
        return self.done(_("付款单已复核，可以导出银行文件"), _SHOW, order_id=order_id)

    @expose("/<int:order_id>/file", methods=["POST"])
    @allowed("payment.file", step_up=True)
    def file_of(self, order_id: int) -> Any:  # noqa: ANN401 - a file
        """Send the bank's file of an approved order; sending it leaves a row."""
        scope = current_scope()
        with unit_of_work():
            content = services.bank_file_of(order_id, scope=scope, at=now())
            order = queries.order(order_id, scope=scope)
            month = lines.settlements_of([order.settlement_id])[order.settlement_id].month
        return self.file(content, name=f"{month}-{order_id}.csv", mimetype="text/csv")

    @expose("/<int:order_id>/paid", methods=["GET", "POST"])
    @allowed("payment.pay")
    def paid(self, order_id: int) -> Any:  # noqa: ANN401 - a page
        """Record that the bank paid; the books follow."""
        scope, form = current_scope(), PaidForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    values = form.values()
                    services.mark_paid(order_id, **values, scope=scope, at=now())
                return self.done(_("已登记付款，基金账已入账"), _SHOW, order_id=order_id)
        _begin(form)
        with read_only():
            order = queries.order(order_id, scope=scope)
            return self.render("billing/paid.html", form=form, order=order)

    @expose("/<int:order_id>/unpaid", methods=["GET", "POST"])
    @allowed("payment.pay")
    def unpaid(self, order_id: int) -> Any:  # noqa: ANN401 - a page
        """Record the bank's word that it paid nothing."""
        scope, form = current_scope(), UnpaidForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    withdrawing.record_unpaid(order_id, **form.values(), scope=scope, at=now())
                return self.done(_("已登记，复核岗可以撤回付款单"), _SHOW, order_id=order_id)
        return self._act(form, order_id, "unpaid")

    @expose("/<int:order_id>/withdraw", methods=["GET", "POST"])
    @allowed("payment.withdraw", step_up=True)
    def withdraw(self, order_id: int) -> Any:  # noqa: ANN401 - a page
        """Take back an order that paid nothing; the month can be drafted again."""
        scope, form = current_scope(), WithdrawForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    withdrawing.withdraw(order_id, **form.values(), scope=scope, at=now())
                return self.done(_("付款单已撤回，金额仍为应付"), _SHOW, order_id=order_id)
        return self._act(form, order_id, "withdraw")

    def _act(self, form: Form, order_id: int, act: str) -> Any:  # noqa: ANN401 - a page
        with read_only():
            order = queries.order(order_id, scope=current_scope())
            return self.render("billing/payment_act.html", form=form, order=order, act=act)


def _begin(form: Form) -> None:
    if not form.is_submitted():
        form.paid_on.data = today()


def _order(order_id: int, scope: Scope) -> dict[str, Any]:
    """Return an order as its page shows it."""
    order: PaymentOrder = queries.order(order_id, scope=scope)
    found = queries.lines(order.id)
    came_back = payee_queries.returns(scope=scope, states=(PROPOSED, CONFIRMED), order_id=order.id)
    acted = order.made_by, order.approved_by, order.unpaid_by, order.withdrawn_by
    users = [each for each in acted if each]
    return {
        "order": order,
        "handed_over": order.state == APPROVED and queries.was_handed_over(order),
        "month": lines.settlements_of([order.settlement_id])[order.settlement_id],
        "lines": found,
        "lacking": lacking(order, scope=scope),
        "totals": {name: sum(getattr(each, name) for each in found) for name in FIGURES},
        "payee_returns": {(each.provider_id, each.insurance): each for each in came_back},
        "payees": queries.payees([each.provider_id for each in found]),
        "people": people.paid_accounts(order.id),
        "returned": balances.returned_in(order.id),
        "waiting": {each.person_id: each.id for each in person_queries.returns_in(order.id)},
        "postings": ledger.trace(About("payment_order", str(order.id)), scope=scope),
        "users": names_of_users(users),
        "papers": papers_about("payment_order", order.id, scope=scope),
        "entries": happened(("payment_order", order.id), scope=scope),
    }
