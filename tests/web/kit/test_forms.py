"""A form gives a typed command, and shows what a service refused."""

from dataclasses import dataclass

import pytest
from flask import render_template_string

from ltc.shared.errors import BadInput, Conflict
from ltc.web import fields
from ltc.web.forms import Form, faults
from ltc.web.views import Page


class Apply(Form):
    """Two answers."""

    name = fields.Text("姓名")
    fee = fields.Money("金额")


@dataclass(frozen=True)
class Command:
    """What the service takes."""

    name: str
    fee: int
    person_id: int


@pytest.fixture
def form(kit_site):
    """Give the form as sent with good answers."""
    typed = {"name": "王秀兰", "fee": "12.50"}
    kit_site.config["WTF_CSRF_ENABLED"] = False
    with kit_site.test_request_context(method="POST", data=typed):
        yield Apply()


def test_the_command_is_built_from_the_answers_and_what_the_view_knows(form):
    assert form.sent()
    assert form.command(Command, person_id=7) == Command("王秀兰", 1250, 7)


def test_a_refusal_about_a_field_stands_beside_it(form):
    assert form.sent()
    with form.catching():
        raise BadInput("too much", "金额过大", field="fee")
    assert faults(form) == [("fee", "金额过大")]


def test_any_other_refusal_stands_on_top(form):
    assert form.sent()
    with form.catching():
        raise Conflict("already accepted", "已由他人受理")
    assert faults(form) == [("", "已由他人受理")]


def test_a_broken_invariant_is_not_caught(form):
    with pytest.raises(KeyError), form.catching():
        raise KeyError("x")


def test_a_page_with_faults_answers_422_and_keeps_the_words(form, tmp_path, kit_site):
    with form.catching():
        raise Conflict("already accepted", "已由他人受理")
    (tmp_path / "page.html").write_text("{{ error_summary(form) }}", encoding="utf-8")
    kit_site.jinja_loader.loaders[1].searchpath.append(str(tmp_path))
    kit_site.jinja_env.globals["error_summary"] = lambda form: faults(form)[0][1]
    answer = Page().render("page.html", form=form)
    assert (answer.status_code, answer.get_data(as_text=True)) == (422, "已由他人受理")


def test_a_form_carries_its_token_and_is_refused_without(kit_site):
    source = '{% import "_parts/ui.html" as ui %}{% call ui.form(form) %}{% endcall %}'
    with kit_site.test_request_context():
        assert 'name="csrf_token"' in render_template_string(source, form=Apply())
    assert kit_site.test_client().post("/", data={}).status_code == 400
