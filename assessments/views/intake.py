"""The intake desk 受理台: applications by due clock, one in detail, and what is decided on it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments import queries, services
from assessments.forms import AgencyForm, ApplyForm, ReasonForm, RefuseForm, WindowApplyForm
from assessments.views.shown import fill_apply, self_answers
from ltc.audit import queries as trail
from ltc.case import queries as cases
from ltc.case import services as case_services
from ltc.case.models import Application
from ltc.case.papers import receipt
from ltc.case.queries import PAGE, QueueRow
from ltc.case.timeline import entries
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.papers.handing import hand_out
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import FOREVER
from ltc.web.paging import due_key, key_page, number_key
from ltc.web.views import Page
from ltc.web.words import word

_SHOW = "Applications.show"
_TABS = {
    "submitted": ("submitted",),
    "accepted": ("accepted",),
    "returned": ("returned",),
    "assessing": ("assessing",),
    "concluded": ("concluded",),
    "closed": ("closed", "refused", "withdrawn"),
}
_CLOSED = "closed"
_COUNTED = tuple(state for name, states in _TABS.items() if name != _CLOSED for state in states)


class Intake(Page):
    """``/desk/intake``."""

    route_base = "/desk/intake"

    @expose("/")
    @allowed("intake.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show applications of a state, the most urgent or else the newest first."""
        wanted, scope = request.args.get("state", ""), current_scope()
        state = wanted if wanted in _TABS else "submitted"
        after = due_key(request.args.get("after", ""))
        with read_only():
            listed = cases.over if state == _CLOSED else cases.intake
            found = listed(_TABS[state], scope=scope, after=after)
            counts = cases.count_by_state(_COUNTED, scope=scope)
            page = key_page(found, PAGE, _key)
            areas = {each.code: each.name for each in directory.areas_under(scope.area)}
            tabs = _tabs(state, counts)
            return self.render(
                "assessments/intake.html", page=page, tabs=tabs, areas=areas, on=today()
            )

    @expose("/new/<int:person_id>", methods=["GET", "POST"])
    @allowed("intake.enter")
    def new(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Take an application for somebody at the window or by phone."""
        scope, form = current_scope(), WindowApplyForm()
        with read_only():
            person = cases.person(person_id, scope=scope)
            name, pack = person.name, pack_for_area(person.area_code, today())
        fill_apply(form, pack)
        if form.sent():
            with form.catching():
                made = submit(form, person_id, scope, channel=str(form.channel.data))
                if made:
                    return self.done(_("申请已提交"), _SHOW, application_id=made.id)
        page = "assessments/apply_window.html"
        return self.render(page, form=form, person_id=person_id, name=name)

    @expose("/order/<int:person_id>", methods=["GET", "POST"])
    @allowed("intake.order")
    def order(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Have a person assessed again on the office's own motion."""
        scope, form = current_scope(), ReasonForm()
        with read_only():
            name = cases.person(person_id, scope=scope).name
        if form.sent():
            with form.catching():
                with unit_of_work():
                    why = form.note.data or ""
                    made = services.order_assessment(person_id, why, scope=scope, at=now())
                return self.done(_("已安排重新评估"), _SHOW, application_id=made.id)
        return self.render("assessments/order.html", form=form, person_id=person_id, name=name)


class Applications(Page):
    """``/desk/applications``: one application and what may be done with it."""

    route_base = "/desk/applications"

    @expose("/<int:application_id>")
    @allowed("intake.read")
    def show(self, application_id: int) -> Any:  # noqa: ANN401 - a page
        """Show an application with the advice of the rules."""
        with read_only():
            return self.render(
                "assessments/application.html", **_detail(application_id, current_scope())
            )

    @expose("/<int:application_id>/accept", methods=["POST"])
    @allowed("intake.decide")
    def accept(self, application_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Accept it."""
        with unit_of_work():
            case_services.accept_application(
                application_id, scope=current_scope(), at=now(), version=_version()
            )
        return self.done(_("已受理，请派往评估机构"), _SHOW, application_id=application_id)

    @expose("/<int:application_id>/return", methods=["GET", "POST"])
    @allowed("intake.decide")
    def give_back(self, application_id: int) -> Any:  # noqa: ANN401 - a page
        """Give it back for more papers."""
        scope, form = current_scope(), ReasonForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    case_services.return_application(
                        application_id, form.note.data or "", scope=scope, at=now()
                    )
                return self.done(_("已退回补正"), _SHOW, application_id=application_id)
        with read_only():
            values = _detail(application_id, scope)
            return self.render("assessments/application_return.html", form=form, **values)

    @expose("/<int:application_id>/refuse", methods=["GET", "POST"])
    @allowed("intake.decide")
    def refuse(self, application_id: int) -> Any:  # noqa: ANN401 - a page
        """Refuse it on one of the five grounds."""
        scope, form = current_scope(), RefuseForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    case_services.refuse_application(
                        application_id, **form.values(), scope=scope, at=now()
                    )
                return self.done(_("已告知不予受理"), _SHOW, application_id=application_id)
        with read_only():
            values = _detail(application_id, scope)
            return self.render("assessments/application_refuse.html", form=form, **values)

    @expose("/<int:application_id>/dispatch", methods=["GET", "POST"])
    @allowed("assessment.dispatch")
    def dispatch(self, application_id: int) -> Any:  # noqa: ANN401 - a page
        """Give it to an assessment agency."""
        scope, form = current_scope(), AgencyForm()
        with read_only():
            offer_agencies(form, cases.application(application_id, scope=scope))
        if form.sent():
            with form.catching():
                with unit_of_work():
                    agency_id = int(form.agency_id.data)
                    services.dispatch(application_id, agency_id, scope=scope, at=now())
                return self.done(_("已派往评估机构"), _SHOW, application_id=application_id)
        with read_only():
            values = _detail(application_id, scope)
            return self.render("assessments/dispatch.html", form=form, **values)

    @expose("/<int:application_id>/receipt", methods=["POST"])
    @allowed("intake.paper")
    def receipt(self, application_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print the receipt of an application."""
        return hand_out(partial(receipt, application_id, scope=current_scope()))


def submit(form: ApplyForm, person_id: int, scope: Scope, *, channel: str) -> Application | None:
    """Hand in what a form says, in a unit of work of its own, or leave in it why not."""
    command = services.Apply(
        person_id=person_id,
        answers=form.answers(),
        disabled_since=form.disabled_since.data,
        mode_wish=form.mode_wish.data,
        channel=channel,
        note=form.note.data,
    )
    with unit_of_work():
        made = services.apply(command, scope=scope, at=now())
    form.against = made.reasons if made.application is None else ()
    return made.application


def offer_agencies(form: AgencyForm, application: Application, but: int | None = None) -> None:
    """Offer the agencies of the pool with how much each has in hand."""
    found = services.agencies_for(application, today())
    form.agency_id.choices = [
        (str(each.id), _("%(name)s（在办%(count)s件）", name=each.name, count=load))
        for each, load in found
        if each.id != but
    ]


def _detail(application_id: int, scope: Scope) -> dict[str, Any]:
    """Return an application with everything an officer looks at before deciding."""
    found = cases.application(application_id, scope=scope)
    person = cases.person(found.person_id, scope=scope)
    clocks = cases.clocks_of(person.id, scope=scope)
    on = today()
    return {
        "application": found,
        "person": person,
        "area": directory.area(person.area_code),
        "mode": pack_for_area(found.area_code, on).word("modes", found.mode_wish),
        "self_answers": self_answers(found.self_answers),
        "advice": services.advice(found, person, on) if found.state == "submitted" else None,
        "clocks": [c for c in clocks if (c.about_kind, c.about_id) == ("application", found.id)],
        "assessments": [
            each
            for each in queries.of_person(person.id, scope=scope)
            if each.application_id == found.id
        ],
        "entries": list(entries(trail.about("application", found.id, scope=scope))),
        "on": on,
    }


def _version() -> int | None:
    """Return the version that the page showed."""
    return number_key(request.form.get("version", ""))


def _key(row: QueueRow) -> str:
    due: date = row.clock.due_on if row.clock else FOREVER
    return f"{due.isoformat()}.{row.application.id}"


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": word(each, "application"),
            "url": f"?state={each}",
            "active": each == state,
            "count": sum(counts.get(one, 0) for one in states),
        }
        for each, states in _TABS.items()
    ]
