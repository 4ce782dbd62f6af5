"""Care plans: those that wait, one with its meter, its services line by line, the person's yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.case import queries as cases
from ltc.case.forms import ConsentForm, DraftForm
from ltc.case.models import Plan
from ltc.case.papers import care_plan
from ltc.case.plan import queries, services
from ltc.case.plan.forms import LineForm
from ltc.case.plan.prices import agreed_prices
from ltc.case.plan.rules import NOT_AT_THE_DESK, OWN_ACCOUNT, Line, catalogue, meter, most_units
from ltc.db import read_only, unit_of_work
from ltc.papers.handing import hand_out
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.errors import BadInput
from ltc.web.filters import named, yuan
from ltc.web.language import current_language
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page
from ltc.web.words import choices, word

_SHOW = "Plans.show"
_STATES = ("drafted", "confirmed", "ended")


class Plans(Page):
    """``/desk/plans``."""

    route_base = "/desk/plans"

    @expose("/")
    @allowed("plan.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List plans of a state, newest first."""
        wanted = request.args.get("state", "")
        state = wanted if wanted in _STATES else _STATES[0]
        after = number_key(request.args.get("after", ""))
        with read_only():
            found = queries.plans(state, scope=current_scope(), after=after)
            page = key_page(found, queries.PAGE, lambda each: str(each[0].id))
            return self.render("case/plans.html", page=page, tabs=_tabs(state))

    @expose("/new/<int:person_id>", methods=["GET", "POST"])
    @allowed("plan.draft")
    def new(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Begin the next version of a person's plan."""
        scope, form = current_scope(), DraftForm()
        with read_only():
            person = cases.person(person_id, scope=scope)
            name, pack = person.name, pack_for_area(person.area_code, today())
        form.mode.choices = [(each.code, named(each)) for each in pack.modes]
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = services.DraftPlan(person_id=person_id, **form.values())
                    made = services.draft_plan(new, scope=scope, at=now())
                return self.done(_("计划草稿已建立，请安排服务项目"), _SHOW, plan_id=made.id)
        return self.render("case/plan_new.html", form=form, person_id=person_id, name=name)

    @expose("/<int:plan_id>")
    @allowed("plan.read")
    def show(self, plan_id: int) -> Any:  # noqa: ANN401 - a page
        """Show a plan with its services and how much of the standard it uses."""
        scope = current_scope()
        with read_only():
            plan = queries.plan(plan_id, scope=scope)
            person = cases.person(plan.person_id, scope=scope)
            return self.render("case/plan.html", person=person, **shown(plan))

    @expose("/<int:plan_id>/add", methods=["GET", "POST"])
    @allowed("plan.draft")
    def add(self, plan_id: int) -> Any:  # noqa: ANN401 - a page
        """Add one service to a draft."""
        scope, form = current_scope(), LineForm()
        with read_only():
            plan = queries.plan(plan_id, scope=scope)
            _offer(form, pack_for_area(plan.area_code, plan.first_day), plan)
            values = shown(plan)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    line = _line(form, values["plan"])
                    services.add_plan_item(plan_id, line, scope=scope, at=now())
                return self.done(_("服务项目已加入"), _SHOW, plan_id=plan_id)
        return self.render("case/plan_add.html", form=form, **values)

    @expose("/<int:plan_id>/remove", methods=["POST"])
    @allowed("plan.draft")
    def remove(self, plan_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Take one service out of a draft."""
        item = request.form.get("item", "")
        with unit_of_work():
            services.remove_plan_item(plan_id, item, scope=current_scope(), at=now())
        return self.done(_("服务项目已移出"), _SHOW, plan_id=plan_id)

    @expose("/<int:plan_id>/confirm", methods=["GET", "POST"])
    @allowed("plan.confirm")
    def confirm(self, plan_id: int) -> Any:  # noqa: ANN401 - a page
        """Record the person's yes as it was given to the office."""
        scope, form = current_scope(), ConsentForm()
        form.how.choices = [one for one in choices("plan_how") if one[0] not in NOT_AT_THE_DESK]
        with read_only():
            values = shown(queries.plan(plan_id, scope=scope))
        if form.sent():
            with form.catching():
                with unit_of_work():
                    consent = form.command(services.Consent)
                    services.confirm_plan(plan_id, consent, scope=scope, at=now())
                return self.done(_("已登记本人确认，计划生效"), _SHOW, plan_id=plan_id)
        return self.render("case/plan_confirm.html", form=form, **values)

    @expose("/<int:plan_id>/discard", methods=["POST"])
    @allowed("plan.draft")
    def discard(self, plan_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Throw a draft away."""
        with unit_of_work():
            services.discard_plan(plan_id, scope=current_scope(), at=now())
        return self.done(_("草稿已作废"), _SHOW, plan_id=plan_id)

    @expose("/<int:plan_id>/paper", methods=["POST"])
    @allowed("plan.paper")
    def paper(self, plan_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print a plan."""
        return hand_out(partial(care_plan, plan_id, scope=current_scope()))


class MyPlan(Page):
    """``/my/plan``: the family reads a plan and confirms it with the own account."""

    route_base = "/my/plan"

    @expose("/<int:plan_id>")
    @allowed("plan.own")
    def show(self, plan_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one's own plan."""
        with read_only():
            return self.render(
                "case/my_plan.html", **shown(queries.plan(plan_id, scope=current_scope()))
            )

    @expose("/<int:plan_id>/confirm", methods=["GET", "POST"])
    @allowed("plan.own")
    def confirm(self, plan_id: int) -> Any:  # noqa: ANN401 - a page
        """Say yes to one's own plan."""
        scope, form = current_scope(), ConsentForm(how=OWN_ACCOUNT)
        form.how.choices = [(OWN_ACCOUNT, word(OWN_ACCOUNT, "plan_how"))]
        with read_only():
            values = shown(queries.plan(plan_id, scope=scope))
        if form.sent():
            with form.catching():
                with unit_of_work():
                    consent = form.command(services.Consent)
                    services.confirm_plan(plan_id, consent, scope=scope, at=now())
                told = _("您已确认护理计划。可自选护理机构；不选的由经办机构就近派单。")
                return self.done(told, "MyPlan.show", plan_id=plan_id)
        return self.render("case/my_plan_confirm.html", form=form, **values)

    @expose("/<int:plan_id>/paper", methods=["POST"])
    @allowed("plan.own")
    def paper(self, plan_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Print one's own plan."""
        return hand_out(partial(care_plan, plan_id, scope=current_scope()))


def shown(plan: Plan) -> dict[str, Any]:
    """Return what every page about a plan shows."""
    pack = pack_for_area(plan.area_code, plan.first_day)
    lines = queries.lines_of(plan.id)
    known = catalogue(pack, plan.first_day)
    name = "name_en" if current_language() == "en" else "name"
    return {
        "plan": plan,
        "mode": pack.word("modes", plan.mode),
        "meter": meter(lines, plan.quota_fen),
        "units": _units(plan, lines, pack),
        "lines": [
            {
                **asdict(line),
                "name": known[line.item][name] if line.item in known else line.item,
                "carer": named(pack.word("carers", line.qualification)),
                "cost_fen": line.cost_fen,
            }
            for line in lines
        ],
    }


def _units(plan: Plan, lines: Sequence[Line], pack: Pack) -> dict[str, Any] | None:
    """Return how many hours or visits a plan uses, where the fund pays by them."""
    scope = Scope.everything("whoever sees a plan sees what its grade allows")
    grade = cases.determination(plan.determination_id, scope=scope).grade
    most = most_units(pack, mode=plan.mode, grade=grade, on=plan.first_day)
    if most is None:
        return None
    return {"most": most, "planned": most.planned(lines, plan.first_day)}


def _line(form: LineForm, plan: Plan) -> Line:
    """Return the service as typed; without a price, at the agreed one."""
    facts = form.values()
    if facts["price_fen"] is None:
        facts["price_fen"] = agreed_prices(plan.area_code, plan.first_day).get(facts["item"])
    if facts["price_fen"] is None:
        raise BadInput(
            "there is no agreed price for this service; type one",
            "该项目没有协议价格，请填写每次价格",
            field="price_fen",
        )
    return Line(**facts)


def _offer(form: LineForm, pack: Pack, plan: Plan) -> None:
    """Offer the services that are not in the plan yet, and the carers."""
    there = {line.item for line in queries.lines_of(plan.id)}
    prices = agreed_prices(plan.area_code, plan.first_day)
    form.item.choices = [
        (code, _service(each, prices.get(code)))
        for code, each in catalogue(pack, plan.first_day).items()
        if code not in there
    ]
    form.qualification.choices = [(each.code, named(each)) for each in pack.carers]


def _service(each: Mapping[str, Any], price_fen: int | None) -> str:
    """Return a service as the list offers it: name, usual minutes, agreed price."""
    name = each["name_en" if current_language() == "en" else "name"]
    if price_fen is None:
        return _("%(name)s（参考%(minutes)s分钟）", name=name, minutes=each["minutes"])
    return _(
        "%(name)s（参考%(minutes)s分钟，协议价%(price)s元）",
        name=name,
        minutes=each["minutes"],
        price=yuan(price_fen),
    )


def _tabs(state: str) -> list[dict[str, Any]]:
    return [
        {"label": word(each, "plan"), "url": f"?state={each}", "active": each == state}
        for each in _STATES
    ]
