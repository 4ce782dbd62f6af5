"""Forms of the account pages: text in, checked text out."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    """Name, password and, where the account has one, the second factor."""

    name = StringField("登录名", [InputRequired("请输入登录名"), Length(max=64)])
    password = PasswordField("密码", [InputRequired("请输入密码"), Length(max=200)])
    code = StringField("动态口令（如已启用）", [Length(max=10)])


class StepUpForm(FlaskForm):
    """The password again, before something that matters."""

    password = PasswordField("密码", [InputRequired("请输入密码"), Length(max=200)])
    code = StringField("动态口令（如已启用）", [Length(max=10)])


class PasswordForm(FlaskForm):
    """The old password and the new one."""

    old = PasswordField("现在的密码", [InputRequired("请输入现在的密码"), Length(max=200)])
    new = PasswordField("新密码", [InputRequired("请输入新密码"), Length(max=200)])
