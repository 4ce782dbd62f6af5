"""Staff 人员 of the providers: real names, certificates and when they run out, who has left."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.directory import services
from ltc.directory.models import Staff
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.views import Page
from providers import queries
from providers.forms import CertificateForm, LeaveForm, StaffFilter, StaffForm
from providers.rules.states import certificate_on, member_on
from providers.views.choices import fill_providers
from providers.views.paging import Cut, number_of

_SHOW = "ProviderStaff.show"
_STATES = ("", "expiring", "uncertified", "active", "left")


class ProviderStaff(Page):
    """``/desk/carers``."""

    route_base = "/desk/carers"

    @expose("/")
    @allowed("staff.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List staff, those with a certificate that runs out on a tab of their own."""
        scope, on = current_scope(), today()
        form = StaffFilter(request.args)
        with read_only():
            fill_providers(form, scope)
            search = _search(form)
            rows, total = queries.staff(search, on, scope=scope)
            page = Cut([_row(each) for each in rows], search.page, total)
            return self.render(
                "providers/staff.html", form=form, page=page, tabs=_tabs(search.state)
            )

    @expose("/add", methods=["GET", "POST"])
    @allowed("staff.change")
    def add(self) -> Any:  # noqa: ANN401 - a page
        """Take somebody on."""
        scope, form = current_scope(), StaffForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = form.command(services.NewStaff, organisation_id=scope.organisation_id)
                    made = services.add_staff(new, scope=scope, at=now())
                return self.done(_("已登记，请补充证书"), _SHOW, staff_id=made.id)
        return self.render("providers/staff_add.html", form=form)

    @expose("/<int:staff_id>")
    @allowed("staff.read")
    def show(self, staff_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one member of staff with certificates and suspensions."""
        scope, on = current_scope(), today()
        with read_only():
            member = directory.staff_member(staff_id, scope=scope)
            return self.render("providers/member.html", on=on, **_details(member, scope))

    @expose("/<int:staff_id>/certificates", methods=["GET", "POST"])
    @allowed("staff.change")
    def certify(self, staff_id: int) -> Any:  # noqa: ANN401 - a page
        """Add a certificate."""
        scope, form = current_scope(), CertificateForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = form.command(services.NewCertificate)
                    services.add_certificate(staff_id, new, scope=scope, at=now())
                return self.done(_("证书已登记"), _SHOW, staff_id=staff_id)
        with read_only():
            member = directory.staff_member(staff_id, scope=scope)
            return self.render("providers/certificate_add.html", form=form, member=member)

    @expose("/<int:staff_id>/leave", methods=["GET", "POST"])
    @allowed("staff.change")
    def leave(self, staff_id: int) -> Any:  # noqa: ANN401 - a page
        """Note that somebody has left."""
        scope, form = current_scope(), LeaveForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.end_staff(staff_id, form.why.data, scope=scope, at=now())
                return self.done(_("已登记离岗"), _SHOW, staff_id=staff_id)
        with read_only():
            member = directory.staff_member(staff_id, scope=scope)
            return self.render("providers/leave.html", form=form, member=member)


def _search(form: StaffFilter) -> queries.StaffSearch:
    """Read the boxes and tabs over the list; what is not on offer is as if nothing was chosen."""
    form.validate()
    provider = "" if form.provider.errors else form.provider.data or ""
    state = request.args.get("state", "")
    return queries.StaffSearch(
        name="" if form.name.errors else form.name.data or "",
        provider_id=int(provider) if provider else None,
        state=state if state in _STATES else "",
        page=number_of(request.args.get("page", "")),
    )


def _details(member: Staff, scope: Scope) -> dict[str, Any]:
    """Return what the page of one member of staff shows."""
    suspensions = queries.suspensions_of(member.organisation_id, scope=scope)
    return {
        "member": member,
        "provider": directory.organisation(member.organisation_id, scope=scope),
        "state": _stands(member.id, member.state),
        "certificates": _certificates(member.id),
        "suspensions": [each for each in suspensions if each.staff_id == member.id],
    }


def _row(found: queries.StaffRow) -> dict[str, Any]:
    state = member_on(found.member.state, found.last_day, today(), suspended=found.suspended)
    return {
        "member": found.member,
        "provider": found.provider,
        "last_day": found.last_day,
        "state": state,
    }


def _stands(staff_id: int, state: str) -> str:
    """Return how one member of staff stands today."""
    days = [each.last_day for each in directory.certificates_of([staff_id])]
    suspended = staff_id in queries.suspended_staff(today())
    return member_on(state, max(days, default=None), today(), suspended=suspended)


def _certificates(staff_id: int) -> list[dict[str, Any]]:
    """Return the certificates as they stand today, the newest first."""
    found = directory.certificates_of([staff_id])
    return [
        {"certificate": each, "state": certificate_on(each.first_day, each.last_day, today())}
        for each in reversed(found)
    ]


def _tabs(state: str) -> list[dict[str, Any]]:
    labels = {
        "": _("全部"),
        "expiring": _("证书将到期"),
        "uncertified": _("无有效证书"),
        "active": _("在岗"),
        "left": _("已离岗"),
    }
    return [
        {"label": labels[code], "url": f"?state={code}", "active": code == state}
        for code in _STATES
    ]
