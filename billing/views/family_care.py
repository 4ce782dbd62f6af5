"""家庭照护待遇: who is cared for by the family, and where the money goes; two people, each once."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.forms import PayeeConfirmForm
from billing.payments.returned import Back
from billing.persons import accounts, care, queries, refunds, returns, shown
from billing.persons.forms import AccountForm, CareEndForm, CareForm, RepaidForm, ReturnedForm
from ltc.case import queries as people
from ltc.case.services import note_reading
from ltc.db import read_only, unit_of_work
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.web.paging import number_key
from ltc.web.views import Page

_SHOW = "FamilyCareDesk.show"


class FamilyCareDesk(Page):
    """``/desk/family-care``."""

    route_base = "/desk/family-care"

    @expose("/")
    @allowed("person_payee.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List people with family care, with the account that holds and the one that waits."""
        after = number_key(request.args.get("after", ""))
        with read_only():
            rows = queries.paid_people(scope=current_scope(), on=today(), after=after)
            return self.render("billing/family_care.html", page=shown.page_of(rows))

    @expose("/<int:person_id>")
    @allowed("person_payee.read")
    def show(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Show what a person is paid for, into which account; reading it leaves a row."""
        scope = current_scope()
        with unit_of_work():
            note_reading(person_id, scope=scope, at=now(), what="family_care")
        with read_only():
            found = shown.person(person_id, scope=scope, on=today())
            return self.render("billing/family_care_person.html", **found)

    @expose("/<int:person_id>/register", methods=["GET", "POST"])
    @allowed("person_payee.register")
    def register(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Register family care."""
        form, scope = CareForm(), current_scope()
        with read_only():
            person = shown.offer_ways(form, person_id, scope=scope, on=today())
        if form.sent():
            with form.catching():
                with unit_of_work():
                    care.register(shown.new_care(form, person_id), scope=scope, at=now())
                return self.done(_("家庭照护已登记"), _SHOW, person_id=person_id)
        return self.render("billing/family_care_act.html", form=form, person=person, act="register")

    @expose("/cares/<int:family_care_id>/end", methods=["GET", "POST"])
    @allowed("person_payee.register")
    def end(self, family_care_id: int) -> Any:  # noqa: ANN401 - a page
        """Tell the last day of family care."""
        form, scope = CareEndForm(), current_scope()
        with read_only():
            person = shown.person_of_care(family_care_id, scope=scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    care.end(family_care_id, **form.values(), scope=scope, at=now())
                return self.done(_("终止日期已登记"), _SHOW, person_id=person.id)
        return self.render("billing/family_care_act.html", form=form, person=person, act="end")

    @expose("/<int:person_id>/propose", methods=["GET", "POST"])
    @allowed("person_payee.propose", step_up=True)
    def propose(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Propose an account."""
        form, scope = AccountForm(), current_scope()
        with read_only():
            person = shown.offer_holders(form, person_id, scope=scope, on=today())
        if form.sent():
            with form.catching():
                new = accounts.NewPersonAccount(person_id=person_id, **form.values())
                with unit_of_work():
                    accounts.propose(new, scope=scope, at=now())
                return self.done(_("账户已提出，待另一人确认"), _SHOW, person_id=person_id)
        return self.render("billing/family_care_act.html", form=form, person=person, act="propose")

    @expose("/accounts/<int:person_account_id>/confirm", methods=["GET", "POST"])
    @allowed("person_payee.confirm", step_up=True)
    def confirm(self, person_account_id: int) -> Any:  # noqa: ANN401 - a page
        """Confirm an account by typing it again."""
        form, scope = PayeeConfirmForm(), current_scope()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    number = form.number.data
                    row = accounts.confirm(person_account_id, number, scope=scope, at=now())
                return self.done(_("账户已确认"), _SHOW, person_id=row.person_id)
        with read_only():
            waits = queries.account(person_account_id, scope=scope)
            person, others = people.person(waits.person_id, scope=scope), queries.others_with(waits)
            facts: dict[str, Any] = {"person": person, "waits": waits, "others": others}
            return self.render("billing/family_care_act.html", form=form, act="confirm", **facts)

    @expose("/accounts/<int:person_account_id>/drop", methods=["POST"])
    @allowed("person_payee.drop", step_up=True)
    def drop(self, person_account_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Drop a proposal."""
        with unit_of_work():
            row = accounts.drop(person_account_id, scope=current_scope(), at=now())
        return self.done(_("已退回"), _SHOW, person_id=row.person_id)

    @expose("/<int:person_id>/repaid", methods=["GET", "POST"])
    @allowed("person_payee.refund", step_up=True)
    def repaid(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Record what the family paid back of what was paid too much."""
        form, scope = RepaidForm(), current_scope()
        with read_only():
            person = people.person(person_id, scope=scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    refunds.repaid(person_id, *shown.repaid(form), scope=scope, at=now())
                return self.done(_("缴回已入账"), _SHOW, person_id=person_id)
        return self.render("billing/family_care_act.html", form=form, person=person, act="repaid")

    @expose("/returned/<int:order_id>/<int:person_id>", methods=["GET", "POST"])
    @allowed("person_payee.refund", step_up=True)
    def returned(self, order_id: int, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Record the bank's notice that a payment came back, for another to confirm."""
        form, scope = ReturnedForm(), current_scope()
        with read_only():
            person = shown.paid_by(order_id, person_id, scope=scope)
        if form.sent():
            with form.catching():
                back = Back(**form.values())
                with unit_of_work():
                    returns.propose(order_id, person_id, back, scope=scope, at=now())
                said = _("退回已登记，待另一人确认后入账")
                return self.done(said, "PaymentDesk.show", order_id=order_id)
        return self.render("billing/family_care_act.html", form=form, person=person, act="returned")


class MyFamilyCare(Page):
    """``/my/family-care``: what the fund paid to one's own family, and why."""

    route_base = "/my/family-care"

    @expose("/")
    @allowed("person_payee.own")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the own months, payments and what came back."""
        with read_only():
            found = shown.own(scope=current_scope(), on=today())
            return self.render("billing/my_family_care.html", **found)
