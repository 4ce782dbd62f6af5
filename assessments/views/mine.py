"""The family's page 家属页面: where the application stands, what was decided, what one can do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments import queries, services
from assessments.forms import AppealForm, ApplyForm, ReasonForm
from assessments.models import Assessment
from assessments.papers.letter import letter
from assessments.rules.progress import Way, steps
from assessments.views.intake import submit
from assessments.views.review_shown import review_line
from assessments.views.shown import fill_apply, nearest, reasons, scale_named
from ltc.case import queries as cases
from ltc.case import services as case_services
from ltc.case.models import Application, Clock, Determination, DeterminationEnd, Person
from ltc.case.papers import receipt
from ltc.case.plan import queries as plans
from ltc.case.rules.states import OPEN
from ltc.db import read_only, unit_of_work
from ltc.papers.handing import hand_out
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import legal_day, now, today
from ltc.web.filters import day
from ltc.web.views import Page
from ltc.web.words import word

_INDEX = "MyCase.index"


class MyCase(Page):
    """``/my/case``."""

    route_base = "/my/case"

    @expose("/")
    @allowed("my.case")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show where one's own case stands and what comes next."""
        with read_only():
            return self.render("assessments/my_case.html", **_mine(current_scope(), today()))

    @expose("/apply", methods=["GET", "POST"])
    @allowed("my.case")
    def apply(self) -> Any:  # noqa: ANN401 - a page
        """Self-assess and apply."""
        scope, form = current_scope(), ApplyForm()
        with read_only():
            person = _me(scope)
            person_id, pack = person.id, pack_for_area(person.area_code, today())
        fill_apply(form, pack)
        if form.sent():
            with form.catching():
                if submit(form, person_id, scope, channel="web"):
                    return self.done(_("申请已提交，5个工作日内告知是否受理"), _INDEX)
        return self.render("assessments/my_apply.html", form=form)

    @expose("/resubmit/<int:application_id>", methods=["GET", "POST"])
    @allowed("my.case")
    def resubmit(self, application_id: int) -> Any:  # noqa: ANN401 - a page
        """Hand in again what was returned for more."""
        scope, form = current_scope(), ReasonForm()
        with read_only():
            asked = cases.application(application_id, scope=scope).note
        if form.sent():
            with form.catching():
                with unit_of_work():
                    note = form.note.data or ""
                    case_services.resubmit_application(application_id, note, scope=scope, at=now())
                return self.done(_("已重新提交"), _INDEX)
        return self.render("assessments/my_resubmit.html", form=form, asked=asked)

    @expose("/withdraw/<int:application_id>", methods=["POST"])
    @allowed("my.case")
    def withdraw(self, application_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Take one's own application back."""
        with unit_of_work():
            case_services.withdraw_application(application_id, scope=current_scope(), at=now())
        return self.done(_("申请已撤回"), _INDEX)

    @expose("/review/<int:assessment_id>", methods=["GET", "POST"])
    @allowed("my.case")
    def review(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Ask for a review of the conclusion about oneself."""
        scope, form = current_scope(), AppealForm()
        with read_only():
            person_id = _me(scope).id
            queries.assessment(assessment_id, scope=scope)
        if form.sent():
            with form.catching():
                facts = {"assessment_id": assessment_id, "person_id": person_id}
                with unit_of_work():
                    command = form.command(services.NewAppeal, **facts)
                    services.ask_review(command, scope=scope, at=now())
                return self.done(_("复评申请已提交"), _INDEX)
        return self.render("assessments/my_review.html", form=form)

    @expose("/receipt/<int:application_id>", methods=["POST"])
    @allowed("my.case")
    def receipt(self, application_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print the receipt of one's own application."""
        return hand_out(partial(receipt, application_id, scope=current_scope()))

    @expose("/letter/<int:determination_id>", methods=["POST"])
    @allowed("my.case")
    def letter(self, determination_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print the letter about oneself."""
        return hand_out(partial(letter, determination_id, scope=current_scope()))


def _me(scope: Scope) -> Person:
    """Return the person that a family account stands for."""
    return cases.person(scope.person_id or -1, scope=scope)


def _mine(scope: Scope, on: date) -> dict[str, Any]:
    """Return everything that the family's page shows."""
    person = _me(scope)
    applications = cases.applications_of(person.id, scope=scope)
    application = applications[0] if applications else None
    found = queries.of_person(person.id, scope=scope)
    clocks = list(cases.clocks_of(person.id, scope=scope))
    determinations = cases.determinations_of(person.id, scope=scope)
    determined = {made.assessment_id for made, _end in determinations}
    return {
        "person": person,
        "application": application,
        "may_apply": application is None or application.state not in OPEN,
        "may_withdraw": bool(application and application.state in ("submitted", "returned")),
        "steps": _steps(application, found, clocks, determined),
        "review": review_line(application, found, clocks, determined, scope=scope),
        "decision": _decision(determinations[0], found, clocks, on) if determinations else None,
        "refusal": reasons(application.reasons)
        if application and application.state == "refused"
        else [],
        "plans": [
            each
            for each in plans.plans_of(person.id, scope=scope)
            if each.state in ("drafted", "confirmed")
        ],
        "on": on,
    }


def _steps(
    application: Application | None,
    found: Sequence[Assessment],
    clocks: list[Clock],
    determined: Collection[int | None],
) -> list[dict[str, str]]:
    """Return the progress line with words and days; a review is told of beside it."""
    if application is None:
        return []
    mine = [each for each in found if each.application_id == application.id]
    newest = next((each for each in mine if each.reviews_id is None), None)
    way = Way(
        application=application.state,
        assessment=newest.state if newest else "",
        benefit=_may_be_public(newest),
        delivered=any(each.id in determined for each in mine),
        days=tuple(_days(application, newest, clocks).items()),
    )
    return [
        {
            "label": word(step.code, "progress"),
            "is": step.stands,
            "note": _note(step.code, step.stands, step.on),
        }
        for step in steps(way)
    ]


def _may_be_public(newest: Assessment | None) -> bool:
    """Tell whether publication lies on the way, as far as is known yet."""
    if newest is None or newest.grade is None or newest.concluded_on is None:
        return True
    return services.has_benefit(newest, newest.concluded_on)


def _days(
    application: Application, newest: Assessment | None, clocks: list[Clock]
) -> dict[str, date]:
    """Return the day of each step: when it was done, or by when it must be."""
    mine = [c for c in clocks if (c.about_kind, c.about_id) == ("application", application.id)]
    by_clock = {c.kind: c.met_on or c.due_on for c in sorted(mine, key=lambda clock: clock.id)}
    days: dict[str, date | None] = {
        "apply": application.submitted_on,
        "accept": by_clock.get("acceptance"),
        "deliver": by_clock.get("delivery"),
    }
    if newest is not None:
        visit = newest.on_site_at or newest.scheduled_at
        days["visit"] = legal_day(visit) if visit else None
        days["conclude"] = newest.concluded_on
        days["publish"] = newest.published_to
    return {code: when for code, when in days.items() if when is not None}


def _note(code: str, stands: str, on: date | None) -> str:
    """Return what stands under a step."""
    if on is None:
        return _("等待安排") if stands == "now" else ""
    if stands == "done":
        return day(on)
    if code == "visit":
        return _("约定%(day)s上门", day=day(on))
    if code == "publish":
        return _("公示至%(day)s", day=day(on))
    return _("最迟%(day)s", day=day(on))


def _decision(
    newest: tuple[Determination, DeterminationEnd | None],
    found: Sequence[Assessment],
    clocks: list[Clock],
    on: date,
) -> dict[str, Any]:
    """Return the decision in plain words, with the nearest other grade and the clock of review."""
    determination, end = newest
    assessment = next((a for a in found if a.id == determination.assessment_id), None)
    filing = next((c for c in clocks if c.kind == "review_filing" and not c.met_on), None)
    near: list[dict[str, Any]] = []
    if assessment is not None and assessment.result:
        near = nearest(scale_named(assessment), assessment.result.get("nearest"))
    pack = pack_for_area(determination.area_code, determination.decided_on)
    return {
        "determination": determination,
        "last_day": end.last_day if end else determination.last_day,
        "grade": pack.grade(determination.grade),
        "reasons": reasons(determination.reasons),
        "nearest": near,
        "assessment": assessment,
        "review_until": filing.due_on if filing and filing.due_on >= on else None,
        "days_left": (filing.due_on - on).days if filing else 0,
    }
