"""Objections and reviews at the desk: take one in, answer it, give it to another agency."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments import queries, services
from assessments.forms import AgencyForm, AnswerForm, AppealForm
from assessments.views.intake import offer_agencies
from assessments.views.shown import scale_named
from ltc.case import queries as cases
from ltc.case.appeal import queries as appeals
from ltc.case.appeal.queries import PAGE
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page
from ltc.web.words import word

_SHOW = "AppealDesk.show"
_TABS = {
    "open": ("open",),
    "upheld": ("upheld",),
    "reviewing": ("reviewing",),
    "done": ("done", "rejected"),
}


class AppealDesk(Page):
    """``/desk/appeals``."""

    route_base = "/desk/appeals"

    @expose("/")
    @allowed("appeal.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show objections and requests of a state, oldest first."""
        wanted = request.args.get("state", "")
        state = wanted if wanted in _TABS else "open"
        after = number_key(request.args.get("after", ""))
        with read_only():
            found = appeals.appeals(_TABS[state], scope=current_scope(), after=after)
            page = key_page(found, PAGE, lambda each: str(each[0].id))
            return self.render("assessments/appeals.html", page=page, tabs=_tabs(state))

    @expose("/<int:appeal_id>")
    @allowed("appeal.read")
    def show(self, appeal_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one with the conclusion it is about."""
        scope = current_scope()
        with read_only():
            values = _detail(appeal_id, scope)
            review = queries.review_of(values["first"].id, scope=scope)
            return self.render("assessments/appeal.html", **values, review=review)

    @expose("/new/<int:assessment_id>", methods=["GET", "POST"])
    @allowed("appeal.make")
    def new(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Take in an objection made at the window or by phone."""
        scope, form = current_scope(), AppealForm()
        with read_only():
            person_id = queries.assessment(assessment_id, scope=scope).person_id
            name = cases.person(person_id, scope=scope).name
        if form.sent():
            with form.catching():
                facts = {"assessment_id": assessment_id, "person_id": person_id}
                with unit_of_work():
                    command = form.command(services.NewAppeal, **facts)
                    made = services.object_to(command, scope=scope, at=now())
                return self.done(_("异议已登记"), _SHOW, appeal_id=made.id)
        return self.render("assessments/appeal_new.html", form=form, name=name)

    @expose("/<int:appeal_id>/answer", methods=["GET", "POST"])
    @allowed("appeal.answer")
    def answer(self, appeal_id: int) -> Any:  # noqa: ANN401 - a page
        """Answer an objection or a request."""
        scope, form = current_scope(), AnswerForm()
        form.upheld.choices = [("yes", _("成立，安排复评")), ("no", _("不成立，维持结论"))]
        if form.sent():
            with form.catching():
                said, upheld = form.text.data or "", form.upheld.data == "yes"
                with unit_of_work():
                    services.answer_objection(appeal_id, said, upheld=upheld, scope=scope, at=now())
                return self.done(_("已答复"), _SHOW, appeal_id=appeal_id)
        with read_only():
            return self.render("assessments/answer.html", form=form, **_detail(appeal_id, scope))

    @expose("/<int:appeal_id>/review", methods=["GET", "POST"])
    @allowed("review.open")
    def review(self, appeal_id: int) -> Any:  # noqa: ANN401 - a page
        """Give the conclusion to another agency."""
        scope, form = current_scope(), AgencyForm()
        with read_only():
            values = _detail(appeal_id, scope)
            offer_agencies(form, values["application"], but=values["first"].agency_id)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    agency_id = int(form.agency_id.data)
                    services.open_review(appeal_id, agency_id, scope=scope, at=now())
                return self.done(_("复评已派出"), _SHOW, appeal_id=appeal_id)
        return self.render("assessments/review.html", form=form, **values)


def _detail(appeal_id: int, scope: Scope) -> dict[str, Any]:
    """Return an objection or request with the conclusion and the person it is about."""
    found = appeals.appeal(appeal_id, scope=scope)
    first = queries.assessment(found.assessment_id, scope=scope)
    scale = scale_named(first)
    return {
        "appeal": found,
        "first": first,
        "grade": scale.grades[first.grade] if first.grade is not None else None,
        "person": cases.person(found.person_id, scope=scope),
        "application": cases.application(first.application_id, scope=scope),
    }


def _tabs(state: str) -> list[dict[str, Any]]:
    return [
        {"label": word(each, "appeal"), "url": f"?state={each}", "active": each == state}
        for each in _TABS
    ]
