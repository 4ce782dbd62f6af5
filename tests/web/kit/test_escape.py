"""Whatever people type is shown as text, through every part of a page."""

import pytest
from flask import render_template_string

EVIL = "<script>alert(1)</script>\"'"
UI = '{% import "_parts/ui.html" as ui %}'
PARTS = {
    "fact": "{% call ui.facts() %}{{ ui.fact(evil, evil) }}{% endcall %}",
    "badge": "{{ ui.badge(evil) }}",
    "notice": "{{ ui.notice(evil, evil) }}",
    "empty": "{{ ui.empty(evil, evil, '/', evil) }}",
    "tile": "{{ ui.tile(evil, evil, evil, evil, evil) }}",
    "act": "{{ ui.act(evil, evil, ask=evil, fields={'a': evil}) }}",
    "tabs": "{{ ui.tabs([{'label': evil, 'url': evil}]) }}",
    "crumbs": "{{ ui.crumbs([(evil, evil), (evil, '')]) }}",
    "steps": "{{ ui.steps([{'label': evil, 'note': evil, 'is': 'now'}]) }}",
    "timeline": "{{ ui.timeline([{'at': none, 'title': evil, 'who': evil, 'text': evil}]) }}",
    "meter": "{{ ui.meter(evil, 1, 2, evil, evil, evil) }}",
    "table": "{{ ui.table([{'a': evil}], [col(evil, 'a')], evil) }}",
    "own cell": (
        "{% call(row, key) ui.table([{'a': evil}], [col('a', 'a', 'own')], 'x') %}"
        "{{ row.a }}{% endcall %}"
    ),
    "chart": "{{ ui.chart('bar', evil, [evil], [{'name': evil, 'values': [1]}], evil) }}",
    "panel": "{% call ui.panel(evil, id=evil) %}{{ evil }}{% endcall %}",
    "translated": "{{ _('依据：%(law)s', law=evil) }}",
    "spoken": "{{ evil|spoken }}",
}


@pytest.mark.parametrize("part", PARTS)
def test_typed_text_stays_text(kit_site, part):
    with kit_site.test_request_context():
        page = render_template_string(UI + PARTS[part], evil=EVIL)
    assert "<script>" not in page
    assert "alert(1)" in page


def test_typed_text_stays_text_in_a_form(visitor):
    token = visitor.get("/sign-in").text.split('name="csrf_token"')[1].split('value="')[1]
    typed = {"csrf_token": token.split('"')[0], "name": EVIL, "amount": EVIL, "state": EVIL}
    page = visitor.post("/", data=typed).text
    assert "<script>alert" not in page
    assert "alert(1)" in page
