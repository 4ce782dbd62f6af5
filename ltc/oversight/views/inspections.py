"""Drawn inspections 双随机检查: the plan, the sample with its proof, what inspectors saw.

Before an inspection is over only the hash of its seed is public, so that nobody is forewarned.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Response as Answer
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.oversight import services
from ltc.oversight.forms import InspectionForm, ItemForm
from ltc.oversight.models import Inspection
from ltc.oversight.queries import counting, records
from ltc.oversight.rules import drawing
from ltc.oversight.views import choices
from ltc.scope import Scope
from ltc.security.policy import allowed, current_actor, current_scope
from ltc.shared.clock import now
from ltc.shared.errors import NotFound
from ltc.web.views import Page
from ltc.web.words import word

_SHOW = "Inspections.show"


class Inspections(Page):
    """``/desk/inspections``."""

    route_base = "/desk/inspections"

    @expose("/")
    @allowed("inspection.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the inspections of the area."""
        with read_only():
            rows = records.inspections(scope=current_scope())
            return self.render("oversight/inspections.html", rows=rows)

    @expose("/new", methods=["GET", "POST"])
    @allowed("inspection.plan")
    def new(self) -> Any:  # noqa: ANN401 - a page
        """Plan a draw; the hash of its seed is public from then on."""
        form, scope = InspectionForm(), current_scope()
        with read_only():
            form.area_code.choices = choices.areas(scope)
        if form.sent():
            with form.catching():
                with unit_of_work():
                    new = form.command(services.NewInspection)
                    made = services.plan_inspection(new, scope=scope, at=now())
                return self.done(_("检查已制定，待另一人抽取"), _SHOW, inspection_id=made.id)
        return self.render("oversight/inspection_new.html", form=form)

    @expose("/<int:inspection_id>")
    @allowed("inspection.read")
    def show(self, inspection_id: int) -> Any:  # noqa: ANN401 - a page
        """Show plan, commitment, sample and inspectors."""
        scope = current_scope()
        with read_only():
            found = records.inspection(inspection_id, scope=scope)
            return self.render("oversight/inspection.html", **_facts(found, scope))

    @expose("/<int:inspection_id>/draw", methods=["POST"])
    @allowed("inspection.draw", step_up=True)
    def draw(self, inspection_id: int) -> Response:
        """Draw sample and inspectors, once."""
        with unit_of_work():
            services.draw_inspection(inspection_id, scope=current_scope(), at=now())
        return self.done(_("已抽取检查对象和检查人员"), _SHOW, inspection_id=inspection_id)

    @expose("/<int:inspection_id>/close", methods=["POST"])
    @allowed("inspection.draw")
    def close(self, inspection_id: int) -> Response:
        """Close it: everything was looked at; the draw becomes public."""
        with unit_of_work():
            services.close_inspection(inspection_id, scope=current_scope(), at=now())
        return self.done(_("检查已结束，抽取证明已公开"), _SHOW, inspection_id=inspection_id)

    @expose("/<int:inspection_id>/items/<int:item_id>", methods=["GET", "POST"])
    @allowed("inspection.check")
    def item(self, inspection_id: int, item_id: int) -> Any:  # noqa: ANN401 - a page
        """Write down what was seen at one drawn item."""
        form, scope = ItemForm(), current_scope()
        with read_only():
            found = records.item(item_id, of=inspection_id, scope=scope)
        form.result.choices = [(c, word(c, "inspection_item")) for c in ("sound", "found")]
        if form.sent():
            with form.catching():
                with unit_of_work():
                    seen = form.result.data, form.note.data
                    services.record_item(item_id, *seen, scope=scope, at=now())
                return self.done(_("检查情况已登记"), _SHOW, inspection_id=inspection_id)
        return self.render("oversight/inspection_item.html", form=form, item=found)

    @expose("/<int:inspection_id>/proof.json")
    @allowed("inspection.read")
    def proof(self, inspection_id: int) -> Answer:
        """Download all that is needed to redo the draw: ``ltc draw FILE``."""
        with read_only():
            proof = services.proof(inspection_id, scope=current_scope())
        return _download(self, inspection_id, proof)


class Draws(Page):
    """``/draws``: draws for everybody; commitments at once, proofs when the inspection is over."""

    route_base = "/draws"

    @expose("/")
    @allowed("draw.see")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the draws with the hashes of their seeds."""
        with read_only():
            rows = records.inspections(scope=_public())
            return self.render("oversight/draws.html", rows=rows)

    @expose("/<int:inspection_id>")
    @allowed("draw.see")
    def show(self, inspection_id: int) -> Any:  # noqa: ANN401 - a page
        """Redo a published draw and show that it fits."""
        with read_only():
            found = _published(inspection_id)
            proof = services.proof(inspection_id, scope=_public())
            faults = drawing.faults(proof)
            return self.render("oversight/draw.html", found=found, proof=proof, faults=faults)

    @expose("/<int:inspection_id>/proof.json")
    @allowed("draw.see")
    def proof(self, inspection_id: int) -> Answer:
        """Download the proof of a published draw."""
        with read_only():
            _published(inspection_id)
            proof = services.proof(inspection_id, scope=_public())
        return _download(self, inspection_id, proof)


def _public() -> Scope:
    return Scope.everything("draws are public: hashes and numbers, no names")


def _published(inspection_id: int) -> Inspection:
    """Return an inspection that is over; before that its sample is nobody's business."""
    found = records.inspection(inspection_id, scope=_public())
    if found.state != "closed":
        raise NotFound("not published yet", "检查尚未结束，抽取结果还没有公开")
    return found


def _facts(found: Inspection, scope: Scope) -> dict[str, Any]:
    """Gather what the page of an inspection shows."""
    drawn = found.state != "planned"
    items = records.items_of(found.id, scope=scope) if drawn else []
    faults = drawing.faults(services.proof(found.id, scope=scope)) if drawn else []
    return {
        "found": found,
        "items": items,
        "faults": faults,
        "inspectors": counting.staff_names(found.inspectors),
        "mine": current_actor().staff_id in found.inspectors,
        "names": directory.organisation_names(),
        "findings": records.findings(scope=scope, inspection_id=found.id),
    }


def _download(page: Page, inspection_id: int, proof: drawing.Proof) -> Answer:
    content = json.dumps(proof.as_row(), indent=1).encode()
    return page.file(content, name=f"draw-{inspection_id}.json", mimetype="application/json")
