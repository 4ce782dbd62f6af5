"""Publication 公示 and letters: what waits, what is public today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from assessments import queries, services
from assessments.queries import PAGE, QueueRow
from assessments.views.shown import scale_named
from ltc.case.appeal import queries as appeals
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.scope import Actor, Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import FOREVER
from ltc.web.paging import due_key, key_page
from ltc.web.views import Page
from ltc.web.words import word

_INDEX = "PublicationDesk.index"
_STATES = ("confirmed", "published", "disputed")


class PublicationDesk(Page):
    """``/desk/publications``."""

    route_base = "/desk/publications"

    @expose("/")
    @allowed("publication.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show conclusions to be published or delivered, the most urgent first."""
        wanted, scope = request.args.get("state", ""), current_scope()
        after = due_key(request.args.get("after", ""))
        with read_only():
            counts = queries.count_by_state(_STATES, scope=scope)
            state = _chosen(wanted, counts)
            page = key_page(queries.queue((state,), scope=scope, after=after), PAGE, _key)
            return self.render(
                "assessments/publications.html",
                page=page,
                rows=_rows(page.rows, scope),
                tabs=_tabs(state, counts),
                on=today(),
            )

    @expose("/<int:assessment_id>/publish", methods=["POST"])
    @allowed("publication.publish")
    def publish(self, assessment_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Publish a conclusion."""
        with unit_of_work():
            services.publish(assessment_id, scope=current_scope(), at=now())
        return self.done(_("已开始公示"), _INDEX, state="published")

    @expose("/<int:assessment_id>/deliver", methods=["POST"])
    @allowed("publication.deliver")
    def deliver(self, assessment_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Deliver the letter; the determination follows from it."""
        with unit_of_work():
            made = services.deliver(assessment_id, scope=current_scope(), at=now())
        said = _("结论书已送达，待遇已认定") if made.entitled else _("结论书已送达，不享受待遇")
        return self.done(said, _INDEX)


class PublicList(Page):
    """``/published``: what anyone may see and object to."""

    route_base = "/published"

    @expose("/")
    @allowed("publication.public")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the conclusions that are published today, names masked."""
        area = "".join(each for each in request.args.get("area", "") if each.isdecimal())
        public = Scope(Actor(0, "public", frozenset()), area=area, reason="what the law publishes")
        with read_only():
            rows = queries.published(today(), scope=public)
            areas = {each.code: each.name for each in directory.areas_under(area)}
            return self.render("assessments/published.html", rows=rows, areas=areas, on=today())


def _chosen(wanted: str, counts: dict[str, int]) -> str:
    """Return the state asked for, or the first one that has anything."""
    if wanted in _STATES:
        return wanted
    return next((each for each in _STATES if counts.get(each)), _STATES[0])


def _rows(found: Sequence[QueueRow], scope: Scope) -> list[dict[str, Any]]:
    """Return rows as the page shows them, each with the objection that keeps its letter back."""
    kept = appeals.keeping_back([each.assessment.id for each in found], scope=scope)
    return [_row(each, kept.get(each.assessment.id)) for each in found]


def _row(row: QueueRow, objection_id: int | None) -> dict[str, Any]:
    """Return a line with what may be done: below benefit level nothing is published."""
    found = row.assessment
    scale = scale_named(found)
    return {
        "assessment": found,
        "name": row.name,
        "due_on": row.due_on,
        "objection_id": objection_id,
        "grade": scale.grades[found.grade] if found.grade is not None else None,
        "is_public": found.kind != "review" and services.has_benefit(found, today()),
    }


def _key(row: QueueRow) -> str:
    return f"{(row.due_on or FOREVER).isoformat()}.{row.assessment.id}"


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": word(each, "assessment"),
            "url": f"?state={each}",
            "active": each == state,
            "count": counts.get(each, 0),
        }
        for each in _STATES
    ]
