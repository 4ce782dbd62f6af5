"""政策测算: ask what past months would have cost under other rules; look at it, take it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import jsonify
from flask_appbuilder import expose
from flask_babel import gettext as _

from billing.board.shown import pool_of
from billing.errands import queries as errands
from billing.errands.launch import launch
from billing.errands.models import Errand
from billing.errands.rules import WHAT_IF, is_under_way
from billing.views.words import happened
from billing.whatif import export, services
from billing.whatif.forms import WhatIfForm
from billing.whatif.rules.places import Place, places
from ltc.audit.services import record
from ltc.db import read_only, unit_of_work
from ltc.policy.load import load_pack, pack_for_area, pack_names
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.shared.errors import LtcError, NotFound, PolicyGap
from ltc.web.filters import named, spoken
from ltc.web.views import Page

_SHOW = "WhatIfDesk.show"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WhatIfDesk(Page):
    """``/desk/what-if``."""

    route_base = "/desk/what-if"

    @expose("/")
    @allowed("what_if.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List what was asked, newest first."""
        with read_only():
            rows = errands.of_act(WHAT_IF, scope=current_scope())
            return self.render("billing/what_ifs.html", rows=rows)

    @expose("/new", methods=["GET", "POST"])
    @allowed("what_if.ask")
    def ask(self) -> Any:  # noqa: ANN401 - a page
        """Say what is supposed, and start the run."""
        scope, form = current_scope(), WhatIfForm()
        area, last = pool_of(scope.area, today()), Month.of(today()).previous()
        offered = _places(area, last)
        form.offer(_packs(), offered)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    question = form.question(area, offered)
                    errand = services.ask(question, scope=scope, at=now())
                launch(errand.id)
                return self.done(_("测算已开始，结果会显示在本页"), _SHOW, errand_id=errand.id)
        return self.render("billing/what_if_ask.html", form=form, places=_by_code(offered))

    @expose("/<int:errand_id>")
    @allowed("what_if.read")
    def show(self, errand_id: int) -> Any:  # noqa: ANN401 - a page
        """Show what came out, or how far it is."""
        scope = current_scope()
        with read_only():
            errand = _errand(errand_id, scope)
            return self.render(
                "billing/what_if.html",
                errand=errand,
                answer=errand.answer,
                groups=export.GROUPS,
                under_way=is_under_way(errand.state, errand.asked_at, now()),
                entries=happened(("settlement_errand", errand_id), scope=scope),
            )

    @expose("/<int:errand_id>/progress")
    @allowed("what_if.read")
    def progress(self, errand_id: int) -> Any:  # noqa: ANN401 - JSON
        """Tell the page whether the run is over."""
        with read_only():
            errand = _errand(errand_id, current_scope())
            return jsonify({"over": not is_under_way(errand.state, errand.asked_at, now())})

    @expose("/<int:errand_id>/<kind>", methods=["POST"])
    @allowed("what_if.read")
    def table(self, errand_id: int, kind: str) -> Any:  # noqa: ANN401 - a file
        """Give the tables as XLSX or CSV; taking them away leaves a row."""
        scope = current_scope()
        with unit_of_work():
            errand = _errand(errand_id, scope)
            record(act="what_if.file", about=errand, actor=scope.actor, at=now(), reason=kind)
            answer = errand.answer
        if answer is None or kind not in ("xlsx", "csv"):
            raise NotFound("there is no such file", "没有该文件")
        make, mimetype = (export.table, "text/csv") if kind == "csv" else (export.workbook, _XLSX)
        content = make(answer, spoken)
        return self.file(content, name=f"what-if-{errand_id}.{kind}", mimetype=mimetype)


def _errand(errand_id: int, scope: Scope) -> Errand:
    """Return a what-if; another kind of run is not found here."""
    found = errands.errand(errand_id, scope=scope)
    if found.act != WHAT_IF:
        raise NotFound("no such run", "没有该任务")
    return found


def _places(area: str, month: Month) -> Sequence[Place]:
    """Return the values that the pool's pack pays by; none where no pack is in force."""
    try:
        return places(pack_for_area(area, month.last_day), month)
    except PolicyGap:
        return ()


def _by_code(offered: Sequence[Place]) -> dict[str, Place]:
    return {place.code: place for place in offered}


def _packs() -> list[tuple[str, str]]:
    """Return the packs that can be loaded and belong to an area; a broken one is left out."""
    found = []
    for name in pack_names():
        try:
            pack = load_pack(name)
        except LtcError:
            continue
        if pack.area_code:
            found.append((pack.id, f"{named(pack)} {pack.version}"))
    return found
