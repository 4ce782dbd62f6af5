"""People's files: find one, open one, the record page, contact, events."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.addon import Addon, resolve
from ltc.case import queries, services
from ltc.case.appeal import queries as appeals
from ltc.case.forms import ContactForm, EventForm, PeopleFilter, PersonForm, ReverseForm
from ltc.case.models import Person
from ltc.case.plan import queries as plans
from ltc.case.timeline import Section, sections, timeline
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.policy.load import load_pack
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope, holds
from ltc.shared.clock import now, today
from ltc.shared.errors import LtcError
from ltc.shared.ids import parse_id_number
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page

_SHOW = "People.show"
_WHOLE_ID = 18
_BROAD = ("province", "city")


class People(Page):
    """``/desk/people``."""

    route_base = "/desk/people"

    @expose("/")
    @allowed("person.list")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Find people by the beginning of a name, or by a whole ID number."""
        form, scope = PeopleFilter(request.args), current_scope()
        with read_only():
            found = queries.people(_search(form.q.data or ""), scope=scope)
            page = key_page(found, queries.PAGE, lambda each: str(each.id))
            areas = area_names(scope)
            return self.render("case/people.html", filter=form, page=page, areas=areas)

    @expose("/new", methods=["GET", "POST"])
    @allowed("person.register")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Open the file of a person who has none yet."""
        form, scope = PersonForm(), current_scope()
        with read_only():
            form.area_code.choices = areas_to_live_in(scope.area)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    made = services.register_person(form.make(), scope=scope, at=now())
                return self.done(_("档案已建立"), _SHOW, person_id=made.id)
        return self.render("case/person_new.html", form=form)

    @expose("/<int:person_id>")
    @allowed("person.read")
    def show(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Show everything in a person's file; reading it leaves a row."""
        scope, on = current_scope(), today()
        with unit_of_work():
            services.note_reading(person_id, scope=scope, at=now())
        with read_only():
            return self.render(
                "case/person.html",
                **_record(queries.person(person_id, scope=scope), scope, on),
                sections=sections(_parts(), person_id, scope=scope, on=on),
                entries=timeline(person_id, scope=scope),
            )

    @expose("/<int:person_id>/contact", methods=["GET", "POST"])
    @allowed("person.change")
    def contact(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Change how a person is reached."""
        scope = current_scope()
        with read_only():
            person = queries.person(person_id, scope=scope)
            form, name = ContactForm(obj=person), person.name
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.change_contact(person_id, form.make(), scope=scope, at=now())
                return self.done(_("联系方式已更改"), _SHOW, person_id=person_id)
        return self.render("case/contact.html", form=form, person_id=person_id, name=name)

    @expose("/<int:person_id>/events/new", methods=["GET", "POST"])
    @allowed("event.record")
    def event(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Record what happened to a person."""
        scope, form = current_scope(), EventForm()
        with read_only():
            name = queries.person(person_id, scope=scope).name
        if form.sent():
            with form.catching():
                with unit_of_work():
                    facts = form.values()
                    services.record_event(person_id, **facts, scope=scope, at=now())
                return self.done(_("事件已登记"), _SHOW, person_id=person_id)
        return self.render("case/event.html", form=form, person_id=person_id, name=name)

    @expose("/events/<int:event_id>/reverse", methods=["GET", "POST"])
    @allowed("event.reverse")
    def reverse(self, event_id: int) -> Any:  # noqa: ANN401 - a page
        """Take an event back, with the reason."""
        scope, form = current_scope(), ReverseForm()
        with read_only():
            found = queries.event(event_id, scope=scope)
            told = {"person_id": found.person_id, "kind": found.kind, "day": found.first_day}
        if form.sent():
            with form.catching():
                with unit_of_work():
                    reason = form.note.data or ""
                    services.reverse_event(event_id, reason, scope=scope, at=now())
                return self.done(_("事件已撤销"), _SHOW, person_id=told["person_id"])
        return self.render("case/reverse.html", form=form, event=told)


def area_names(scope: Scope) -> dict[str, str]:
    """Return code → name of the areas of a scope."""
    return {each.code: each.name for each in directory.areas_under(scope.area)}


def areas_to_live_in(area: str) -> list[tuple[str, str]]:
    """Return where a person may live: everything below the city, each with what it lies in.

    Villages share their names; without the town nobody could tell one 赵家村 from another.
    """
    found = [each for each in directory.areas_under(area) if each.level not in _BROAD]
    names = {each.code: each.name for each in found}
    return [
        (each.code, " ".join(filter(None, (names.get(each.parent_code or ""), each.name))))
        for each in found
    ]


def _parts() -> list[Section]:
    """Return the parts of the rooms that are switched on, as far as the reader may see them."""
    addons: tuple[Addon, ...] = current_app.extensions["ltc_addons"]
    found = [resolve(dotted) for addon in addons for dotted in addon.sections]
    return [each for each in found if holds(each.permission)]


def _search(text: str) -> queries.PeopleSearch:
    """Return what is looked for; a text as long as an ID number is one, or finds nothing."""
    after = number_key(request.args.get("after", ""))
    if len(text) != _WHOLE_ID:
        return queries.PeopleSearch(name=text, after=after)
    try:
        return queries.PeopleSearch(id_number=parse_id_number(text), after=after)
    except LtcError:
        return queries.PeopleSearch(name=text, after=after)


def _record(person: Person, scope: Scope, on: date) -> dict[str, Any]:
    """Return the person's file as the record page shows it."""
    determinations = queries.determinations_of(person.id, scope=scope)
    events = queries.events_of(person.id, scope=scope)
    return {
        "person": person,
        "on": on,
        "area": directory.area(person.area_code),
        "applications": queries.applications_of(person.id, scope=scope),
        "determinations": determinations,
        "grades": {d.id: load_pack(d.pack).grade(d.grade) for d, _end in determinations},
        "holds_now": next((d for d, end in determinations if _in_force(d, end, on)), None),
        "may_plan": any(_lasts(d, end, on) for d, end in determinations),
        "events": events,
        "taken_back": {each.reverses_id for each in events},
        "plans": plans.plans_of(person.id, scope=scope),
        "clocks": queries.clocks_of(person.id, scope=scope),
        "appeals": appeals.appeals_of(person.id, scope=scope),
    }


def _lasts(determination: Any, end: Any, on: date) -> bool:  # noqa: ANN401 - two models
    """Tell whether care may be planned: the benefit runs, or begins on a day to come."""
    last_day = end.last_day if end else determination.last_day
    return bool(determination.entitled and last_day >= max(on, determination.first_day))


def _in_force(determination: Any, end: Any, on: date) -> bool:  # noqa: ANN401 - two models
    last_day = end.last_day if end else determination.last_day
    return bool(determination.entitled and determination.first_day <= on <= last_day)
