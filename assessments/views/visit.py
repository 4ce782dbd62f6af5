"""The visit and what follows at the desk: begin, score, seal, settle, confirm."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments import queries, services
from assessments.forms import ConfirmForm, SiteForm, agree_form, noted, score_form, scored
from assessments.models import Assessment
from assessments.rules.agreement import Compared, compare
from assessments.rules.scale import Scale
from assessments.views.desk import detail
from assessments.views.shown import dimensions, result_of, scale_named
from ltc.db import read_only, unit_of_work
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import legal_day, now
from ltc.web.forms import Form
from ltc.web.paging import number_key
from ltc.web.views import Page

_SHOW = "AssessmentDesk.show"
_FORM = "Visit.form"


class Visit(Page):
    """``/desk/visit``: one's own part of an assessment."""

    route_base = "/desk/visit"

    @expose("/<int:assessment_id>/start", methods=["GET", "POST"])
    @allowed("assessment.score")
    def start(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Begin the visit: identity, guardian, recording."""
        scope, form = current_scope(), SiteForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.start_on_site(assessment_id, form.start(), scope=scope, at=now())
                return self.done(_("现场评估开始，请逐项评分"), _FORM, assessment_id=assessment_id)
        with read_only():
            values = detail(assessment_id, scope)
            return self.render("assessments/start.html", form=form, **values)

    @expose("/<int:assessment_id>/form", methods=["GET", "POST"])
    @allowed("assessment.score")
    def form(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Score the items on one page; only one's own form is here."""
        scope = current_scope()
        with read_only():
            values = _own(assessment_id, scope)
        form, scale = values.pop("form"), values["scale"]
        if form.sent():
            with form.catching():
                content = services.FormContent(
                    answers=scored(form, scale), notes=noted(form, scale)
                )
                with unit_of_work():
                    services.save_form(assessment_id, content, scope=scope, at=now())
                return self.done(_("评分已保存"), _FORM, assessment_id=assessment_id)
        return self.render("assessments/form.html", form=form, **values)

    @expose("/<int:assessment_id>/seal", methods=["POST"])
    @allowed("assessment.score")
    def seal(self, assessment_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Close one's own form for ever."""
        with unit_of_work():
            services.seal_form(assessment_id, scope=current_scope(), at=now())
        return self.done(_("评分表已封存，不能再改"), _SHOW, assessment_id=assessment_id)

    @expose("/<int:assessment_id>/compare", methods=["GET", "POST"])
    @allowed("assessment.agree")
    def compare(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Lay the forms side by side and settle what was scored apart."""
        scope = current_scope()
        with read_only():
            values = _side_by_side(assessment_id, scope)
            form = _to_agree(values)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    agreement = _agreement(form, values["rows"])
                    services.agree(assessment_id, agreement, scope=scope, at=now())
                return self.done(
                    _("合议已保存，等级由系统得出"), _SHOW, assessment_id=assessment_id
                )
        return self.render("assessments/compare.html", form=form, **values)

    @expose("/<int:assessment_id>/forms")
    @allowed("assessment.read")
    def forms(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Show the sealed forms side by side."""
        with read_only():
            values = _side_by_side(assessment_id, current_scope())
            return self.render("assessments/forms.html", **values)

    @expose("/<int:assessment_id>/confirm", methods=["GET", "POST"])
    @allowed("assessment.confirm")
    def confirm(self, assessment_id: int) -> Any:  # noqa: ANN401 - a page
        """Confirm the conclusion as an expert."""
        scope = current_scope()
        with read_only():
            values = _side_by_side(assessment_id, scope)
        form = ConfirmForm(seen_grade=values["assessment"].grade)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    seen, text = _seen(), form.text.data or ""
                    services.confirm(
                        assessment_id, scope=scope, at=now(), seen_grade=seen, text=text
                    )
                return self.done(_("已确认评估结论"), _SHOW, assessment_id=assessment_id)
        return self.render("assessments/confirm.html", form=form, **values)


def _own(assessment_id: int, scope: Scope) -> dict[str, Any]:
    """Return one's own form with everything its page shows."""
    values = detail(assessment_id, scope)
    scale: Scale = values["scale"]
    staff_id = scope.actor.staff_id or -1
    kept = queries.own_form(assessment_id, staff_id, scope=scope)
    answers = dict(kept.answers) if kept else {}
    return {
        **values,
        "form": score_form(scale, answers, kept.notes if kept else {}),
        "dimensions": dimensions(scale),
        "answers": answers,
        "is_sealed": bool(kept and kept.sealed_at),
        "result": result_of(scale, answers),
    }


def _side_by_side(assessment_id: int, scope: Scope) -> dict[str, Any]:
    """Return the sealed forms item by item, and what was agreed if it was."""
    values = detail(assessment_id, scope)
    found: Assessment = values["assessment"]
    scale = scale_named(found)
    forms = queries.forms(found)
    rows = compare(scale, [form.answers for form in forms])
    agreed = queries.agreed_form(found)
    names = {place.staff.id: place.staff.name for place in values["team"]}
    return {
        **values,
        "rows": rows,
        "apart": {row.item.key: row.points for row in rows if row.differs},
        "scorers": [names.get(form.staff_id, "—") for form in forms],
        "results": [result_of(scale, form.answers) for form in forms],
        "agreed": agreed.answers if agreed else {},
        "short": _is_short(found),
    }


def _to_agree(values: dict[str, Any]) -> Form:
    """Return the form that settles what the page shows as scored apart."""
    told = {"short": values["short"], "scorers": values["scorers"]}
    return agree_form(values["scale"], values["apart"], **told)


def _is_short(assessment: Assessment) -> bool:
    """Tell whether the visit was shorter than the pack expects."""
    if assessment.on_site_at is None or assessment.on_site_minutes is None:
        return False
    on = legal_day(assessment.on_site_at)
    least = pack_for_area(assessment.area_code, on)["process.onsite_min_minutes"].on(on)
    return bool(assessment.on_site_minutes < least)


def _agreement(form: Any, rows: tuple[Compared, ...]) -> services.Agreement:  # noqa: ANN401 - made per page
    """Return the agreement: what both scored alike stands, the rest is as chosen."""
    answers = {
        row.item.key: int(form[row.item.key].data) if row.differs else row.points[0] for row in rows
    }
    short = form["short_because"].data if "short_because" in form else ""
    return services.Agreement(
        answers=answers, discussion=form["discussion"].data or "", short_because=short or ""
    )


def _seen() -> int:
    """Return the grade that the page showed; anything else is none."""
    seen = number_key(request.form.get("seen_grade", ""))
    return -1 if seen is None else seen
