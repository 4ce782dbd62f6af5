"""基金账: balances, income and outgo, the journal, entries by hand, closing."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.board.shown import pool_of
from billing.forms import IncomeForm, JournalFilterForm, TakeBackForm
from billing.fund import queries, services, shown
from billing.fund.queries import JournalFilter
from billing.fund.services import BY_HAND
from billing.ledger import queries as ledger_queries
from billing.ledger import services as ledger
from billing.ledger.queries import Posting
from billing.ledger.rules.chart import CHART, INSURANCES, OPENING, SOURCES, Account, account
from billing.ledger.rules.entry import Income
from billing.views.words import happened, word_or_code
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.web.filters import named
from ltc.web.paging import due_key, key_page, number_key
from ltc.web.views import Page
from ltc.web.words import choices
from providers.visits.queries.desk import names_of_users

_SHOW = "FundBoard.entry"
_MONTHS_TO_CLOSE = 6


class FundBoard(Page):
    """``/desk/fund``."""

    route_base = "/desk/fund"

    @expose("/")
    @allowed("fund.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what is on each account, and a year's income and outgo by month."""
        scope, fund = current_scope(), request.args.get("insurance", "")
        area = pool_of(scope.area, today())
        with read_only():
            return self.render(
                "billing/fund.html",
                closing=_closing(area, scope),
                **_board(area, fund if fund in INSURANCES else "", scope),
            )

    @expose("/journal")
    @allowed("fund.read")
    def journal(self) -> Any:  # noqa: ANN401 - a page
        """List entries with their lines, newest first."""
        scope, form = current_scope(), JournalFilterForm(request.args)
        _offer_journal(form)
        with read_only():
            found = queries.journal(_wanted(form, scope), scope=scope)
            return self.render(
                "billing/journal.html",
                filter=form,
                page=key_page([_row(each) for each in found], queries.PAGE, _key),
                names=directory.organisation_names(),
            )

    @expose("/entries/<int:entry_id>")
    @allowed("fund.read")
    def entry(self, entry_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one entry with its lines and where it comes from."""
        scope = current_scope()
        with read_only():
            found = ledger_queries.posting(entry_id, scope=scope)
            return self.render(
                "billing/entry.html",
                row=_row(found),
                by_hand=found.entry.kind == BY_HAND,
                reversal=queries.reversal_of(entry_id),
                names=directory.organisation_names(),
                users=names_of_users([found.entry.recorded_by]),
                entries=happened(("ledger_entry", entry_id), scope=scope),
            )

    @expose("/income", methods=["GET", "POST"])
    @allowed("fund.post")
    def income(self) -> Any:  # noqa: ANN401 - a page
        """Enter money that came in, from its document."""
        scope, form = current_scope(), IncomeForm()
        _offer_income(form)
        if form.sent():
            area = pool_of(scope.area, today())
            with form.catching():
                with unit_of_work():
                    made = ledger.record_income(_income(form, area), scope=scope, at=now())
                return self.done(_("已入账"), _SHOW, entry_id=made.id)
        return self.render("billing/income.html", form=form)

    @expose("/entries/<int:entry_id>/reverse", methods=["GET", "POST"])
    @allowed("fund.reverse", step_up=True)
    def reverse(self, entry_id: int) -> Any:  # noqa: ANN401 - a page
        """Take an entry back, with the reason, by another person than who entered it."""
        scope, form = current_scope(), TakeBackForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    values = form.values()
                    made = services.take_back(entry_id, **values, scope=scope, at=now())
                return self.done(_("已冲销"), _SHOW, entry_id=made.id)
        with read_only():
            found = ledger_queries.posting(entry_id, scope=scope)
            return self.render("billing/take_back.html", form=form, posting=found)

    @expose("/close/<month>", methods=["POST"])
    @allowed("fund.close", step_up=True)
    def close(self, month: str) -> Any:  # noqa: ANN401 - a redirect
        """Close a month of the books."""
        scope = current_scope()
        area = pool_of(scope.area, today())
        with unit_of_work():
            ledger.close_period(area, Month.parse(month), scope=scope, at=now())
        return self.done(_("已关账"), "FundBoard.index")


def _board(area: str, fund: str, scope: Scope) -> dict[str, Any]:
    """Return balances, and the chosen year by month."""
    years = queries.years(area, scope=scope) or [today().year]
    asked = number_key(request.args.get("year", ""))
    year = asked if asked in years else years[0]
    rows = shown.accounts(queries.balances(area, scope=scope), fund)
    return {
        "rows": rows,
        "heads": shown.heads(rows),
        "year": shown.year_of(queries.movements(area, year, scope=scope), fund),
        "labels": [_("%(number)s月", number=number) for number in shown.MONTHS],
        "chosen": {"fund": fund, "year": year, "years": years},
    }


def _closing(area: str, scope: Scope) -> list[dict[str, Any]]:
    """Return the months just over, and whether their books are closed."""
    last = max(ledger_queries.closed_months(area, scope=scope), default="")
    month, found = Month.of(today()).previous(), []
    for _number in range(_MONTHS_TO_CLOSE):
        found.append({"month": str(month), "closed": str(month) <= last})
        month = month.previous()
    return found


def _wanted(form: JournalFilterForm, scope: Scope) -> JournalFilter:
    return JournalFilter(
        area=pool_of(scope.area, today()),
        month=form.month.data,
        insurance=form.insurance.data or "",
        kind=form.kind.data or "",
        account=form.account.data or "",
        after=due_key(request.args.get("after", "")),
    )


def _row(posting: Posting) -> dict[str, Any]:
    """Return an entry as the journal and its own page show it."""
    entry = posting.entry
    return {
        "entry": entry,
        "kind": word_or_code(entry.kind, "ledger_kind"),
        "about": word_or_code(entry.about_kind, "ledger_about"),
        "debit": _accounts(posting, 1),
        "credit": _accounts(posting, -1),
        "lines": [{"line": each, "account": account(each.account)} for each in posting.lines],
        "amount_fen": sum(each.amount_fen for each in posting.lines if each.amount_fen > 0),
    }


def _accounts(posting: Posting, sign: int) -> list[Account]:
    """Return the accounts on one side of an entry, each once."""
    codes = [each.account for each in posting.lines if each.amount_fen * sign > 0]
    return [account(code) for code in dict.fromkeys(codes)]


def _key(row: dict[str, Any]) -> str:
    entry = row["entry"]
    return f"{entry.posted_on.isoformat()}.{entry.id}"


def _offer_journal(form: JournalFilterForm) -> None:
    form.insurance.choices = choices("fund")
    form.kind.choices = choices("ledger_kind")
    form.account.choices = [(each.code, named(each)) for each in CHART]


def _offer_income(form: IncomeForm) -> None:
    form.insurance.choices = choices("fund")
    form.source.choices = [(code, named(account(code))) for code in (*SOURCES, OPENING)]
    if form.received_on.data is None and not form.is_submitted():
        form.received_on.data = today()


def _income(form: IncomeForm, area: str) -> Income:
    values = form.values()
    values["amount_fen"] = values.pop("amount")
    return Income(area_code=area, **values)
