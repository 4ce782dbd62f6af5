"""The desks' pages: exceptions by due day, visits with their evidence, entries by hand, devices."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.case.services import note_reading
from ltc.db import read_only, unit_of_work
from ltc.devices.queries import devices as registered
from ltc.security.policy import allowed, current_scope, holds
from ltc.shared.clock import now, today
from ltc.web.paging import key_page
from ltc.web.views import Page
from providers.visits import forms, services
from providers.visits.queries import desk
from providers.visits.queries.devices import waiting
from providers.visits.views import filters, record
from providers.visits.views.shown import due


class ExceptionDesk(Page):
    """``/desk/exceptions``: what waits, in the order in which it is due."""

    route_base = "/desk/exceptions"

    @expose("/")
    @allowed("visit.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the queue."""
        form = forms.QueueFilterForm(request.args)
        wanted = filters.queue_filter(form, request.args)
        with read_only():
            rows = desk.queue(wanted, scope=current_scope())
            counts = desk.waiting_by_owner(today(), scope=current_scope())
            page = key_page(rows, desk.PAGE, _queue_key)
            shown = [(row, due(row.exception, today())) for row in page.rows]
            lists: dict[str, Any] = {"rows": shown, "after": page.next, "counts": counts}
            return self.render("visits/queue.html", filter=form, **lists)

    @expose("/<int:exception_id>/explain", methods=["POST"])
    @allowed("exception.explain")
    def explain(self, exception_id: int) -> Any:  # noqa: ANN401
        """Take an explanation."""
        form = forms.ExplainForm()
        visit_id = record.visit_of_exception(exception_id)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    why = services.Why(form.reason.data, form.memo.data)
                    services.explain_exception(exception_id, why, scope=current_scope(), at=now())
                return self.done(_("说明已记录"), "VisitDesk.show", visit_id=visit_id)
        return record.show(self, visit_id, faulty=(exception_id, form))

    @expose("/<int:exception_id>/decide", methods=["POST"])
    @allowed("exception.decide")
    def decide(self, exception_id: int) -> Any:  # noqa: ANN401
        """Take a decision; never by anybody whom it names."""
        form = forms.DecideForm()
        visit_id = record.visit_of_exception(exception_id)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    chosen = services.Decision(resolution=form.resolution.data, memo=form.memo.data)
                    services.decide_exception(exception_id, chosen, scope=current_scope(), at=now())
                return self.done(_("已处理"), "VisitDesk.show", visit_id=visit_id)
        return record.show(self, visit_id, faulty=(exception_id, form))


class VisitDesk(Page):
    """``/desk/visits``: the list, one visit with its evidence, and what a desk does with it."""

    route_base = "/desk/visits"

    @expose("/")
    @allowed("visit.read")
    def index(self) -> Any:  # noqa: ANN401
        """Show the list of visits, a page at a time."""
        form = forms.VisitFilterForm(request.args)
        with read_only():
            filters.offer_names(form, scope=current_scope())
            wanted = filters.visit_filter(form, request.args, today())
            rows = desk.visits(wanted, scope=current_scope())
            page = key_page(rows, desk.PAGE, _list_key)
            return self.render("visits/list.html", filter=form, page=page, wanted=wanted)

    @expose("/<int:visit_id>")
    @allowed("visit.read")
    def show(self, visit_id: int) -> Any:  # noqa: ANN401
        """Show one visit with everything that speaks for and against it."""
        with read_only():
            person_id = desk.visit_row(visit_id, scope=current_scope()).visit.person_id
        with unit_of_work():
            note_reading(person_id, scope=record.of_visit(), at=now(), what=f"visit {visit_id}")
        return record.show(self, visit_id)

    @expose("/<int:visit_id>/manual", methods=["GET", "POST"])
    @allowed("visit.enter")
    def manual(self, visit_id: int) -> Any:  # noqa: ANN401
        """Enter the times of a visit by hand."""
        form = forms.ManualForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    entry = form.command(services.ManualEntry)
                    services.enter_manually(visit_id, entry, scope=current_scope(), at=now())
                return self.done(
                    _("补登已记录，须由另一人确认"), "VisitDesk.show", visit_id=visit_id
                )
        with read_only():
            row = desk.visit_row(visit_id, scope=current_scope())
            budgets = services.budgets(row.visit, today())
            return self.render("visits/manual.html", form=form, row=row, budgets=budgets)

    @expose("/<int:visit_id>/reassign", methods=["POST"])
    @allowed("visit.enter")
    def reassign(self, visit_id: int) -> Any:  # noqa: ANN401
        """Give a planned visit to another carer."""
        form = forms.ReassignForm()
        with read_only():
            filters.offer_carers(form.carer_id, scope=current_scope())
        if form.sent():
            with form.catching():
                with unit_of_work():
                    why = services.Why(form.reason.data, form.memo.data)
                    services.reassign(
                        visit_id, int(form.carer_id.data), why, scope=current_scope(), at=now()
                    )
                return self.done(_("已换人"), "VisitDesk.show", visit_id=visit_id)
        return record.show(self, visit_id, reassign=form)

    @expose("/<int:visit_id>/two-person", methods=["POST"])
    @allowed("visit.two_person")
    def two_person(self, visit_id: int) -> Any:  # noqa: ANN401
        """Mark a visit as care by two."""
        why = services.Why("person_asked", _("双人服务"))
        with unit_of_work():
            services.mark_two_person(visit_id, why, scope=current_scope(), at=now())
        return self.done(_("已标记为双人服务"), "VisitDesk.show", visit_id=visit_id)

    @expose("/<int:visit_id>/call-back", methods=["POST"])
    @allowed("visit.call_back")
    def call_back(self, visit_id: int) -> Any:  # noqa: ANN401
        """Note that the recipient's side was reached by phone."""
        form = forms.CallBackForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    said = form.given_by.data
                    services.record_call_back(visit_id, said, scope=current_scope(), at=now())
                return self.done(_("回访已记录"), "VisitDesk.show", visit_id=visit_id)
        return record.show(self, visit_id, call_back=form)

    @expose("/<int:visit_id>/void", methods=["POST"])
    @allowed("visit.void")
    def void(self, visit_id: int) -> Any:  # noqa: ANN401
        """Take a visit out of the books."""
        form = forms.VoidForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.void(visit_id, form.why.data, scope=current_scope(), at=now())
                return self.done(_("已作废"), "VisitDesk.show", visit_id=visit_id)
        return record.show(self, visit_id, void=form)

    @expose("/<int:visit_id>/verify", methods=["POST"])
    @allowed("visit.verify")
    def verify(self, visit_id: int) -> Any:  # noqa: ANN401
        """Ask the rules now instead of tonight."""
        with unit_of_work():
            services.verify(visit_id, scope=current_scope(), at=now())
        return self.done(_("已核实"), "VisitDesk.show", visit_id=visit_id)


class DeviceDesk(Page):
    """``/desk/devices``: phones, and what of theirs waits or was refused."""

    route_base = "/desk/devices"

    @expose("/")
    @allowed("device.manage")
    def index(self) -> Any:  # noqa: ANN401
        """Show the devices and their gaps."""
        with read_only():
            scope = current_scope()
            names = dict(desk.carers_of(scope=scope))
            return self.render(
                "visits/devices.html",
                devices=registered(scope=scope),
                waiting=waiting(scope=scope),
                names=names,
                may=holds("device.manage"),
            )

    @expose("/<device_id>/revoke", methods=["POST"])
    @allowed("device.manage")
    def revoke(self, device_id: str) -> Any:  # noqa: ANN401
        """Stop a lost phone."""
        with unit_of_work():
            services.revoke_device(device_id, scope=current_scope(), at=now())
        return self.done(_("设备已停用"), "DeviceDesk.index")

    @expose("/<device_id>/skip", methods=["POST"])
    @allowed("device.manage")
    def skip(self, device_id: str) -> Any:  # noqa: ANN401
        """Let a phone's queue go on without a record that never came."""
        with unit_of_work():
            services.skip_gap(device_id, scope=current_scope(), at=now())
        return self.done(_("下次同步时将继续处理后面的记录"), "DeviceDesk.index")


class KeyDesk(Page):
    """``/desk/people/<id>/key``: the card of time codes that hangs at a home."""

    route_base = "/desk/home-keys"

    @expose("/<int:person_id>", methods=["GET", "POST"])
    @allowed("recipient.key")
    def make(self, person_id: int) -> Any:  # noqa: ANN401
        """Make a fresh card and show its secret once, as a QR code for the family's device."""
        form = forms.KeyForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    key = services.make_recipient_key(
                        person_id, form.pin.data or None, scope=current_scope(), at=now()
                    )
                return self.render("visits/key_made.html", card=record.card(key))
        with read_only():
            return self.render("visits/key.html", form=form, person=record.person(person_id))


def _queue_key(row: desk.QueueRow) -> str:
    return filters.place_in(row.exception.due_on, row.exception.id)


def _list_key(row: desk.VisitRow) -> str:
    return filters.place_in(row.visit.day, row.visit.id)
