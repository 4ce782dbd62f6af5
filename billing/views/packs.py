"""政策试算和政策包: anybody may ask what the rules give, and read them with their documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field

from assessments.rules.conditions import TOP_UP
from billing.asking import packs
from billing.asking.differences import (
    Side,
    change_days,
    differing,
    latest_change,
    words_differing,
)
from billing.asking.forms import FEWEST, MOST, AreaForm, CalculatorForm
from billing.asking.questions import FORMS, QuestionForm, form_of
from billing.asking.told import told
from billing.forms import PackCompareForm, PackDayForm, PackFilterForm
from billing.rules.questions.ask import answer_many
from billing.rules.questions.assessment_fee import AMOUNT
from billing.rules.tariff import SHAPE
from billing.views.words import word_or_code
from ltc.db import unit_of_work
from ltc.policy.load import load_pack
from ltc.policy.lookup import Pack
from ltc.security.policy import allowed
from ltc.shared.clock import today
from ltc.shared.dates import Month
from ltc.shared.errors import Faults, LtcError
from ltc.web.filters import named
from ltc.web.language import current_language
from ltc.web.paging import number_key
from ltc.web.tables import col
from ltc.web.views import Page
from ltc.web.words import word

_EMPLOYEE = "employee"
OPENED = "benefit"
"""The topic that most people come to read."""


class Calculator(Page):
    """``/calculator``: open to everybody."""

    route_base = "/calculator"

    @expose("/")
    @allowed("policy.ask")
    def index(self) -> Any:  # noqa: ANN401 - a page or a redirect
        """Go to the pack that was chosen, or to that of the area which this house serves."""
        found = packs.payable()
        if not found:
            return redirect(url_for("PackBrowser.index"))
        chosen = [each for each in found if each.id == request.args.get("pack")]
        with unit_of_work():
            pack = chosen[0] if chosen else packs.at_home(found)
        kind = request.args.get("kind", "")
        return redirect(_way(pack.id, kind if kind in FORMS else ""))

    @expose("/<name>/<kind>")
    @allowed("policy.ask")
    def other(self, name: str, kind: str) -> Any:  # noqa: ANN401 - a page
        """Answer a question about contributing, entitlement, fees or years made up."""
        pack, form = load_pack(name), form_of(kind)(request.args)
        form.offer(pack)
        asked = "on" in request.args
        if not asked:
            form.on.data = _day(pack)
        answer = _other_answer(form, pack) if asked else None
        page: dict[str, Any] = {"pack": pack, "kind": kind, "answer": answer, "boxes": form}
        page |= {"area": _area(pack), "tabs": _tabs(pack, kind), "form": form if asked else None}
        told_of = told(kind, answer) if answer else ()
        return self.render("billing/question.html", told=told_of, **page)

    @expose("/<name>")
    @allowed("policy.ask")
    def ask(self, name: str) -> Any:  # noqa: ANN401 - a page
        """Answer what the boxes ask, by the same function as ``ltc ask``."""
        pack, form = load_pack(name), CalculatorForm(request.args)
        _more_lines(form)
        form.offer(pack)
        asked = "month" in request.args and "rows" not in request.args
        if "month" not in request.args:
            _begin(form, pack)
        answer = _answer(form, pack) if asked else None
        page = {"pack": pack, "answer": answer, "boxes": form, **_table(form, pack)}
        shown = form if asked else None
        more: dict[str, Any] = {"area": _area(pack), "tabs": _tabs(pack, "")}
        return self.render("billing/calculator.html", form=shown, **more, **page)


class PackBrowser(Page):
    """``/packs``: open to everybody."""

    route_base = "/packs"

    @expose("/")
    @allowed("policy.ask")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the packs."""
        found, form = packs.packs(), PackFilterForm(request.args)
        faults = [each for each in found if isinstance(each, LtcError)]
        sound = packs.like([each for each in found if isinstance(each, Pack)], form.q.data or "")
        page: dict[str, Any] = {
            "packs": sound,
            "faults": faults,
            "filter": form,
            "state_of": packs.state,
        }
        return self.render("billing/packs.html", **page)

    @expose("/compare")
    @allowed("policy.ask")
    def compare(self) -> Any:  # noqa: ANN401 - a page
        """Show what differs between two packs, or between two days of one."""
        with unit_of_work():
            form = _comparison(request.args)
        page: dict[str, Any] = {"form": form, "topics": None, "days": []}
        if form.validate():
            one, other = _side(form.one, form.one_on), _side(form.other, form.other_on)
            found, alike = differing(one, other)
            topics = [(word_or_code(topic, "pack_topic"), rows) for topic, rows in found.items()]
            page |= {"one": one, "other": other, "topics": topics, "alike": alike}
            page |= {"words": words_differing(one.pack, other.pack), "days": _days(one, other)}
        return self.render("billing/pack_compare.html", **page)

    @expose("/<name>")
    @allowed("policy.ask")
    def show(self, name: str) -> Any:  # noqa: ANN401 - a page
        """Show a pack: words, values with their law, documents, what it does not model."""
        pack, form = load_pack(name), PackDayForm(request.args)
        topics = packs.parameters(pack, form.on.data)
        told = [(word_or_code(topic, "pack_topic"), rows) for topic, rows in topics.items()]
        page: dict[str, Any] = {
            "pack": pack,
            "filter": form,
            "topics": told,
            "opened": word_or_code(OPENED, "pack_topic"),
            "state": packs.state(pack),
        }
        return self.render("billing/pack.html", **page)


def _comparison(given: MultiDict[str, str]) -> PackCompareForm:
    """Return the boxes; where one pack or none is named, those of its latest change."""
    found = [each for each in packs.packs() if isinstance(each, Pack)]
    if "other" not in given:
        wanted = given.get("one") or packs.at_home(packs.payable()).id
        one = next((each for each in found if each.id == wanted), found[0])
        eve, day = latest_change(one, today())
        days = {"one_on": str(eve), "other_on": str(day)}
        given = MultiDict({"one": one.id, "other": one.id, **days})
    form = PackCompareForm(given)
    listed = [(each.id, named(each)) for each in sorted(found, key=lambda each: each.area_code)]
    form.one.choices = form.other.choices = listed
    return form


def _side(pack: Field, on: Field) -> Side:
    return Side(load_pack(pack.data), on.data)


def _days(one: Side, other: Side) -> list[tuple[date, date]]:
    """Return the days of change of a pack that is laid beside itself, each with its eve."""
    if one.pack.id != other.pack.id:
        return []
    return [(day - timedelta(days=1), day) for day in change_days(one.pack)]


def _area(pack: Pack) -> AreaForm:
    """Return the box in which another area is chosen."""
    form = AreaForm(pack=pack.id)
    form.pack.choices = [(each.id, named(each)) for each in packs.payable()]
    return form


def _tabs(pack: Pack, kind: str) -> list[dict[str, Any]]:
    """Return the questions that a pack can answer; the first is the benefit."""
    needs = {"assessment_fee": AMOUNT, "top_up": TOP_UP}
    kinds = ["", *(each for each in FORMS if needs.get(each, SHAPE) in pack)]
    return [
        {
            "label": word(each or "benefit", "ask_question"),
            "url": _way(pack.id, each),
            "active": each == kind,
        }
        for each in kinds
    ]


def _way(name: str, kind: str) -> str:
    if not kind:
        return url_for("Calculator.ask", name=name)
    return url_for("Calculator.other", name=name, kind=kind)


def _other_answer(form: QuestionForm, pack: Pack) -> Mapping[str, Any] | None:
    """Return the answer to one of the other questions, or put its faults beside the boxes."""
    if not form.validate():
        return None
    (found,) = answer_many([form.question(pack)], load_pack, language=current_language())
    if not isinstance(found, LtcError):
        return found
    for fault in found.faults if isinstance(found, Faults) else (found,):
        form.refuse(fault)
    return None


def _table(form: CalculatorForm, pack: Pack) -> dict[str, Any]:
    """Return the published standards of the month that is asked about."""
    on = form.month.data.first_day if form.month.data else _day(pack)
    modes = [col(named(mode), mode.code, "own") for mode in pack.modes]
    return {
        "on": on,
        "columns": [col(_("失能等级"), "grade", "own"), *modes],
        "parts": packs.parts,
        "standards": packs.standards(pack, on, form.insurance.data or _EMPLOYEE),
    }


def _day(pack: Pack) -> date:
    """Return today, or the last day of which the pack's limits say something."""
    try:
        shapes = pack["benefit.shape"].rows
    except LtcError:
        return today()
    last = shapes[-1].last_day
    return min(today(), last) if last else today()


def _begin(form: CalculatorForm, pack: Pack) -> None:
    """Fill in what most people ask first."""
    form.month.data = Month.of(_day(pack))
    form.insurance.data = _EMPLOYEE
    form.mode.data = pack.modes[-1].code


def _more_lines(form: CalculatorForm) -> None:
    """Give as many lines as were asked for."""
    wanted = number_key(request.args.get("rows", "")) or FEWEST
    while len(form.lines) < min(wanted, MOST):
        form.lines.append_entry()


def _answer(form: CalculatorForm, pack: Pack) -> Mapping[str, Any] | None:
    if not form.validate():
        return None
    (found,) = answer_many([form.question(pack)], load_pack, language=current_language())
    if isinstance(found, LtcError):
        form.show(found)
        return None
    return found
