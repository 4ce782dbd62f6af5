"""Papers about money, handed out from their pages: statement, reconciliation, payment order."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_appbuilder import expose

from billing.papers.payment import payment_order
from billing.papers.reconciliation import reconciliation
from billing.papers.statement import statement
from ltc.papers.handing import hand_out
from ltc.security.policy import allowed, current_scope
from ltc.web.views import Page


class BillingPapers(Page):
    """``/desk/statements/<id>/paper`` and the like."""

    route_base = "/desk"
    default_view = "statement"

    @expose("/statements/<int:statement_id>/paper", methods=["POST"])
    @allowed("statement.read")
    def statement(self, statement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Hand out one version of a provider's statement."""
        return hand_out(partial(statement, statement_id, scope=current_scope()))

    @expose("/months/<int:settlement_id>/reconciliation", methods=["POST"])
    @allowed("settlement.read")
    def reconciliation(self, settlement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Hand out the three-way reconciliation of a month."""
        return hand_out(partial(reconciliation, settlement_id, scope=current_scope()))

    @expose("/payments/<int:order_id>/paper", methods=["POST"])
    @allowed("payment.read")
    def payment(self, order_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Hand out a payment order."""
        return hand_out(partial(payment_order, order_id, scope=current_scope()))
