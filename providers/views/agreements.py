"""Agreements 协议: applied for, reviewed, published, signed, priced, ended."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.audit import queries as trail
from ltc.case.timeline import who_acted
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.views import Page
from ltc.web.words import word
from providers import queries, services
from providers.forms import AgreementForm, EndForm, PriceForm
from providers.models import Agreement
from providers.rules.states import AGREEMENT, STEPS, agreement_on
from providers.views.choices import fill_agreement, fill_price, names
from providers.views.paging import cut

_SHOW = "AgreementDesk.show"


class AgreementDesk(Page):
    """``/desk/agreements``."""

    route_base = "/desk/agreements"

    @expose("/")
    @allowed("agreement.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List agreements by state."""
        scope, on = current_scope(), today()
        state = request.args.get("state", "")
        chosen = (state,) if state in AGREEMENT else ()
        with read_only():
            rows = [
                {"agreement": each, "provider": name, "state": _stands(each)}
                for each, name in queries.agreements(scope=scope, states=chosen)
            ]
            counts = queries.count_agreements(scope=scope)
            page = cut(rows, request.args.get("page", ""))
            words = names(pack_for_area(scope.area, on), on)
            tabs = _tabs(state, counts)
            return self.render("providers/agreements.html", page=page, tabs=tabs, words=words)

    @expose("/apply", methods=["GET", "POST"])
    @allowed("agreement.apply")
    def apply(self) -> Any:  # noqa: ANN401 - a page
        """Apply for an agreement, for one's own provider or at the window."""
        scope, form = current_scope(), AgreementForm()
        with read_only():
            fill_agreement(form, scope, today())
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = _agreement(form)
                    made = services.apply_agreement(new, scope=scope, at=now())
                return self.done(_("协议申请已提交"), _SHOW, agreement_id=made.id)
        return self.render("providers/agreement_apply.html", form=form)

    @expose("/<int:agreement_id>")
    @allowed("agreement.read")
    def show(self, agreement_id: int) -> Any:  # noqa: ANN401 - a page
        """Show an agreement with its way so far, its prices and what may be done next."""
        scope, on = current_scope(), today()
        with read_only():
            found = queries.agreement(agreement_id, scope=scope)
            return self.render(
                "providers/agreement.html",
                agreement=found,
                provider=directory.organisation(found.provider_id, scope=scope),
                state=_stands(found),
                steps=_steps(found),
                prices=queries.prices_of(found.id),
                words=names(pack_for_area(found.area_code, max(on, found.first_day)), on),
                entries=_entries(found),
            )

    @expose("/<int:agreement_id>/review", methods=["POST"])
    @allowed("agreement.review")
    def review(self, agreement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Find the application in order."""
        return self._advance(agreement_id, "reviewed", _("已审核，可以公示"))

    @expose("/<int:agreement_id>/publish", methods=["POST"])
    @allowed("agreement.review")
    def publish(self, agreement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Publish the intention to sign."""
        return self._advance(agreement_id, "published", _("已公示，公示期满后可以签订"))

    @expose("/<int:agreement_id>/sign", methods=["POST"])
    @allowed("agreement.sign")
    def sign(self, agreement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Sign, by another person than the reviewer; in force at once on its days."""
        with unit_of_work():
            services.sign_agreement(agreement_id, scope=current_scope(), at=now())
        return self.done(_("协议已签订"), _SHOW, agreement_id=agreement_id)

    @expose("/<int:agreement_id>/end", methods=["GET", "POST"])
    @allowed("agreement.end")
    def end(self, agreement_id: int) -> Any:  # noqa: ANN401 - a page
        """End an agreement with a day and a reason."""
        scope, form = current_scope(), EndForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.end_agreement(agreement_id, **form.values(), scope=scope, at=now())
                return self.done(_("协议已终止，并已通知机构"), _SHOW, agreement_id=agreement_id)
        with read_only():
            found = queries.agreement(agreement_id, scope=scope)
            serving = queries.serving([found.provider_id]).get(found.provider_id, 0)
            return self.render(
                "providers/agreement_end.html", form=form, agreement=found, serving=serving
            )

    @expose("/<int:agreement_id>/prices", methods=["GET", "POST"])
    @allowed("agreement.price")
    def prices(self, agreement_id: int) -> Any:  # noqa: ANN401 - a page
        """Agree on the price of one service from a day on."""
        scope, form = current_scope(), PriceForm()
        with read_only():
            fill_price(form, queries.agreement(agreement_id, scope=scope), today())
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = form.command(services.NewPrice)
                    services.set_price(agreement_id, new, scope=scope, at=now())
                return self.done(_("价格已登记"), _SHOW, agreement_id=agreement_id)
        with read_only():
            found = queries.agreement(agreement_id, scope=scope)
            return self.render("providers/agreement_price.html", form=form, agreement=found)

    def _advance(self, agreement_id: int, to: str, said: str) -> Any:  # noqa: ANN401 - a redirect
        with unit_of_work():
            services.advance_agreement(agreement_id, to, scope=current_scope(), at=now())
        return self.done(said, _SHOW, agreement_id=agreement_id)


def _stands(agreement: Agreement) -> str:
    return agreement_on(agreement.state, agreement.first_day, agreement.last_day, today())


def _agreement(form: AgreementForm) -> services.NewAgreement:
    values = form.values()
    values["provider_id"] = int(values["provider_id"])
    values["modes"] = tuple(values["modes"])
    values["deposit_fen"] = values["deposit_fen"] or 0
    return services.NewAgreement(**values)


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the tabs over the list: all, then each state that has any."""
    shown = [("", _("全部"), 0)]
    shown += [(each, word(each, "agreement"), counts.get(each, 0)) for each in AGREEMENT]
    return [
        {"label": label, "url": f"?state={code}", "active": code == state, "count": count}
        for code, label, count in shown
        if not code or count or code == state
    ]


def _steps(agreement: Agreement) -> list[dict[str, str]]:
    """Return the procedure with the steps done; an ended agreement shows none to come."""
    if agreement.state == "ended":
        return []
    now_at = STEPS.index(agreement.state)
    return [
        {
            "label": word(f"step_{each}", "agreement_step"),
            "is": "done" if at <= now_at else "now" if at == now_at + 1 else "next",
        }
        for at, each in enumerate(STEPS)
        if each != "signed"
    ]


def _entries(agreement: Agreement) -> list[dict[str, Any]]:
    """Return what happened to the agreement, newest first."""
    whole = Scope(current_scope().actor, reason="the way of an agreement that was read in scope")
    rows = trail.about("agreement", agreement.id, scope=whole)
    return [
        {
            "at": row.at,
            "who": who_acted(row),
            "title": word(row.act, "agreement_act"),
            "text": row.reason,
        }
        for row in rows
    ]
