"""保证金和周转金: what is withheld, prepaid and owed in fees, and the decisions that move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.board.shown import pool_of
from billing.deposits import queries, services
from billing.deposits.forms import DecisionForm, RefuseForm
from billing.deposits.rules import PAYEES, PROVIDER, Standing
from billing.deposits.services import NewDecision
from billing.forms import PaidForm
from billing.views.words import happened, named_by_id
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.forms import Form
from ltc.web.views import Page
from ltc.web.words import choices

_SHOW = "DepositDesk.show"


class DepositDesk(Page):
    """``/desk/deposits``."""

    route_base = "/desk/deposits"

    @expose("/")
    @allowed("deposit.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what stands between the fund and each provider, and the decisions."""
        scope = current_scope()
        area = pool_of(scope.area, today())
        with read_only():
            owed = queries.fees_owed(area, scope=scope)
            return self.render(
                "billing/deposits.html",
                rows=_rows(queries.standings(area, scope=scope)),
                fees=_rows(owed),
                decisions=queries.decisions(scope=scope),
                names=directory.organisation_names(),
            )

    @expose("/new", methods=["GET", "POST"])
    @allowed("deposit.draft")
    def draft(self) -> Any:  # noqa: ANN401 - a page
        """Draft a decision."""
        scope, form = current_scope(), DecisionForm()
        area = pool_of(scope.area, today())
        with read_only():
            _offer(form, area)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made = services.draft(_new(form, area), scope=scope, at=now())
                return self.done(_("已提交复核"), _SHOW, decision_id=made.id)
        return self.render("billing/deposit_draft.html", form=form)

    @expose("/<int:decision_id>")
    @allowed("deposit.read")
    def show(self, decision_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one decision and what may be done with it."""
        return self._page(decision_id)

    @expose("/<int:decision_id>/approve", methods=["POST"])
    @allowed("deposit.approve", step_up=True)
    def approve(self, decision_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Approve it, by another person than who drafted it."""
        with unit_of_work():
            services.approve(decision_id, scope=current_scope(), at=now())
        return self.done(_("已复核"), _SHOW, decision_id=decision_id)

    @expose("/<int:decision_id>/refuse", methods=["POST"])
    @allowed("deposit.approve")
    def refuse(self, decision_id: int) -> Any:  # noqa: ANN401 - a page
        """Turn it down."""
        form = RefuseForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    values = form.values()
                    services.refuse(decision_id, **values, scope=current_scope(), at=now())
                return self.done(_("已退回"), _SHOW, decision_id=decision_id)
        return self._page(decision_id, form)

    @expose("/<int:decision_id>/bank", methods=["POST"])
    @allowed("deposit.bank")
    def bank(self, decision_id: int) -> Any:  # noqa: ANN401 - a page
        """Record what the bank said."""
        form = PaidForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    values = form.values()
                    services.carried_out(decision_id, **values, scope=current_scope(), at=now())
                return self.done(_("已入账"), _SHOW, decision_id=decision_id)
        return self._page(decision_id, form)

    def _page(self, decision_id: int, form: Form | None = None) -> Any:  # noqa: ANN401 - a page
        scope = current_scope()
        with read_only():
            row = queries.decision(decision_id, scope=scope)
            return self.render(
                "billing/deposit.html",
                form=form,
                row=row,
                refusing=form if isinstance(form, RefuseForm) else RefuseForm(),
                paying=form if isinstance(form, PaidForm) else PaidForm(),
                names=directory.organisation_names(),
                entries=happened(("fund_decision", row.id), scope=scope),
            )


def _rows(found: Mapping[Any, Standing]) -> list[dict[str, Any]]:
    """Return what stands between funds and organisations, as rows."""
    return [
        {"provider_id": whose, "insurance": insurance, "there": there}
        for (whose, insurance), there in found.items()
    ]


def _offer(form: DecisionForm, area: str) -> None:
    form.kind.choices = choices("fund_decision")
    form.insurance.choices = choices("fund")
    kinds = (PROVIDER, *dict.fromkeys(PAYEES.values()))
    found = [each for kind in kinds for each in directory.organisations(kind, area)]
    form.provider_id.choices = named_by_id(found)


def _new(form: DecisionForm, area: str) -> NewDecision:
    values = form.values()
    values["fen"] = values.pop("amount")
    values["provider_id"] = int(values["provider_id"])
    return NewDecision(area_code=area, **values)
