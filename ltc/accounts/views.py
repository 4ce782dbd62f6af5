"""Signing in and out, the front page of each role, health answers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, jsonify, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response

from ltc.accounts.forms import PasswordForm, SignInForm, StepUpForm
from ltc.db import engine, read_only, unit_of_work
from ltc.migrations.run import current
from ltc.scope import Actor
from ltc.security import browsers, identity, services
from ltc.security.navigation import waiting
from ltc.security.policy import allowed, current_actor, current_actor_or_none, current_scope
from ltc.security.sessions import renew_token
from ltc.shared.clock import now, today
from ltc.shared.errors import Conflict, LtcError
from ltc.web.language import current_language
from ltc.web.reader import local_path
from ltc.web.views import Page


class FrontPage(Page):
    """``/``: the public front page, or the desk of who is signed in."""

    route_base = ""
    default_view = "index"

    @expose("/")
    @allowed("front.see")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what the present user can do next."""
        if current_actor_or_none() is None:
            return self.render("accounts/welcome.html")
        with read_only():
            return self.render("accounts/home.html", tiles=waiting(current_scope(), today()))

    @expose("/healthz")
    @allowed("front.see")
    def healthz(self) -> Response:
        """Answer that the process lives."""
        return jsonify({"status": "ok"})

    @expose("/readyz")
    @allowed("front.see")
    def readyz(self) -> tuple[Response, int]:
        """Answer whether the database answers and is at the newest revision."""
        try:
            with engine().connect() as connection:
                connection.execute(sa.text("SELECT 1"))
            revision = current()
        except sa.exc.SQLAlchemyError:
            return jsonify({"status": "database"}), 503
        return (jsonify({"status": "ok"}), 200) if revision else (jsonify({"status": "empty"}), 503)


class SignIn(Page):
    """``/sign-in``, ``/sign-out``, ``/step-up``, ``/password``."""

    route_base = ""
    default_view = "sign_in"

    @expose("/sign-in", methods=["GET", "POST"])
    @allowed("front.see")
    def sign_in(self) -> Any:  # noqa: ANN401 - a page
        """Ask for name and password; a failure says only that they do not fit."""
        form = SignInForm()
        if form.sent():
            problem = _try_sign_in(form)
            if problem is None:
                answer = redirect(local_path(request.args.get("next", "/")), code=303)
                return browsers.remember(answer, form.name.data or "")
            form.password.errors = [*form.password.errors, problem]
        return self.render("accounts/sign_in.html", form=form)

    @expose("/sign-out", methods=["POST"])
    @allowed("account.own")
    def sign_out(self) -> Response:
        """End the session on the server and in the browser."""
        logout_user()
        session.clear()
        return redirect(url_for("FrontPage.index"), code=303)

    @expose("/step-up", methods=["GET", "POST"])
    @allowed("account.own")
    def step_up(self) -> Any:  # noqa: ANN401 - a page
        """Ask for the password (and second factor) again."""
        form = StepUpForm()
        if form.sent():
            problem = _try_again(current_actor(), form)
            if problem is None:
                session["stepped_up_at"] = now().timestamp()
                flash(_("身份已确认，请继续刚才的办理。"), "good")
                return redirect(_back(), code=303)
            form.password.errors = [*form.password.errors, problem]
        return self.render("accounts/step_up.html", form=form)

    @expose("/password", methods=["GET", "POST"])
    @allowed("account.own")
    def password(self) -> Any:  # noqa: ANN401 - a page
        """Change one's own password; every session ends."""
        form = PasswordForm()
        if form.sent() and _changed_password(current_actor(), form):
            session.clear()
            renew_token(session)
            flash(_("密码已修改，请重新登录。"), "good")
            return redirect(url_for("SignIn.sign_in"), code=303)
        return self.render("accounts/password.html", form=form)


def _try_sign_in(form: SignInForm) -> str | None:
    """Sign in, or return what to tell: the same words for a wrong name and a wrong password."""
    name = form.name.data or ""
    proof = _proof(form.password.data, form.code.data)
    try:
        with unit_of_work():
            found = identity.sign_in(name, proof, at=now(), lane=browsers.lane_of(name))
    except Conflict as wait:
        return wait.message(current_language())
    if found is None:
        return _("登录名、密码或动态口令不正确")
    session.clear()
    renew_token(session)
    session["_user_id"] = str(found.id)
    session["stepped_up_at"] = now().timestamp()
    return None


def _try_again(actor: Actor, form: StepUpForm) -> str | None:
    """Check password and second factor of who is signed in, or return what to tell."""
    proof = _proof(form.password.data, form.code.data)
    try:
        with unit_of_work():
            if identity.proves(actor.user_id, proof, at=now()):
                return None
    except Conflict as wait:
        return wait.message(current_language())
    return _("密码或动态口令不正确")


def _changed_password(actor: Actor, form: PasswordForm) -> bool:
    """Change the password, or leave the reason in the form."""
    try:
        with unit_of_work():
            proof = _proof(form.old.data, None)
            if not identity.proves(actor.user_id, proof, at=now(), by_password=True):
                form.old.errors = [*form.old.errors, _("现在的密码不正确")]
                return False
            services.change_password(actor.user_id, form.new.data or "", actor=actor, at=now())
    except LtcError as fault:
        form.new.errors = [*form.new.errors, fault.message(current_language())]
        return False
    return True


def _proof(password: str | None, code: str | None) -> identity.Proof:
    """Return what was typed; what was left out of the request is as wrong as what is empty."""
    return identity.Proof(password or "", code or "", request.remote_addr or "")


def _back() -> str:
    """Return the path the user came from, on this site only."""
    target = request.args.get("next", "/")
    return local_path(target.removeprefix(request.host_url.rstrip("/")))
