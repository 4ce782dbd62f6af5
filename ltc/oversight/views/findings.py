"""Findings 检查发现: found, heard, decided, put right; the provider reads what is about itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from billing.recoveries import services as recoveries
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.oversight import services
from ltc.oversight.forms import DecisionForm, FindingForm, PaidInForm, TextForm
from ltc.oversight.models import Finding
from ltc.oversight.queries import records
from ltc.oversight.rules.sanctions import LADDER
from ltc.oversight.views import choices
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import add_months
from ltc.shared.errors import PolicyGap
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page

_GIVEN = "given"
_SHOW = "Findings.show"
_STATES = ("found", "heard", "decided", "remedied", "dropped", "lifted")


class Findings(Page):
    """``/desk/findings``."""

    route_base = "/desk/findings"

    @expose("/")
    @allowed("finding.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List findings by state."""
        state = request.args.get("state", "")
        state = state if state in _STATES else ""
        after = number_key(request.args.get("after", ""))
        with read_only():
            found = records.findings(scope=current_scope(), state=state, after=after)
            page = key_page(found, records.PAGE, lambda each: str(each.id))
            names = directory.organisation_names()
            return self.render("oversight/findings.html", page=page, state=state, names=names)

    @expose("/new", methods=["GET", "POST"])
    @allowed("finding.find")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Write a finding down; the provider is told."""
        form, scope = FindingForm(), current_scope()
        with read_only():
            _fill(form, scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made = services.find(_finding(form), scope=scope, at=now())
                return self.done(_("已告知机构，等待陈述申辩"), _SHOW, finding_id=made.id)
        return self.render("oversight/finding_new.html", form=form)

    @expose("/<int:finding_id>")
    @allowed("finding.read")
    def show(self, finding_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one finding with everything that was said about it."""
        scope = current_scope()
        with read_only():
            found = records.finding(finding_id, scope=scope)
            year_ago = add_months(today(), -12)
            return self.render(
                "oversight/finding.html",
                found=found,
                provider=directory.organisation_names().get(found.provider_id, ""),
                points=records.points_of(found.provider_id, year_ago, today()),
                on=today(),
                held=recoveries.held_of(found.id),
            )

    @expose("/<int:finding_id>/hear", methods=["GET", "POST"])
    @allowed("finding.hear")
    def hear(self, finding_id: int) -> Any:  # noqa: ANN401 - a page
        """The provider says what it has to say."""
        return _with_text(self, finding_id, services.hear, _("陈述申辩已提交"), "hear")

    @expose("/<int:finding_id>/remedy", methods=["GET", "POST"])
    @allowed("finding.hear")
    def remedy(self, finding_id: int) -> Any:  # noqa: ANN401 - a page
        """The provider says how it put things right."""
        return _with_text(self, finding_id, services.report_remedy, _("整改情况已提交"), "remedy")

    @expose("/<int:finding_id>/close-hearing", methods=["POST"])
    @allowed("finding.find")
    def close_hearing(self, finding_id: int) -> Response:
        """Go on without the provider's word, once its days are over."""
        with unit_of_work():
            services.close_hearing(finding_id, scope=current_scope(), at=now())
        return self.done(_("已转入待决定"), _SHOW, finding_id=finding_id)

    @expose("/<int:finding_id>/decide", methods=["GET", "POST"])
    @allowed("finding.decide", step_up=True)
    def decide(self, finding_id: int) -> Any:  # noqa: ANN401 - a page
        """Decide it; the decision is carried out at once."""
        scope = current_scope()
        with read_only():
            found = records.finding(finding_id, scope=scope)
            form = _decision_form(found)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    _decide(finding_id, form, scope)
                return self.done(_("决定已作出并送达机构"), _SHOW, finding_id=finding_id)
        return self.render(
            "oversight/finding_decide.html", form=form, found=found, ladder=_ladder(found)
        )

    @expose("/<int:finding_id>/accept-remedy", methods=["POST"])
    @allowed("finding.remedy")
    def accept_remedy(self, finding_id: int) -> Response:
        """Be satisfied that things were put right."""
        with unit_of_work():
            services.accept_remedy(finding_id, scope=current_scope(), at=now())
        return self.done(_("整改已确认"), _SHOW, finding_id=finding_id)

    @expose("/<int:finding_id>/lift", methods=["GET", "POST"])
    @allowed("finding.lift", step_up=True)
    def lift(self, finding_id: int) -> Any:  # noqa: ANN401 - a page
        """Lift a decision that was wrong; what it took is given back at once."""
        return _with_text(
            self, finding_id, services.lift_finding, _("决定已撤销并告知机构"), "lift"
        )

    @expose("/<int:finding_id>/collect", methods=["POST"])
    @allowed("finding.collect", step_up=True)
    def collect(self, finding_id: int) -> Response:
        """Take what the provider owes back off its next payment."""
        with unit_of_work():
            services.collect(finding_id, "offset", scope=current_scope(), at=now())
        return self.done(_("追回已入账"), _SHOW, finding_id=finding_id)

    @expose("/<int:finding_id>/paid-in", methods=["GET", "POST"])
    @allowed("finding.collect", step_up=True)
    def paid_in(self, finding_id: int) -> Any:  # noqa: ANN401 - a page
        """Record that the provider paid it in, by the bank's reference."""
        return _with_text(self, finding_id, _paid_in, _("追回已入账"), "paid_in", form=PaidInForm())


def _fill(form: FindingForm, scope: Scope) -> None:
    """Offer providers and modes; begin with what the address says."""
    form.provider_id.choices = choices.organisations("care_provider", scope)
    form.mode.choices = choices.modes(scope, today())
    if not form.is_submitted():
        form.provider_id.data = request.args.get("provider", "")
        form.visit_id.data = request.args.get("visit", type=int)


def _finding(form: FindingForm) -> services.NewFinding:
    """Build the command; where it comes from stands in the address."""
    values = form.values()
    for name in ("points", "recovery_fen"):
        values[name] = values[name] or 0
    for name in ("insurance", "mode"):
        values[name] = values[name] or ""
    values["repays"] = _repays(form)
    values["provider_id"] = int(values["provider_id"])
    return services.NewFinding(
        **values,
        inspection_id=number_key(request.args.get("inspection", "")),
        complaint_id=number_key(request.args.get("complaint", "")),
    )


def _decision_form(found: Finding) -> DecisionForm:
    """Begin a decision with what was proposed."""
    form = DecisionForm()
    if not form.is_submitted():
        for name in ("points", "recovery_fen", "suspend_from", "suspend_to", "version"):
            form[name].data = getattr(found, name)
        form.repays.data = found.repays or _GIVEN
        if found.suspend_from is not None and found.suspend_from < today():
            form.suspend_from.data = today()
    return form


def _decide(finding_id: int, form: DecisionForm, scope: Scope) -> None:
    """Call the service with the typed decision."""
    values = form.values()
    version = values.pop("version")
    for name in ("points", "recovery_fen"):
        values[name] = values[name] or 0
    values["repays"] = _repays(form)
    decision = services.Decision(**values)
    shown = number_key(version or "")
    services.decide_finding(finding_id, decision, scope=scope, at=now(), version=shown)


def _repays(form: FindingForm | DecisionForm) -> str | None:
    """Return who repays what the person was paid; None for a visit that was given."""
    return None if form.repays.data in (None, "", _GIVEN) else form.repays.data


def _ladder(found: Finding) -> list[dict[str, Any]]:
    """Return the bounds of sanctions that are known on this day, with their law."""
    rows = []
    pack = pack_for_area(found.area_code, today())
    for name in LADDER:
        clause = pack[f"oversight.{name}"]
        try:
            value, law = clause.on(today()), clause.law_on(today())
        except PolicyGap:
            continue
        rows.append({"name": name, "value": value, "law": law})
    return rows


def _paid_in(finding_id: int, reference: str, *, scope: Scope, at: datetime) -> None:
    services.collect(finding_id, "cash", reference, scope=scope, at=at)


def _with_text(
    page: Page,
    finding_id: int,
    service: Any,  # noqa: ANN401 - any act on a finding and a text
    message: str,
    act: str,
    form: TextForm | PaidInForm | None = None,
) -> Any:  # noqa: ANN401 - a page
    """Do an act that takes one text."""
    form, scope = form or TextForm(), current_scope()
    if form.sent():
        with form.catching():
            with unit_of_work():
                service(finding_id, form.text.data, scope=scope, at=now())
            return page.done(message, _SHOW, finding_id=finding_id)
    with read_only():
        found = records.finding(finding_id, scope=scope)
        held = recoveries.held_of(found.id)
        shown: dict[str, Any] = {"form": form, "found": found, "act": act, "held": held}
        return page.render("oversight/finding_text.html", **shown)
