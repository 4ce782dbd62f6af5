"""Forms of the account pages: text in, checked text out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from ltc.web.forms import Form


class SignInForm(Form):
    """Name, password and, where the account has one, the second factor."""

    name = StringField(_("登录名"), [InputRequired(_("请输入登录名")), Length(max=64)])
    password = PasswordField(_("密码"), [InputRequired(_("请输入密码")), Length(max=200)])
    code = StringField(
        _("动态口令"), [Length(max=10)], description=_("没有启用动态口令的账号不用填写。")
    )


class StepUpForm(Form):
    """The password again, before something that matters."""

    password = PasswordField(_("密码"), [InputRequired(_("请输入密码")), Length(max=200)])
    code = StringField(
        _("动态口令"), [Length(max=10)], description=_("没有启用动态口令的账号不用填写。")
    )


class PasswordForm(Form):
    """The old password and the new one."""

    old = PasswordField(_("现在的密码"), [InputRequired(_("请输入现在的密码")), Length(max=200)])
    new = PasswordField(
        _("新密码"),
        [InputRequired(_("请输入新密码")), Length(max=200)],
        description=_("至少 10 位，并包含字母、数字、符号中的两种。"),
    )
