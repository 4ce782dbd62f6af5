"""Quality of assessments 评估质量: figures of a period, signals, and the reviews they open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments.forms import CloseReviewForm, TextForm
from assessments.quality import kept, queries, services
from assessments.quality.figures import Figures
from assessments.quality.models import QualityReview
from assessments.quality.services import OUTCOMES, Named
from assessments.rules.quality import LIMITS
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.errors import BadInput
from ltc.web.views import Page
from ltc.web.words import word

_SHOW = "QualityDesk.review"
_MOST = 100  # scorers that the page lists and draws
_LONGEST = 18  # digits of an id


class QualityDesk(Page):
    """``/desk/quality``."""

    route_base = "/desk/quality"

    @expose("/")
    @allowed("quality.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show agreement, drift, short visits, alike answers and upgrades, with their signals."""
        months, scope = _months(request.args.get("months", "")), current_scope()
        with read_only():
            found = kept.figures(months, today(), scope=scope)
            reviews = queries.reviews(scope=scope)
            return self.render(
                "assessments/quality.html",
                **_shown(found),
                reviews=reviews,
                looked_at=_looked_at(reviews),
                tabs=_tabs(months),
                limits=LIMITS,
            )

    @expose("/open", methods=["POST"])
    @allowed("quality.open")
    def open(self) -> Any:  # noqa: ANN401 - a redirect
        """Open a review about a signal."""
        with unit_of_work():
            made = services.open_review(_named(), scope=current_scope(), at=now())
        return self.done(_("已开展核查，并已通知评估机构"), _SHOW, review_id=made.id)

    @expose("/reviews/<int:review_id>")
    @allowed("quality_review.read")
    def review(self, review_id: int) -> Any:  # noqa: ANN401 - a page
        """Show a review: its figures, the answer, the outcome."""
        with read_only():
            return self.render("assessments/quality_review.html", **_review(review_id))

    @expose("/reviews/<int:review_id>/answer", methods=["GET", "POST"])
    @allowed("quality.answer")
    def answer(self, review_id: int) -> Any:  # noqa: ANN401 - a page
        """Answer as whoever is named."""
        form = TextForm()
        if form.sent():
            with form.catching():
                with unit_of_work():
                    text = form.text.data or ""
                    services.answer_review(review_id, text, scope=current_scope(), at=now())
                return self.done(_("情况说明已提交"), _SHOW, review_id=review_id)
        with read_only():
            return self.render("assessments/quality_answer.html", form=form, **_review(review_id))

    @expose("/reviews/<int:review_id>/close", methods=["GET", "POST"])
    @allowed("quality.open")
    def close(self, review_id: int) -> Any:  # noqa: ANN401 - a page
        """Close a review with its outcome."""
        form = CloseReviewForm()
        form.outcome.choices = [(each, word(each, "quality_outcome")) for each in OUTCOMES]
        if form.sent():
            with form.catching():
                with unit_of_work():
                    given = str(form.outcome.data), form.text.data or ""
                    services.close_review(review_id, *given, scope=current_scope(), at=now())
                return self.done(_("核查已结束"), _SHOW, review_id=review_id)
        with read_only():
            return self.render("assessments/quality_close.html", form=form, **_review(review_id))


def _looked_at(reviews: Sequence[QualityReview]) -> dict[tuple[str, int], int]:
    """Return the reviews that are going on, by kind and whom they are about."""
    return {
        (each.kind, each.staff_id or each.agency_id): each.id
        for each in reviews
        if each.state != "closed"
    }


def _review(review_id: int) -> dict[str, Any]:
    scope = current_scope()
    found = queries.review(review_id, scope=scope)
    who = queries.names([found.staff_id]) if found.staff_id else {}
    is_named = (found.staff_id, found.agency_id) == (
        scope.actor.staff_id,
        scope.actor.organisation_id,
    )
    return {
        "found": found,
        "about": who[found.staff_id][0] if found.staff_id else "",
        "agency": directory.organisation_names()[found.agency_id],
        "facts": facts(found.facts),
        "is_named": is_named,
    }


def facts(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures of a signal in words."""
    return [(word(name, "quality_fact"), _figure(name, value)) for name, value in told.items()]


def _figure(name: str, value: float) -> str:
    if name in ("bias", "error", "others"):
        return f"{value:+.1%}" if name == "bias" else f"{value:.1%}"
    return str(value)


def _shown(found: Figures) -> dict[str, Any]:
    """Return the figures as the page lists and draws them, with names."""
    most = sorted(found.scorers, key=lambda each: -each.visits)[:_MOST]
    about = {each.staff_id for each in found.signals if each.staff_id}
    who = queries.names(about | {each.staff_id for each in most})
    names = directory.organisation_names()
    kappas = [{"item": found.scale.items[key], "found": each} for key, each in found.kappas.items()]
    scorers = [
        {
            "name": who[each.staff_id][0],
            "agency": names[who[each.staff_id][1]],
            "was": found.before.get(each.staff_id),
            "figures": each,
        }
        for each in most
    ]
    signals = [
        {
            "kind": each.kind,
            "staff_id": each.staff_id,
            "agency_id": each.agency_id,
            "about": who[each.staff_id][0] if each.staff_id else names[each.agency_id or 0],
            "facts": facts(dict(each.facts)),
        }
        for each in found.signals
    ]
    agencies = [{"name": names[each.agency_id], "figures": each} for each in found.upgrades]
    return {
        "found": found,
        "kappas": kappas,
        "scorers": scorers,
        "signals": signals,
        "agencies": agencies,
        "biases": [_percent(each.bias) for each in most],
        "biases_before": [_percent(found.before.get(each.staff_id)) for each in most],
        "shares": [_percent(each.share) for each in found.upgrades],
        "blind": [(names[each], *counts) for each, counts in sorted(found.blind.items())],
    }


def _percent(value: float | None) -> float | None:
    return None if value is None else round(value * 100, 1)


def _named() -> Named:
    """Return the signal that a button stands for."""
    form = request.form
    try:
        first, last = (date.fromisoformat(form.get(name, "")) for name in ("first", "last"))
    except ValueError:
        raise BadInput("the period cannot be read", "期间读不出来，请刷新后再试") from None
    return Named(
        kind=form.get("kind", ""),
        first_day=first,
        last_day=last,
        staff_id=_number(form.get("staff_id", "")),
        agency_id=_number(form.get("agency_id", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST else None


def _months(text: str) -> int:
    return int(text) if text in map(str, kept.PERIODS) else kept.PERIODS[0]


def _tabs(months: int) -> list[dict[str, Any]]:
    return [
        {
            "label": _("近%(months)s个月", months=each),
            "url": f"?months={each}",
            "active": each == months,
        }
        for each in kept.PERIODS
    ]
