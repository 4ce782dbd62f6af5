"""Operators 经办考核: contracts, the monthly scorecard, its chart and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.oversight import services
from ltc.oversight.forms import ContractForm, MakeForm
from ltc.oversight.queries import counting, records
from ltc.oversight.queries.records import CardRow
from ltc.oversight.rules.scoring import HUNDREDTHS, KINDS
from ltc.oversight.views import choices
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.shared.errors import NotFound
from ltc.web.paging import key_page, page_number
from ltc.web.views import Page
from ltc.web.words import word

_PAGE = 50
_SHOW, _CONTRACT = "Scorecards.show", "Contracts.show"


class Contracts(Page):
    """``/desk/contracts``."""

    route_base = "/desk/contracts"

    @expose("/")
    @allowed("contract.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the contracts with operators."""
        with read_only():
            rows = records.contracts(scope=current_scope())
            names = directory.organisation_names()
            return self.render("oversight/contracts.html", rows=rows, names=names)

    @expose("/new", methods=["GET", "POST"])
    @allowed("contract.make")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Enter a contract."""
        form, scope = ContractForm(), current_scope()
        with read_only():
            form.operator_id.choices = choices.organisations("operator", scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made = services.make_contract(_contract(form), scope=scope, at=now())
                return self.done(_("合同已录入，待另一人审批"), _CONTRACT, contract_id=made.id)
        return self.render("oversight/contract_new.html", form=form)

    @expose("/<int:contract_id>")
    @allowed("contract.read")
    def show(self, contract_id: int) -> Any:  # noqa: ANN401 - a page
        """Show a contract with its indicators."""
        with read_only():
            found = records.contract(contract_id, scope=current_scope())
            names = directory.organisation_names()
            return self.render("oversight/contract.html", contract=found, names=names, kinds=KINDS)

    @expose("/<int:contract_id>/approve", methods=["POST"])
    @allowed("contract.approve", step_up=True)
    def approve(self, contract_id: int) -> Response:
        """Put a contract into force."""
        with unit_of_work():
            services.approve_contract(contract_id, scope=current_scope(), at=now())
        return self.done(_("合同已审批生效"), _CONTRACT, contract_id=contract_id)


class Scorecards(Page):
    """``/desk/scorecards``."""

    route_base = "/desk/scorecards"

    @expose("/")
    @allowed("scorecard.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the months, newest first, with a chart of points."""
        form, scope = MakeForm(), current_scope()
        with read_only():
            form.contract_id.choices = choices.contracts(scope)
            form.month.data = Month.of(today()).previous()
            rows = records.scorecards(scope=scope)
            return self.render(
                "oversight/scorecards.html", form=form, rows=rows, chart=_chart(rows)
            )

    @expose("/make", methods=["POST"])
    @allowed("scorecard.make")
    def make(self) -> Any:  # noqa: ANN401 - a page
        """Count a month."""
        form, scope = MakeForm(), current_scope()
        with read_only():
            form.contract_id.choices = choices.contracts(scope)
        if form.sent():
            with form.catching():
                wanted = form.values()
                with unit_of_work():
                    whose, month = int(wanted["contract_id"]), wanted["month"]
                    made = services.make_scorecard(whose, month, scope=scope, at=now())
                return self.done(_("考核已编制"), _SHOW, scorecard_id=made.id)
        return self.render("oversight/scorecard_make.html", form=form)

    @expose("/<int:scorecard_id>")
    @allowed("scorecard.read")
    def show(self, scorecard_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one month: each indicator, its points, and the way to what it was counted from."""
        scope = current_scope()
        with read_only():
            card = records.scorecard(scorecard_id, scope=scope)
            return self.render(
                "oversight/scorecard.html",
                card=card,
                contract=records.contract(card.contract_id, scope=scope),
                operator=directory.organisation_names().get(card.operator_id, ""),
                versions=records.versions(card.contract_id, card.month, scope=scope),
                approval=records.approval(card.contract_id, card.month),
                kinds=KINDS,
                shares=_shares(card.rows),
            )

    @expose("/<int:scorecard_id>/approve", methods=["POST"])
    @allowed("scorecard.approve", step_up=True)
    def approve(self, scorecard_id: int) -> Response:
        """Accept a month; its fee goes into the books."""
        with unit_of_work():
            services.approve_scorecard(scorecard_id, scope=current_scope(), at=now())
        return self.done(_("考核已确认"), _SHOW, scorecard_id=scorecard_id)

    @expose("/<int:scorecard_id>/<code>")
    @allowed("scorecard.read")
    def details(self, scorecard_id: int, code: str) -> Any:  # noqa: ANN401 - a page
        """Show the records that a figure was counted from."""
        met = {"1": True, "0": False}.get(request.args.get("met", ""))
        number = page_number(request.args.get("page", ""))
        if code not in KINDS:
            raise NotFound("no such indicator", "没有该考核指标")
        with read_only():
            card = records.scorecard(scorecard_id, scope=current_scope())
            found = counting.details(card.id, code, met=met, page=number)
            page = key_page(found, _PAGE, lambda _row: str(number + 1))
            return self.render(
                "oversight/scorecard_details.html", card=card, code=code, page=page, met=met
            )


def _contract(form: ContractForm) -> services.NewContract:
    """Build the command; the contract holds for the whole of the reader's area."""
    given = form.values()
    plain = ("number", "first_day", "last_day", "fee_fen", "performance_bp", "insurance")
    return services.NewContract(
        operator_id=int(given["operator_id"]),
        area_code=current_scope().area,
        indicators=form.indicators(),
        document=given["document"] or "",
        **{name: given[name] for name in plain},
    )


def _chart(rows: Sequence[CardRow]) -> dict[str, Any]:
    """Return months and one line of points per operator."""
    months = sorted({row.card.month for row in rows})[-12:]
    points = {(row.operator, row.card.month): row.card.points / HUNDREDTHS for row in rows}
    operators = sorted({row.operator for row in rows})
    series = [
        {"name": each, "values": [points.get((each, month)) for month in months]}
        for each in operators
    ]
    return {"months": months, "series": series}


def _shares(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return names and shares of points won, for the chart of one card."""
    measured = [row for row in rows if row["measured"]]
    return {
        "labels": [word(row["code"], "indicator") for row in measured],
        "values": [row["points"] / row["weight"] for row in measured],
    }
