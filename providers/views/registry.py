"""The register of providers with its map; one provider's page; suspending and lifting."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.policy.load import pack_for_area
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.views import Page
from providers import queries, registry, services
from providers.forms import LiftForm, RegistryFilter, SuspendForm
from providers.rules.states import agreement_on
from providers.views.choices import fill_registry, fill_suspend, names
from providers.views.paging import cut


class ProviderRegistry(Page):
    """``/desk/providers``."""

    route_base = "/desk/providers"

    @expose("/")
    @allowed("provider.registry")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the providers of the area and show them on its map."""
        scope, on = current_scope(), today()
        form = RegistryFilter(request.args)
        with read_only():
            areas = directory.areas_under(scope.area)
            fill_registry(form, areas, scope, on)
            lines = registry.entries(_search(form), on, scope=scope)
            page = cut(lines, request.args.get("page", ""))
            words = names(pack_for_area(scope.area, on), on)
            drawn = registry.map_of(lines, areas)
            return self.render(
                "providers/registry.html", form=form, page=page, words=words, drawn=drawn
            )

    @expose("/mine")
    @allowed("provider.own")
    def mine(self) -> Any:  # noqa: ANN401 - a redirect
        """Lead a provider's desk to its own page."""
        provider_id = current_scope().organisation_id or 0
        return redirect(url_for("ProviderRegistry.show", provider_id=provider_id), code=303)

    @expose("/<int:provider_id>")
    @allowed("provider.read")
    def show(self, provider_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one provider: agreements, staff, suspensions, where it is."""
        scope, on = current_scope(), today()
        with read_only():
            line = registry.entry(provider_id, on, scope=scope)
            return self.render(
                "providers/provider.html",
                line=line,
                on=on,
                agreements=_agreements(provider_id),
                suspensions=queries.suspensions_of(provider_id, scope=scope),
                staff={each.id: each.name for each in directory.staff_of(provider_id, scope=scope)},
                words=names(pack_for_area(line.provider.area_code, on), on),
                drawn=registry.map_of([line], directory.areas_under(line.provider.area_code[:6])),
            )

    @expose("/<int:provider_id>/suspend", methods=["GET", "POST"])
    @allowed("provider.suspend")
    def suspend(self, provider_id: int) -> Any:  # noqa: ANN401 - a page
        """Suspend a provider or one of its staff."""
        scope, form = current_scope(), SuspendForm()
        with read_only():
            fill_suspend(form, provider_id, scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.suspend(provider_id, **_suspension(form), scope=scope, at=now())
                return self.done(_("已暂停，并已通知机构"), _SHOW, provider_id=provider_id)
        with read_only():
            provider = directory.organisation(provider_id, scope=scope)
            return self.render("providers/suspend.html", form=form, provider=provider)

    @expose("/suspensions/<int:suspension_id>/lift", methods=["GET", "POST"])
    @allowed("provider.suspend")
    def lift(self, suspension_id: int) -> Any:  # noqa: ANN401 - a page
        """Let a suspension end earlier."""
        scope, form = current_scope(), LiftForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    found = services.lift(suspension_id, **form.values(), scope=scope, at=now())
                return self.done(_("已恢复服务"), _SHOW, provider_id=found.provider_id)
        with read_only():
            found = queries.suspension(suspension_id, scope=scope)
            provider = directory.organisation(found.provider_id, scope=scope)
            return self.render(
                "providers/lift.html", form=form, provider=provider, suspension=found
            )


_SHOW = "ProviderRegistry.show"


def _search(form: RegistryFilter) -> registry.Search:
    """Read the boxes over the list; what is not on offer is as if nothing was chosen."""
    form.validate()
    chosen = {key: "" if form[key].errors else value for key, value in form.values().items()}
    return registry.Search(**{key: value or "" for key, value in chosen.items()})


def _agreements(provider_id: int) -> list[dict[str, Any]]:
    """Return a provider's agreements as they stand today."""
    found = queries.agreements(scope=current_scope(), provider_id=provider_id)
    on = today()
    return [
        {
            "agreement": each,
            "state": agreement_on(each.state, each.first_day, each.last_day, on),
        }
        for each, _name in found
    ]


def _suspension(form: SuspendForm) -> dict[str, Any]:
    values = form.values()
    return {**values, "staff_id": int(values["staff_id"]) if values["staff_id"] else None}
