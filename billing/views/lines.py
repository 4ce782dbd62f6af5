"""结算明细: settled lines by provider, person or reason; one line with its whole staircase."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.forms import LineFilterForm
from billing.lines import queries
from billing.lines.explain import explained
from billing.lines.queries import LineFilter, LineRow
from billing.lines.rules import notable
from billing.statements import queries as statements
from billing.views.words import named_by_id
from ltc.audit.services import record
from ltc.case import queries as case
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.shared.errors import LtcError
from ltc.web.filters import month
from ltc.web.paging import KeyPage, key_page, number_key
from ltc.web.views import Page
from ltc.web.words import choices

_WHOLE_ID = 18
_NOBODY = 0


class SettlementLines(Page):
    """``/desk/lines``."""

    route_base = "/desk/lines"

    @expose("/")
    @allowed("line.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the lines of a month that the boxes ask for, with their sums."""
        scope, form = current_scope(), LineFilterForm(request.args)
        with read_only():
            seen = queries.settlements_seen(scope=scope)
            wanted = _wanted(form, [each.id for each in seen], scope)
            _offer(form, seen, wanted, scope)
            return self.render(
                "billing/lines.html",
                filter=form,
                settlement=next((each for each in seen if each.id == wanted.settlement_id), None),
                page=_page(wanted, scope),
                sums=queries.sums(wanted, scope=scope),
                notable=notable,
            )

    @expose("/<int:visit_id>")
    @allowed("line.read")
    def show(self, visit_id: int) -> Any:  # noqa: ANN401 - a page
        """Show every line of a visit with its staircase; reading it leaves a row."""
        scope = current_scope()
        with unit_of_work():
            visit = queries.of_visit(visit_id, scope=scope)[0].visit
            record(act="line.read", about=visit, actor=scope.actor, at=now())
        with read_only():
            rows = queries.of_visit(visit_id, scope=scope)
            months = queries.settlements_of([row.line.settlement_id for row in rows])
            lines = [explained(row, months[row.line.settlement_id]) for row in rows]
            newest = lines[-1]
            about = {"settlement_id": newest.settlement.id, "provider_id": newest.line.provider_id}
            found = statements.statements(scope=scope, **about)
            return self.render("billing/line.html", lines=lines, newest=newest, statements=found)


def _wanted(form: LineFilterForm, seen: list[int], scope: Scope) -> LineFilter:
    """Return what the boxes ask for; without a month, the newest one that has lines."""
    settlement = number_key(form.settlement.data or "")
    if settlement not in seen:
        settlement = seen[0] if seen else _NOBODY
    return LineFilter(
        settlement_id=settlement or _NOBODY,
        provider_id=number_key(form.provider.data or ""),
        person_id=_person(form.person.data or "", scope),
        reason=form.reason.data or "",
        refused=form.only.data == "refused",
        adjusted=form.only.data == "adjusted",
        after=_key(request.args.get("after", "")),
    )


def _person(text: str, scope: Scope) -> int | None:
    """Return the person a number stands for; one that nobody has finds nothing."""
    if not text:
        return None
    if len(text) != _WHOLE_ID:
        return number_key(text) or _NOBODY
    try:
        found = case.people(case.PeopleSearch(id_number=text), scope=scope)
    except LtcError:
        return _NOBODY
    return found[0].id if found else _NOBODY


def _key(text: str) -> tuple[int, int, int] | None:
    """Read the key after which a page begins; anything else is the first page."""
    parts = [number_key(each) for each in text.split(".")]
    if len(parts) != len(("person", "visit", "kind")) or None in parts:
        return None
    person, visit, kind = (each or 0 for each in parts)
    return person, visit, kind


def _page(wanted: LineFilter, scope: Scope) -> KeyPage[LineRow]:
    found = queries.lines(wanted, scope=scope)
    return key_page(
        found,
        queries.PAGE,
        lambda row: f"{row.line.person_id}.{row.line.visit_id}.{row.line.kind}",
    )


def _offer(form: LineFilterForm, seen: Any, wanted: LineFilter, scope: Scope) -> None:  # noqa: ANN401
    """Fill the boxes with what there is to choose from."""
    form.settlement.choices = [(str(each.id), month(each.month)) for each in seen]
    form.settlement.data = str(wanted.settlement_id or "")
    providers = queries.providers_in(wanted.settlement_id, scope=scope)
    form.provider.choices = named_by_id(providers)
    form.reason.choices = choices("line_reason")
    form.only.choices = [("refused", _("基金不支付的")), ("adjusted", _("更正以前月份的"))]
