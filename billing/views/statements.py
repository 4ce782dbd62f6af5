"""对账单: three parties compare, dispute and sign a provider's statement, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.board import queries as board
from billing.board.queries import StatementRow
from billing.claims import filed
from billing.claims.models import Claim
from billing.forms import DecideBreakForm, DisputeForm
from billing.lines import queries as lines
from billing.models import Statement, StatementBreak, StatementSignature
from billing.payees import queries as payees
from billing.statements import queries, services
from billing.statements.rules import PARTIES, party_of
from billing.views.words import happened
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.papers.queries import papers_about
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.errors import Forbidden
from ltc.web.paging import KeyPage, key_page, number_key
from ltc.web.views import Page
from ltc.web.words import choices
from providers.visits.queries.desk import names_of_users

_SHOW = "StatementDesk.show"


class StatementDesk(Page):
    """``/desk/statements``."""

    route_base = "/desk/statements"

    @expose("/")
    @allowed("statement.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List statements, newest month first; a provider sees its own."""
        scope = current_scope()
        with read_only():
            return self.render(
                "billing/statements.html",
                page=_page(scope),
                disputes=queries.open_breaks(scope=scope, limit=10),
                names=directory.organisation_names(),
                returned=payees.returned_owing(scope=scope),
                on=today(),
            )

    @expose("/<int:statement_id>")
    @allowed("statement.read")
    def show(self, statement_id: int) -> Any:  # noqa: ANN401 - a page
        """Show one version: sums, disputes, signatures, the versions before and after it."""
        scope = current_scope()
        with read_only():
            found = queries.statement(statement_id, scope=scope)
            month = lines.settlements_of([found.settlement_id])[found.settlement_id]
            return self.render(
                "billing/statement.html",
                statement=found,
                month=month,
                claims=_claims(found, month.month, scope),
                provider=directory.organisation(found.provider_id, scope=scope),
                versions=queries.versions(found.settlement_id, found.provider_id, scope=scope),
                **_parts(found, scope),
            )

    @expose("/<int:statement_id>/dispute", methods=["GET", "POST"])
    @allowed("statement.dispute")
    def dispute(self, statement_id: int) -> Any:  # noqa: ANN401 - a page
        """Dispute one visit."""
        scope, form = current_scope(), DisputeForm()
        form.code.choices = choices("statement_break")
        if form.sent():
            with form.catching():
                with unit_of_work():
                    values = form.values()
                    made = services.raise_break(statement_id, **values, scope=scope, at=now())
                return self.done(_("争议已提出"), _SHOW, statement_id=made.statement_id)
        if not form.is_submitted():
            form.visit_id.data = number_key(request.args.get("visit", ""))
        with read_only():
            found = queries.statement(statement_id, scope=scope)
            return self.render("billing/dispute.html", form=form, statement=found)

    @expose("/disputes/<int:break_id>", methods=["GET", "POST"])
    @allowed("statement.decide")
    def decide(self, break_id: int) -> Any:  # noqa: ANN401 - a page
        """Decide a dispute; never by whoever raised it."""
        scope, form = current_scope(), DecideBreakForm()
        form.outcome.choices = choices("break_outcome")
        if form.sent():
            with form.catching():
                with unit_of_work():
                    values = form.values()
                    row = services.answer_break(break_id, **values, scope=scope, at=now())
                return self.done(_("争议已处理"), _SHOW, statement_id=row.statement_id)
        with read_only():
            found = queries.break_(break_id, scope=scope)
            return self.render("billing/dispute_decide.html", form=form, row=found)

    @expose("/<int:statement_id>/sign", methods=["POST"])
    @allowed("statement.sign", step_up=True)
    def sign(self, statement_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Sign the version that was shown, for one's party."""
        shown = request.form.get("hash", "")
        with unit_of_work():
            services.sign(statement_id, shown, scope=current_scope(), at=now())
        return self.done(_("已签署"), _SHOW, statement_id=statement_id)


def _names(
    breaks: Sequence[StatementBreak], signed: Sequence[StatementSignature]
) -> dict[int, str]:
    users = {each.user_id for each in signed}
    users |= {each.raised_by for each in breaks}
    users |= {each.answered_by for each in breaks if each.answered_by}
    return names_of_users(sorted(users))


def _page(scope: Scope) -> KeyPage[StatementRow]:
    settlement = number_key(request.args.get("settlement", ""))
    after = number_key(request.args.get("after", ""))
    rows = board.statement_rows(scope=scope, settlement_id=settlement, after=after)
    return key_page(rows, board.PAGE, lambda row: str(row.statement.id))


def _parts(found: Statement, scope: Scope) -> dict[str, Any]:
    """Return what a statement's page shows beside its sums: disputes, signatures, papers."""
    breaks = queries.breaks(found.id)
    signed = queries.signatures([found.id])[found.id]
    records: list[tuple[str, object]] = [("statement", found.id)]
    records += [("statement_break", each.id) for each in breaks]
    records += [("statement_signature", f"{found.id}/{each.party}") for each in signed]
    return {
        "breaks": breaks,
        "signed": {each.party: each for each in signed},
        "names": _names(breaks, signed),
        "parties": PARTIES,
        "party": _party(scope),
        "papers": papers_about("statement", found.id, scope=scope),
        "entries": happened(*records, scope=scope),
        "on": today(),
    }


def _claims(found: Statement, month: str, scope: Scope) -> Sequence[Claim]:
    """Return the claims of a statement's month; none where verified visits are settled."""
    return filed.of_month(found.provider_id, found.area_code, month, scope=scope)


def _party(scope: Scope) -> str:
    """Return for which party the reader signs, if for any."""
    try:
        return party_of(scope.actor.roles)
    except Forbidden:
        return ""
