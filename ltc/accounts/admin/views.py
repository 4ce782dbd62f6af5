"""Pages of the administrators 三员: accounts, roles, second factors, organisations.

The system administrator makes accounts, may disable them and reset their passwords; the security
administrator gives roles and takes second factors away.  So neither gets into another's account
alone, neither sees what the accounts may see, and nobody gives himself anything.
"""

from __future__ import annotations

from typing import Any

import pyotp
from flask import request, session
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ltc.accounts.admin import choices
from ltc.accounts.admin.forms import (
    AccountFilter,
    AccountForm,
    CodeForm,
    OrganisationForm,
    RolesForm,
)
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.directory.services import NewOrganisation, add_organisation
from ltc.papers.render import qr
from ltc.security import queries, services
from ltc.security.models import Account
from ltc.security.policy import administered_area, allowed, current_actor
from ltc.security.sessions import renew_token
from ltc.shared.clock import now
from ltc.shared.errors import BadInput, NotFound
from ltc.web.paging import key_page
from ltc.web.views import Page

_PAGE = 50
_SHOW = "Accounts.show"
_ISSUER = "LTC"


class Accounts(Page):
    """``/desk/accounts``."""

    route_base = "/desk/accounts"

    @expose("/")
    @allowed("account.list")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the accounts of the area by login name."""
        form = AccountFilter(request.args)
        after = request.args.get("after", "")
        with read_only():
            found = queries.account_page(
                administered_area(), words=form.q.data or "", after=after, limit=_PAGE + 1
            )
            page = key_page(found, _PAGE, lambda row: row.name)
            return self.render("accounts/accounts.html", filter=form, page=page)

    @expose("/new", methods=["GET", "POST"])
    @allowed("account.create", step_up=True)
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Make an account without roles; its first password is shown once."""
        form, actor = AccountForm(), current_actor()
        with read_only():
            choices.fill_account(form, actor)
        if form.sent():
            with form.catching():
                password = services.new_password()
                with unit_of_work():
                    made = services.create_account(_new(form, password), actor=actor, at=now())
                return _password_page(self, made.user_id, form.name.data, password)
        return self.render("accounts/account_new.html", form=form)

    @expose("/<int:user_id>")
    @allowed("account.list")
    def show(self, user_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one account: whom it stands for, its roles, whether it is active."""
        with read_only():
            account, user = _account(user_id)
            return self.render(
                "accounts/account.html",
                account=account,
                user=user,
                role_names=sorted(queries.role_names(user_id)),
                organisation=directory.organisation_names().get(account.organisation_id or 0),
            )

    @expose("/<int:user_id>/active", methods=["POST"])
    @allowed("account.create", step_up=True)
    def active(self, user_id: int) -> Response:
        """Disable an account, or enable it again."""
        wanted = _yes_or_no(request.form.get("active", ""))
        with unit_of_work():
            _account(user_id)
            services.set_active(user_id, active=wanted, actor=current_actor(), at=now())
        return self.done(_("账号已启用") if wanted else _("账号已停用"), _SHOW, user_id=user_id)

    @expose("/<int:user_id>/password", methods=["POST"])
    @allowed("account.create", step_up=True)
    def password(self, user_id: int) -> Any:  # noqa: ANN401 - a page
        """Give an account another first password, shown once."""
        with unit_of_work():
            _stands_for, user = _account(user_id)
            made = services.reset_password(user_id, actor=current_actor(), at=now())
            name = user.username
        return _password_page(self, user_id, name, made)

    @expose("/<int:user_id>/second-factor", methods=["POST"])
    @allowed("account.second_factor", step_up=True)
    def second_factor(self, user_id: int) -> Response:
        """Take the second factor of somebody who lost his authenticator."""
        with unit_of_work():
            _account(user_id)
            services.drop_second_factor(user_id, actor=current_actor(), at=now())
        return self.done(_("动态口令已停用，请本人重新绑定"), _SHOW, user_id=user_id)

    @expose("/<int:user_id>/roles", methods=["GET", "POST"])
    @allowed("account.roles", step_up=True)
    def roles(self, user_id: int) -> Any:  # noqa: ANN401 - a page
        """Give an account its roles."""
        with read_only():
            _stands_for, user = _account(user_id)
            form = RolesForm(data={"roles": sorted(queries.role_names(user_id))})
        if form.sent():
            with form.catching():
                with unit_of_work():
                    roles = form.roles.data or []
                    services.change_roles(user_id, roles, actor=current_actor(), at=now())
                return self.done(_("角色已更改，该账号须重新登录"), _SHOW, user_id=user_id)
        return self.render("accounts/roles.html", form=form, user=user)


class SecondFactor(Page):
    """``/second-factor``: one's own authenticator."""

    route_base = "/second-factor"

    @expose("/")
    @allowed("account.own")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show whether there is one, and the way to set one up."""
        return _factor_page(self, CodeForm())

    @expose("/propose", methods=["POST"])
    @allowed("account.own", step_up=True)
    def propose(self) -> Response:
        """Make a fresh secret for the authenticator to read."""
        actor = current_actor()
        with unit_of_work():
            services.propose_second_factor(actor.user_id, actor=actor, at=now())
        return self.done(_("请用手机验证器扫描二维码"), "SecondFactor.index")

    @expose("/confirm", methods=["POST"])
    @allowed("account.own", step_up=True)
    def confirm(self) -> Any:  # noqa: ANN401 - a page
        """Put it into force with a first code; one signs in again with it."""
        form, actor = CodeForm(), current_actor()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    code = form.code.data
                    services.confirm_second_factor(actor.user_id, code, actor=actor, at=now())
                session.clear()
                renew_token(session)
                return self.done(_("动态口令已启用，请重新登录"), "SignIn.sign_in")
        return _factor_page(self, form)


class Organisations(Page):
    """``/desk/organisations``: the register of organisations."""

    route_base = "/desk/organisations"

    @expose("/")
    @allowed("organisation.list")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the organisations of the area by kind."""
        kind = request.args.get("kind", "bureau")
        with read_only():
            rows = directory.organisations(kind, administered_area())
            return self.render("accounts/organisations.html", rows=rows, kind=kind)

    @expose("/new", methods=["GET", "POST"])
    @allowed("organisation.add")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Register an organisation."""
        form, actor = OrganisationForm(), current_actor()
        with read_only():
            choices.fill_organisation(form)
        if form.sent():
            with form.catching():
                new = NewOrganisation(**{**form.values(), "phone": form.phone.data or ""})
                with unit_of_work():
                    scope = choices.administrators_scope(actor)
                    made = add_organisation(new, scope=scope, at=now())
                return self.done(_("机构已登记"), "Organisations.index", kind=made.kind)
        return self.render("accounts/organisation_new.html", form=form)


def _account(user_id: int) -> tuple[Account, Any]:
    """Return an account of the administrator's area with its user."""
    found = queries.account(user_id)
    user = queries.user(user_id)
    if found is None or user is None or not found.area_code.startswith(administered_area()):
        raise NotFound("no such account", "没有该账号")
    return found, user


def _yes_or_no(sent: str) -> bool:
    """Read the button that was pressed; anything else does nothing."""
    if sent not in ("0", "1"):
        raise BadInput("send 1 to enable, 0 to disable", "请选择启用或停用", field="active")
    return sent == "1"


def _new(form: AccountForm, password: str) -> services.NewAccount:
    """Build the command: no roles, a password that must be changed."""

    def number(text: str | None) -> int | None:
        return int(text) if text else None

    organisation_id, staff_id = number(form.organisation_id.data), number(form.staff_id.data)
    if staff_id is not None and organisation_id is None:
        raise BadInput("choose the organisation too", "请同时选择所属机构", field="organisation_id")
    return services.NewAccount(
        form.name.data,
        form.shown_name.data,
        password,
        (),
        form.area_code.data,
        organisation_id,
        staff_id,
        form.person_id.data,
        must_change=True,
    )


def _password_page(page: Page, user_id: int, name: str, password: str) -> Any:  # noqa: ANN401 - a page
    """Show a first password, this once."""
    return page.render(
        "accounts/first_password.html", user_id=user_id, name=name, password=password
    )


def _factor_page(page: Page, form: CodeForm) -> Any:  # noqa: ANN401 - a page
    """Show the state of one's own second factor, with the picture while one is proposed."""
    actor = current_actor()
    with read_only():
        account = queries.account(actor.user_id)
        user = queries.user(actor.user_id)
        secret = account.totp_pending if account else None
        name = user.username if user else ""
        in_force = account is not None and account.totp_secret is not None
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER) if secret else ""
    picture = qr(uri) if secret else ""
    return page.render(
        "accounts/second_factor.html", form=form, secret=secret, picture=picture, in_force=in_force
    )
