"""Papers about money, handed out from their pages: statement, reconciliation, payment order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_appbuilder import expose

from billing.board.shown import pool_of
from billing.papers import books
from billing.papers.payment import payment_order
from billing.papers.reconciliation import reconciliation
from billing.papers.statement import statement
from ltc.db import unit_of_work
from ltc.papers.handing import hand_out
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
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

    @expose("/statements/<int:statement_id>/book", methods=["POST"])
    @allowed("statement.read")
    def statement_book(self, statement_id: int) -> Any:  # noqa: ANN401 - a file
        """Send one version of a provider's statement as a workbook."""
        return self._send(partial(books.statement_book, statement_id))

    @expose("/months/<int:settlement_id>/book", methods=["POST"])
    @allowed("settlement.read")
    def reconciliation_book(self, settlement_id: int) -> Any:  # noqa: ANN401 - a file
        """Send the three-way reconciliation of a month as a workbook."""
        return self._send(partial(books.reconciliation_book, settlement_id))

    @expose("/fund/<int:year>/book", methods=["POST"])
    @allowed("fund.read")
    def fund_book(self, year: int) -> Any:  # noqa: ANN401 - a file
        """Send the fund board of a year as a workbook."""
        area = pool_of(current_scope().area, today())
        return self._send(partial(books.fund_book, area, year))

    def _send(self, make: Callable[..., books.Book]) -> Any:  # noqa: ANN401 - a file
        with unit_of_work():
            made = make(scope=current_scope(), at=now())
        return self.file(made.content, name=made.name, mimetype=books.XLSX)

    @expose("/payments/<int:order_id>/paper", methods=["POST"])
    @allowed("payment.read")
    def payment(self, order_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Hand out a payment order."""
        return hand_out(partial(payment_order, order_id, scope=current_scope()))
