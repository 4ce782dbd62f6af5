"""基金预测 and 收支报告: how long the reserve lasts, and what came in and went out."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.board.shown import pool_of
from billing.forecast import services, shown
from billing.forecast.forms import ReserveLineForm
from billing.forecast.paper import fund_report
from billing.fund import queries as fund_queries
from billing.ledger.rules.chart import EMPLOYEE, INSURANCES, account
from ltc.db import read_only, unit_of_work
from ltc.papers.handing import hand_out
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.errors import BadInput
from ltc.web.paging import number_key
from ltc.web.views import Page
from ltc.web.words import choices

_HALVES = (0, 1, 2)


class FundForecast(Page):
    """``/desk/fund/forecast``."""

    route_base = "/desk/fund/forecast"

    @expose("/")
    @allowed("fund.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what lies ahead of one fund, with every figure it is reckoned from."""
        scope, fund = current_scope(), request.args.get("insurance", "")
        fund = fund if fund in INSURANCES else EMPLOYEE
        window = number_key(request.args.get("window", ""))
        window = window if window in shown.WINDOWS else shown.WINDOWS[0]
        with read_only():
            area = pool_of(scope.area, today())
            found = shown.outlook_of(area, fund, window, today(), scope=scope)
            chosen = {"fund": fund, "window": window, "windows": shown.WINDOWS}
            about: dict[str, Any] = {"chosen": chosen, "on": today(), "account": account}
            return self.render("billing/forecast.html", found=found, **about)

    @expose("/line", methods=["GET", "POST"])
    @allowed("fund.line")
    def line(self) -> Any:  # noqa: ANN401 - a page
        """Set the bureau's own warning line."""
        scope, form = current_scope(), ReserveLineForm()
        form.insurance.choices = choices("fund")
        if form.sent():
            area = pool_of(scope.area, today())
            with form.catching():
                with unit_of_work():
                    services.set_reserve_line(area, **form.values(), scope=scope, at=now())
                return self.done(
                    _("预警线已设定"), "FundForecast.index", insurance=form.insurance.data
                )
        return self.render("billing/reserve_line.html", form=form)


class FundReport(Page):
    """``/desk/fund/report``."""

    route_base = "/desk/fund/report"

    @expose("/")
    @allowed("fund.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what came in and went out in a half-year or a year."""
        scope = current_scope()
        with read_only():
            area = pool_of(scope.area, today())
            years = fund_queries.years(area, scope=scope) or [today().year]
            year, half = _period(request.args, years)
            return self.render(
                "billing/fund_report.html",
                found=shown.reports(area, *shown.period_of(year, half), scope=scope),
                chosen={"year": year, "half": half, "years": years},
                account=account,
            )

    @expose("/paper", methods=["POST"])
    @allowed("fund.read")
    def paper(self) -> Any:  # noqa: ANN401 - a redirect
        """Hand the report out on paper."""
        scope = current_scope()
        year, half = _period(request.form, [])
        return hand_out(partial(_sheet, year, half, scope))


def _sheet(year: int, half: int, scope: Scope) -> Any:  # noqa: ANN401 - a sheet
    return fund_report(pool_of(scope.area, today()), year, half, scope=scope)


def _period(given: Any, years: list[int]) -> tuple[int, int]:  # noqa: ANN401 - a request's values
    """Return the year and half asked for; on a page anything odd is the newest whole year."""
    year, half = (number_key(given.get(name, "")) for name in ("year", "half"))
    half = half if half in _HALVES else 0
    if years:
        return (year if year in years else years[0]), half
    if year is None or not 2000 <= year <= today().year:  # noqa: PLR2004 - before any such fund
        raise BadInput("no such year", "没有该年度", field="year")
    return year, half
