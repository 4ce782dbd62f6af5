"""月结看板: the months of an area, what comes next for each, and the acts that take it on."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.board import queries as board
from billing.board import shown
from billing.board.shown import MonthRow
from billing.errands import queries as errands
from billing.errands import services as errand_services
from billing.errands.launch import launch
from billing.errands.models import Errand
from billing.errands.rules import PREVIEW, SETTLE, is_under_way
from billing.lines import queries as lines
from billing.models import Settlement
from billing.payments import services as payments
from billing.persons import paying as people_paying
from billing.settlement import queries as settlements
from billing.settlement import services as settlement_services
from billing.statements import services as statements
from billing.views.words import happened
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.web.views import Page
from providers.visits.queries.desk import names_of_users

_SHOW = "MonthBoard.show"


class MonthBoard(Page):
    """``/desk/months``."""

    route_base = "/desk/months"

    @expose("/")
    @allowed("settlement.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the months, newest first, with what comes next and whose act it is."""
        scope, on = current_scope(), today()
        with read_only():
            if shown.is_part(scope.area, on):
                seen = lines.months_of_part(scope=scope)
                return self.render("billing/months_part.html", rows=seen)
            rows = shown.months(scope=scope, on=on)
            return self.render("billing/months.html", rows=rows, on=on)

    @expose("/<area>/<month>")
    @allowed("settlement.read")
    def show(self, area: str, month: str) -> Any:  # noqa: ANN401 - a page
        """Show one month: how far it has come, what it is settled from, what comes next."""
        scope, asked = current_scope(), Month.parse(month)
        with read_only():
            row = shown.month(area, asked, scope=scope, on=today())
            errand = errands.newest(area, asked, scope=scope)
            return self.render(
                "billing/month.html",
                row=row,
                steps=shown.steps(row),
                errand=errand,
                under_way=_is_under_way(errand),
                **_depth(row, errand, scope),
            )

    @expose("/<area>/<month>/progress")
    @allowed("settlement.read")
    def progress(self, area: str, month: str) -> Any:  # noqa: ANN401 - JSON
        """Tell the page how far a run has come, so that it can show it."""
        scope, asked = current_scope(), Month.parse(month)
        with read_only():
            row = shown.month(area, asked, scope=scope, on=today())
            errand = errands.newest(area, asked, scope=scope)
            done, of = _batches(row)
            return jsonify({"over": not _is_under_way(errand), "done": done, "of": of})

    @expose("/<area>/<month>/preview", methods=["POST"])
    @allowed("settlement.run")
    def preview(self, area: str, month: str) -> Any:  # noqa: ANN401 - a redirect
        """Start a dry run: what would come out, nothing written."""
        return self._start(area, month, PREVIEW, _("试算已开始，结果会显示在本页"))

    @expose("/<area>/<month>/settle", methods=["POST"])
    @allowed("settlement.run")
    def settle(self, area: str, month: str) -> Any:  # noqa: ANN401 - a redirect
        """Freeze and compute a month, or finish a run that was broken off."""
        return self._start(area, month, SETTLE, _("已开始计算，进度会显示在本页"))

    @expose("/<int:settlement_id>/statements", methods=["POST"])
    @allowed("statement.make")
    def statements(self, settlement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Make every provider's statement."""
        with unit_of_work():
            made = statements.make_statements(settlement_id, scope=current_scope(), at=now())
        said = _("已生成%(count)s份对账单", count=len(made))
        return self.done(said, "StatementDesk.index", settlement=settlement_id)

    @expose("/<int:settlement_id>/approve", methods=["POST"])
    @allowed("settlement.approve", step_up=True)
    def approve(self, settlement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Approve a month that three parties signed, by another person than who ran it."""
        with unit_of_work():
            row = settlement_services.approve(settlement_id, scope=current_scope(), at=now())
        return self.done(_("结算已复核"), _SHOW, area=row.area_code, month=row.month)

    @expose("/<int:settlement_id>/close", methods=["POST"])
    @allowed("settlement.close", step_up=True)
    def close(self, settlement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Close a paid month and its books."""
        scope = current_scope()
        with unit_of_work():
            payments.close_month(settlement_id, scope=scope, at=now())
            row = settlements.settlement(settlement_id, scope=scope)
        return self.done(_("已关账"), _SHOW, area=row.area_code, month=row.month)

    @expose("/<int:settlement_id>/close-empty", methods=["POST"])
    @allowed("settlement.close", step_up=True)
    def close_empty(self, settlement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Close a month in which nothing was to be settled."""
        with unit_of_work():
            row = settlement_services.close_empty(settlement_id, scope=current_scope(), at=now())
        return self.done(_("已零金额关账"), _SHOW, area=row.area_code, month=row.month)

    def _start(self, area: str, month: str, act: str, said: str) -> Any:  # noqa: ANN401 - a redirect
        asked = Month.parse(month)
        with unit_of_work():
            errand = errand_services.ask(area, asked, act, scope=current_scope(), at=now())
        launch(errand.id)
        return self.done(said, _SHOW, area=area, month=str(asked))


def _is_under_way(errand: Errand | None) -> bool:
    return errand is not None and is_under_way(errand.state, errand.asked_at, now())


def _batches(row: MonthRow) -> tuple[int, int]:
    """Return how many batches are finished, of how many; nothing before a month is frozen."""
    if row.settlement is None:
        return 0, 0
    return board.finished_batches(row.settlement.id), row.settlement.batches


def _depth(row: MonthRow, errand: Errand | None, scope: Scope) -> dict[str, Any]:
    """Return what only the page of one month shows."""
    settlement, records = row.settlement, []
    if errand is not None:
        records.append(("settlement_errand", errand.id))
    if settlement is None:
        return {"entries": happened(*records, scope=scope), "batches": (0, 0)}
    records.append(("settlement", settlement.id))
    if row.order is not None:
        records.append(("payment_order", row.order.id))
    users = [each for each in (settlement.made_by, settlement.approved_by) if each]
    drafting = row.act == "draft"
    paid = _to_pay(settlement) if drafting else ()
    return {
        "entries": happened(*records, scope=scope),
        "batches": _batches(row),
        "notes": settlements.notes(settlement.id),
        "providers": board.providers_in(settlement.id),
        "names": names_of_users(users),
        "payable_fen": sum(paid),
        "payees": len(paid),
    }


def _to_pay(settlement: Settlement) -> list[int]:
    """Return what an order drafted now would pay into each account, people's included."""
    shares = payments.shares_of(settlement.id, settlement.area_code)
    people = people_paying.shares_of(settlement, today())
    paid = [each.paid_fen for each in shares] + [each.paid_fen for each in people]
    return [fen for fen in paid if fen]
