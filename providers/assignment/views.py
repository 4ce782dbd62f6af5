"""The assignment desk 派单: plans that wait, candidates with reasons, the provider's answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.case.plan import queries as plans
from ltc.case.services import note_reading
from ltc.db import read_only, unit_of_work
from ltc.papers.handing import hand_out
from ltc.security.policy import allowed, current_scope, holds
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.web.paging import number_key
from ltc.web.views import Page
from providers.assignment import queries, services, shown
from providers.assignment.forms import (
    CHOSEN,
    AcceptForm,
    ProposeForm,
    SheetForm,
    TransferForm,
    WhyForm,
)
from providers.models import Assignment

_SHOW = "AssignmentDesk.show"


class AssignmentDesk(Page):
    """``/desk/assignments``."""

    route_base = "/desk/assignments"

    @expose("/")
    @allowed("assignment.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List plans that wait for a provider, and assignments by state."""
        scope, state = current_scope(), request.args.get("state", "")
        before = number_key(request.args.get("before", ""))
        with read_only():
            tabs = shown.tabs(state, scope, may_propose=holds("assignment.propose"))
            chosen = next((each["code"] for each in tabs if each["active"]), "")
            if chosen == shown.WAITING:
                waiting = queries.waiting(today(), scope=scope, after=before)
                return self.render("providers/waiting.html", rows=waiting, tabs=tabs)
            rows = queries.assignments(scope=scope, state=chosen or None, after=before)
            return self.render("providers/assignments.html", rows=rows, tabs=tabs, on=today())

    @expose("/plans/<int:plan_id>", methods=["GET", "POST"])
    @allowed("assignment.propose")
    def propose(self, plan_id: int) -> Any:  # noqa: ANN401 - a page
        """Show who could take a plan and why others could not; propose it."""
        scope, form = current_scope(), ProposeForm()
        with read_only():
            found = services.candidates(plan_id, scope=scope, on=today())
            form.provider_id.choices = shown.fitting(found)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made = _propose(plan_id, form)
                return self.done(_("已派单，并已通知机构"), _SHOW, assignment_id=made.id)
        with read_only():
            values = shown.plan_values(plans.plan(plan_id, scope=scope), scope)
            return self.render("providers/candidates.html", form=form, found=found, **values)

    @expose("/<int:assignment_id>")
    @allowed("assignment.read")
    def show(self, assignment_id: int) -> Any:  # noqa: ANN401 - a page
        """Show an assignment with the plan, and what may be done; the reading is noted."""
        scope = current_scope()
        with unit_of_work():
            found = queries.assignment(assignment_id, scope=scope)
            if found.state in ("proposed", "active"):
                note_reading(found.person_id, scope=scope, at=now())
            values = shown.assignment_values(found, scope)
            return self.render("providers/assignment.html", assignment=found, **values)

    @expose("/<int:assignment_id>/accept", methods=["GET", "POST"])
    @allowed("assignment.answer")
    def accept(self, assignment_id: int) -> Any:  # noqa: ANN401 - a page
        """The provider takes the plan."""
        scope, form = current_scope(), AcceptForm()
        with read_only():
            shown.fill_accept(form, queries.assignment(assignment_id, scope=scope), scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.accept(assignment_id, **_acceptance(form), scope=scope, at=now())
                return self.done(_("已接单"), _SHOW, assignment_id=assignment_id)
        with read_only():
            found = queries.assignment(assignment_id, scope=scope)
            name = queries.name_of(found)
            return self.render("providers/accept.html", form=form, assignment=found, name=name)

    @expose("/<int:assignment_id>/decline", methods=["GET", "POST"])
    @allowed("assignment.answer")
    def decline(self, assignment_id: int) -> Any:  # noqa: ANN401 - a page
        """The provider declines, with its reason."""
        return self._with_reason(
            assignment_id,
            services.decline,
            "providers/decline.html",
            _("已谢绝，经办机构将另行派单"),
        )

    @expose("/<int:assignment_id>/end", methods=["GET", "POST"])
    @allowed("assignment.end")
    def end(self, assignment_id: int) -> Any:  # noqa: ANN401 - a page
        """Service ends today."""
        return self._with_reason(
            assignment_id, services.end, "providers/assignment_end.html", _("服务已结束")
        )

    @expose("/<int:assignment_id>/transfer", methods=["GET", "POST"])
    @allowed("assignment.end")
    def transfer(self, assignment_id: int) -> Any:  # noqa: ANN401 - a page
        """The person changes the provider."""
        scope, form = current_scope(), TransferForm()
        with read_only():
            found = shown.successors(form, queries.assignment(assignment_id, scope=scope), scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    to, why = int(form.provider_id.data), form.why.data
                    made = services.transfer(assignment_id, to, why, scope=scope, at=now())
                return self.done(_("已转派，等待新机构接单"), _SHOW, assignment_id=made.id)
        with read_only():
            old = queries.assignment(assignment_id, scope=scope)
            return self.render("providers/transfer.html", form=form, assignment=old, found=found)

    @expose("/<int:assignment_id>/sheet", methods=["GET", "POST"])
    @allowed("assignment.read")
    def sheet(self, assignment_id: int) -> Any:  # noqa: ANN401 - a page or a paper
        """Hand out the sheet of a month's visits under an assignment."""
        scope, form = current_scope(), SheetForm()
        if form.sent():
            month = form.month.data or Month.of(today())
            return hand_out(partial(shown.sheet, assignment_id, month, scope))
        with read_only():
            found = queries.assignment(assignment_id, scope=scope)
            form.month.data = form.month.data or Month.of(today())
            return self.render("providers/sheet.html", form=form, assignment=found)

    def _with_reason(self, assignment_id: int, act: Any, template: str, said: str) -> Any:  # noqa: ANN401
        """Ask for a reason, then do the act."""
        scope, form = current_scope(), WhyForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    act(assignment_id, form.why.data, scope=scope, at=now())
                return self.done(said, "AssignmentDesk.index")
        with read_only():
            found = queries.assignment(assignment_id, scope=scope)
            return self.render(template, form=form, assignment=found)


def _propose(plan_id: int, form: ProposeForm) -> Assignment:
    chosen = int(form.provider_id.data) if form.way.data == CHOSEN else None
    return services.propose(plan_id, scope=current_scope(), at=now(), chosen_provider_id=chosen)


def _acceptance(form: AcceptForm) -> dict[str, Any]:
    carer = form.carer_id.data
    return {"carer_id": int(carer) if carer else None, "first_day": form.first_day.data}
