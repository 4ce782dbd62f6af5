"""A family opens its file and account by itself, or gets an account at the window."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.case import queries, services
from ltc.case.forms import JoinForm, LoginForm
from ltc.case.views.people import areas_to_live_in
from ltc.db import read_only, unit_of_work
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.web.views import Page


class Joining(Page):
    """``/join``: open to the public."""

    route_base = "/join"

    @expose("/", methods=["GET", "POST"])
    @allowed("person.join")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Open a person's file together with the family's account."""
        form = JoinForm()
        with read_only():
            form.area_code.choices = areas_to_live_in("")
        if form.sent():
            with form.catching():
                with unit_of_work():
                    services.note_try(request.remote_addr or "", at=now())
                with unit_of_work():
                    services.join(form.make(), form.login(), at=now())
                return self.done(_("已登记，请用刚设的登录名和密码登录"), "SignIn.sign_in")
        return self.render("case/join.html", form=form)


class FamilyAccounts(Page):
    """``/desk/people/<id>/account``: opened by the office."""

    route_base = "/desk/people"

    @expose("/<int:person_id>/account", methods=["GET", "POST"])
    @allowed("person.account")
    def index(self, person_id: int) -> Any:  # noqa: ANN401 - a page
        """Open an account for the family of somebody who has a file."""
        scope, form = current_scope(), LoginForm()
        with read_only():
            name = queries.person(person_id, scope=scope).name
        if form.sent():
            with form.catching():
                with unit_of_work():
                    login = form.login()
                    services.open_family_account(person_id, login, scope=scope, at=now())
                return self.done(_("家属账号已开通"), "People.show", person_id=person_id)
        return self.render("case/account.html", form=form, person_id=person_id, name=name)
