"""申报试算: a provider sees what its month would be paid, and what to mend, before it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose

from billing.claims import export
from billing.claims.forms import ClaimMonthForm
from billing.claims.rules.basis import by_claims
from billing.claims.services import own
from billing.claims.trial import SUMMED, Trial, TriedLine, try_month
from billing.rules.law import Law
from billing.settlement import queries as settlements
from billing.views.words import word_or_code
from ltc.audit.services import record
from ltc.db import read_only, unit_of_work
from ltc.directory.queries import organisation
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.web.filters import spoken
from ltc.web.language import current_language
from ltc.web.views import Page
from ltc.web.words import word

_MOST_SHOWN = 200


class ClaimDesk(Page):
    """``/desk/claims``."""

    route_base = "/desk/claims"

    @expose("/")
    @allowed("claim.try")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what would be paid now, what once all is verified, and what to mend."""
        scope, form = current_scope(), ClaimMonthForm(request.args)
        month = form.month.data or Month.of(today())
        form.month.data = month
        with read_only():
            trials = try_month(own(scope), month, scope=scope, at=now())
            about: dict[str, Any] = {"filter": form, "month": month, "trials": trials, "fix": _fix}
            return self.render("billing/claims.html", **about, **_shown(trials, month))

    @expose("/table", methods=["POST"])
    @allowed("claim.try")
    def table(self) -> Any:  # noqa: ANN401 - a file
        """Give all lines as CSV; taking them away leaves a row."""
        scope, month = current_scope(), Month.parse(request.form.get("month", ""))
        with unit_of_work():
            provider = organisation(own(scope), scope=scope)
            trials = try_month(provider.id, month, scope=scope, at=now())
            about = {"month": str(month)}
            record(act="claim.file", about=provider, actor=scope.actor, at=now(), after=about)
        content = export.table(trials, spoken, lambda code: spoken(_fix(code)), current_language())
        return self.file(content, name=f"claims-{month}.csv", mimetype="text/csv")


_OFFICES = Scope.everything("whether a month is settled is no secret")


def _shown(trials: Sequence[Trial], month: Month) -> dict[str, Any]:
    """Return what the page shows of a dry run."""
    lines = [line for trial in trials for line in trial.to_mend]
    settled = [settlements.settlement_of(each.area, month, scope=_OFFICES) for each in trials]
    return {
        "sums": _sums(trials),
        "lines": lines[:_MOST_SHOWN],
        "more": max(len(lines) - _MOST_SHOWN, 0),
        "reasons": _by_reason(lines),
        "settled": settled,
        "claimable": any(by_claims(Law(each.pack), month.last_day) for each in trials),
    }


def _fix(code: str) -> str:
    """Return what can be done about a reason; most say that nothing needs to be."""
    found = word_or_code(code, "line_fix")
    return word("usual", "line_fix") if found == code else found


def _sums(trials: Sequence[Trial]) -> dict[str, tuple[int, int]]:
    """Return each amount as things stand and with every visit verified."""
    return {
        name: (
            sum(each.total(name) for each in trials),
            sum(each.total(name, verified=True) for each in trials),
        )
        for name in SUMMED
    }


def _by_reason(lines: Sequence[TriedLine]) -> list[dict[str, Any]]:
    """Return each reason with the number of its lines, the most frequent first."""
    counted = Counter(code for line in lines for code in line.codes)
    asked = Counter[str]()
    for line in lines:
        for code in line.codes:
            asked[code] += int(line.verified["asked_fen"])
    return [
        {"code": code, "lines": number, "asked_fen": asked[code]}
        for code, number in counted.most_common()
    ]
