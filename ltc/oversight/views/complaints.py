"""Complaints and reports 投诉举报: the family's page, the desk's, and the page for a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ltc.case import queries as cases
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.oversight import services
from ltc.oversight.forms import (
    ComplaintForm,
    DeskComplaintForm,
    InvestigateForm,
    TextForm,
    TrackForm,
)
from ltc.oversight.queries import records
from ltc.oversight.views import choices
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page

_SHOW = "Complaints.show"
# What each act is called, and the service that does it.
_ACTS: dict[str, Callable[..., object]] = {
    "reject": services.reject_complaint,
    "answer": services.answer_complaint,
    "take_over": services.take_over,
}


class MyComplaints(Page):
    """``/my/complaints``: what a family has said, and how it went."""

    route_base = "/my/complaints"

    @expose("/")
    @allowed("complaint.own")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the person's own complaints; sealed ones are followed by their code."""
        with read_only():
            rows = records.complaints(scope=current_scope())
            return self.render("oversight/my_complaints.html", rows=rows)

    @expose("/new", methods=["GET", "POST"])
    @allowed("complaint.own")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Complain or report; the code is shown once."""
        form, scope = ComplaintForm(), current_scope()
        with read_only():
            form.provider_id.choices = choices.organisations("care_provider", scope)
            area = cases.person(scope.person_id or 0, scope=scope).area_code
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = _of_family(form, scope, area)
                    made, code = services.make_complaint(new, scope=scope, at=now())
                return self.render("oversight/complaint_code.html", made=made, code=code)
        return self.render("oversight/my_complaint_new.html", form=form)


class Tracking(Page):
    """``/complaints``: whoever has the code may see how it went."""

    route_base = "/complaints"

    @expose("/", methods=["GET", "POST"])
    @allowed("complaint.track")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show state and answer of the complaint that a code belongs to."""
        form = TrackForm()
        if form.sent():
            with form.catching(), read_only():
                found = services.tracked(form.code.data)
                return self.render("oversight/complaint_tracked.html", form=form, found=found)
        return self.render("oversight/complaint_tracked.html", form=form, found=None)


class Complaints(Page):
    """``/desk/complaints``."""

    route_base = "/desk/complaints"

    @expose("/")
    @allowed("complaint.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List what waits, or everything."""
        everything = request.args.get("all") == "1"
        after = number_key(request.args.get("after", ""))
        with read_only():
            scope = current_scope()
            found = records.complaints(scope=scope, open_only=not everything, after=after)
            page = key_page(found, records.PAGE, lambda each: str(each.id))
            return self.render(
                "oversight/complaints.html", page=page, everything=everything, on=today()
            )

    @expose("/new", methods=["GET", "POST"])
    @allowed("complaint.take")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Write down a call, a letter or what was said at a window."""
        form, scope = DeskComplaintForm(), current_scope()
        with read_only():
            form.provider_id.choices = choices.organisations("care_provider", scope)
            form.area_code.choices = choices.areas(scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made, code = services.make_complaint(_of_desk(form), scope=scope, at=now())
                return self.render("oversight/complaint_code.html", made=made, code=code)
        return self.render("oversight/complaint_new.html", form=form)

    @expose("/<int:complaint_id>")
    @allowed("complaint.read")
    def show(self, complaint_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one complaint; the name stays closed."""
        return _page(self, complaint_id)

    @expose("/<int:complaint_id>/accept", methods=["POST"])
    @allowed("complaint.take")
    def accept(self, complaint_id: int) -> Response:
        """Accept it."""
        version = number_key(request.form.get("version", ""))
        with unit_of_work():
            scope = current_scope()
            services.accept_complaint(complaint_id, scope=scope, at=now(), version=version)
        return self.done(_("已受理"), _SHOW, complaint_id=complaint_id)

    @expose("/<int:complaint_id>/investigate", methods=["GET", "POST"])
    @allowed("complaint.take")
    def investigate(self, complaint_id: int) -> Any:  # noqa: ANN401 - a page
        """Write down what was found out."""
        form, scope = InvestigateForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    facts = form.investigation.data, form.outcome.data
                    services.investigate_complaint(complaint_id, *facts, scope=scope, at=now())
                return self.done(_("调查结果已保存"), _SHOW, complaint_id=complaint_id)
        with read_only():
            found = records.complaint(complaint_id, scope=scope)
            return self.render("oversight/complaint_investigate.html", form=form, found=found)

    @expose("/<int:complaint_id>/reject", methods=["GET", "POST"])
    @allowed("complaint.take")
    def reject(self, complaint_id: int) -> Any:  # noqa: ANN401 - a page
        """Say why it is not taken up."""
        return _with_text(self, complaint_id, "reject", _("答复已发出"))

    @expose("/<int:complaint_id>/answer", methods=["GET", "POST"])
    @allowed("complaint.take")
    def answer(self, complaint_id: int) -> Any:  # noqa: ANN401 - a page
        """Answer it."""
        return _with_text(self, complaint_id, "answer", _("答复已发出"))

    @expose("/<int:complaint_id>/take-over", methods=["GET", "POST"])
    @allowed("complaint.take_over")
    def take_over(self, complaint_id: int) -> Any:  # noqa: ANN401 - a page
        """Let the bureau deal with it."""
        return _with_text(self, complaint_id, "take_over", _("已收回，由医保局办理"))

    @expose("/<int:complaint_id>/reveal", methods=["GET", "POST"])
    @allowed("complaint.reveal", step_up=True)
    def reveal(self, complaint_id: int) -> Any:  # noqa: ANN401 - a page
        """Open the seal against a reason; shown this once, and noted."""
        form, scope = TextForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    reason = form.text.data
                    name, contact = services.reveal(complaint_id, reason, scope=scope, at=now())
                return _page(self, complaint_id, revealed=(name, contact))
        return _text_page(self, complaint_id, "reveal", form)


def _of_family(form: ComplaintForm, scope: Scope, area: str) -> services.NewComplaint:
    """Build the command of a family; the account's name is the maker's."""
    return services.NewComplaint(
        area_code=area,
        text=form.text.data,
        kind=form.kind.data,
        against=form.against.data,
        provider_id=_number(form.provider_id.data),
        made_by_name=scope.actor.name,
        sealed=bool(form.sealed.data),
    )


def _of_desk(form: DeskComplaintForm) -> services.NewComplaint:
    """Build the command of a desk."""
    return services.NewComplaint(
        area_code=form.area_code.data,
        text=form.text.data,
        kind=form.kind.data,
        against=form.against.data,
        channel=form.channel.data,
        provider_id=_number(form.provider_id.data),
        made_by_name=form.made_by_name.data or "",
        contact=form.contact.data or "",
        sealed=bool(form.sealed.data),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _page(page: Page, complaint_id: int, revealed: tuple[str, str] | None = None) -> Any:  # noqa: ANN401
    """Show one complaint with the names of the organisations it is about."""
    with read_only():
        found = records.complaint(complaint_id, scope=current_scope())
        return page.render(
            "oversight/complaint.html",
            found=found,
            names=directory.organisation_names(),
            revealed=revealed,
            on=today(),
        )


def _with_text(page: Page, complaint_id: int, act: str, message: str) -> Any:  # noqa: ANN401
    """Do an act that takes one text."""
    form = TextForm()
    if form.sent():
        with form.catching():
            with unit_of_work():
                _ACTS[act](complaint_id, form.text.data, scope=current_scope(), at=now())
            return page.done(message, _SHOW, complaint_id=complaint_id)
    return _text_page(page, complaint_id, act, form)


def _text_page(page: Page, complaint_id: int, act: str, form: TextForm) -> Any:  # noqa: ANN401
    """Ask for the text of an act."""
    with read_only():
        found = records.complaint(complaint_id, scope=current_scope())
        return page.render("oversight/complaint_text.html", form=form, found=found, act=act)
