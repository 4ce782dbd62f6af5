"""The assessment desk 评估台: what an agency and its people have in hand, the team and the hour."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments import queries, services
from assessments.forms import ReasonForm, RecuseForm, ScheduleForm
from assessments.models import Assessment
from assessments.papers.letter import letter
from assessments.papers.report import report
from assessments.queries import PAGE, QueueRow
from assessments.services import Seat
from assessments.views.shown import head, nearest, reasons, scale_named, staff_pairs
from ltc.audit import queries as trail
from ltc.case import queries as cases
from ltc.case.timeline import entries
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.papers.handing import hand_out
from ltc.papers.services import Sheet
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import FOREVER
from ltc.shared.errors import NotFound
from ltc.web.paging import due_key, key_page
from ltc.web.views import Page
from ltc.web.words import word

_SHOW = "AssessmentDesk.show"
_WAITING = (
    "scheduled",
    "on_site",
    "sealed",
    "compared",
    "confirmed",
    "published",
    "disputed",
)
_OVER = "delivered"
_TABS = (*_WAITING, _OVER)
_SEATS = {"assessors": "assessor", "experts": "expert", "confirmers": "confirmer"}


class AssessmentDesk(Page):
    """``/desk/assessments``."""

    route_base = "/desk/assessments"

    @expose("/")
    @allowed("assessment.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show assessments of a state, the most urgent first; of those delivered the newest."""
        scope, after = current_scope(), due_key(request.args.get("after", ""))
        with read_only():
            counts = queries.count_by_state(_WAITING, scope=scope)
            state = _chosen(request.args.get("state", ""), counts)
            page = key_page(_listed(state, scope, after), PAGE, _key)
            areas = {each.code: each.name for each in directory.areas_under(scope.area)}
            tabs = _tabs(state, counts)
            return self.render(
                "assessments/desk.html", page=page, tabs=tabs, areas=areas, on=today()
            )

    @expose("/<int:assessment_id>")
    @allowed("assessment.read")
    def show(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Show an assessment, its team, where it stands and what comes next."""
        with read_only():
            return self.render(
                "assessments/assessment.html", **detail(assessment_id, current_scope())
            )

    @expose("/<int:assessment_id>/schedule", methods=["GET", "POST"])
    @allowed("assessment.schedule")
    def schedule(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Set the hour and the team."""
        scope, form = current_scope(), ScheduleForm()
        with read_only():
            values = detail(assessment_id, scope)
            _offer_staff(form, values["assessment"], scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.schedule(assessment_id, *_booked(form), scope=scope, at=now())
                return self.done(
                    _("上门时间已约定，已通知家属"), _SHOW, assessment_id=assessment_id
                )
        return self.render("assessments/schedule.html", form=form, **values)

    @expose("/<int:assessment_id>/recuse", methods=["GET", "POST"])
    @allowed("assessment.recuse")
    def recuse(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Note who must stand back from this person."""
        scope, form = current_scope(), RecuseForm()
        with read_only():
            values = detail(assessment_id, scope)
            form.staff_id.choices = _agency_staff(values["assessment"])
        if form.sent():
            with form.catching():
                with unit_of_work():
                    person_id, why = values["person"].id, form.why.data or ""
                    services.recuse(int(form.staff_id.data), person_id, why, scope=scope, at=now())
                return self.done(_("回避已登记"), _SHOW, assessment_id=assessment_id)
        return self.render("assessments/recuse.html", form=form, **values)

    @expose("/<int:assessment_id>/reschedule", methods=["GET", "POST"])
    @allowed("assessment.schedule")
    def reschedule(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Take a begun visit back to the calendar."""
        scope, form = current_scope(), ReasonForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    why = form.note.data or ""
                    services.reschedule(assessment_id, why, scope=scope, at=now())
                return self.done(_("已改期，请重新约定时间"), _SHOW, assessment_id=assessment_id)
        with read_only():
            values = detail(assessment_id, scope)
            return self.render("assessments/reschedule.html", form=form, **values)

    @expose("/<int:assessment_id>/revoke", methods=["GET", "POST"])
    @allowed("assessment.revoke")
    def revoke(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Take an assessment back; the application waits for another one."""
        scope, form = current_scope(), ReasonForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    why = form.note.data or ""
                    services.revoke(assessment_id, why, scope=scope, at=now())
                return self.done(_("评估已撤销"), _SHOW, assessment_id=assessment_id)
        with read_only():
            values = detail(assessment_id, scope)
            return self.render("assessments/revoke.html", form=form, **values)

    @expose("/<int:assessment_id>/report", methods=["POST"])
    @allowed("assessment.paper")
    def report(self, assessment_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print the assessment report."""
        return hand_out(partial(report, assessment_id, scope=current_scope()))

    @expose("/<int:assessment_id>/letter", methods=["POST"])
    @allowed("publication.deliver")
    def letter(self, assessment_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print the decision letter that rests on an assessment."""
        return hand_out(partial(_letter, assessment_id, current_scope()))


def detail(assessment_id: int, scope: Scope) -> dict[str, Any]:
    """Return an assessment with person, team, result and trail, as its pages show it."""
    found = queries.assessment(assessment_id, scope=scope)
    person = cases.person(found.person_id, scope=queries.of_assessment(scope))
    scale = scale_named(found)
    team = queries.team(found)
    result = found.result or {}
    return {
        "assessment": found,
        **head(person, directory.area(person.area_code).name, today()),
        "team": team,
        "mine": next((each for each in team if each.staff.id == scope.actor.staff_id), None),
        "sealed": queries.sealed_by(found.id),
        "confirmed": {each.staff_id: each for each in queries.confirmations(found)},
        "scale": scale,
        "grade": scale.grades[found.grade] if found.grade is not None else None,
        "reasons": reasons(result.get("reasons", ())),
        "nearest": nearest(scale, result.get("nearest")),
        "entries": list(entries(trail.about("assessment", found.id, scope=scope))),
    }


def _letter(assessment_id: int, scope: Scope) -> Sheet:
    """Return the letter about the determination that rests on an assessment."""
    found = cases.determination_from(assessment_id, scope=scope)
    if found is None:
        raise NotFound("there is no decision yet", "还没有认定结果")
    return letter(found.id, scope=scope)


def _offer_staff(form: ScheduleForm, assessment: Assessment, scope: Scope) -> None:
    """Offer the agency's people who may go, without those who stand back."""
    recused = queries.recused(assessment.person_id)
    people = [
        each
        for each in directory.staff_of(assessment.agency_id, scope=scope)
        if each.state == "active" and each.id not in recused
    ]
    form.assessors.choices = staff_pairs(people, "assessor")
    form.experts.choices = staff_pairs(people, "expert")
    form.confirmers.choices = staff_pairs(people, "expert")


def _agency_staff(assessment: Assessment) -> list[tuple[str, str]]:
    """Return everybody of the agency: anyone may be named for recusal."""
    everything = Scope.everything("anybody of the agency may be named for recusal")
    people = directory.staff_of(assessment.agency_id, scope=everything)
    return staff_pairs(people, "assessor", "expert")


def _booked(form: ScheduleForm) -> tuple[datetime, list[Seat]]:
    """Return the hour and the team that was ticked; whoever goes is not a confirmer besides."""
    seats: dict[int, Seat] = {}
    for name, work in _SEATS.items():
        for identity in form[name].data or ():
            seats.setdefault(int(identity), Seat(int(identity), work))
    visit_at: Any = form.visit_at.data
    return visit_at, list(seats.values())


def _chosen(wanted: str, counts: dict[str, int]) -> str:
    """Return the state asked for, or the first one that has anything."""
    if wanted in _TABS:
        return wanted
    return next((each for each in _TABS if counts.get(each)), _TABS[0])


def _listed(state: str, scope: Scope, after: tuple[date, int] | None) -> list[QueueRow]:
    if state == _OVER:
        return queries.delivered(scope=scope, after=after)
    return queries.queue((state,), scope=scope, after=after)


def _key(row: QueueRow) -> str:
    due: date = row.due_on or FOREVER
    return f"{due.isoformat()}.{row.assessment.id}"


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": word(each, "assessment"),
            "url": f"?state={each}",
            "active": each == state,
            "count": counts.get(each, 0),
        }
        for each in _TABS
        if counts.get(each) or each in (state, _TABS[-1])
    ]
