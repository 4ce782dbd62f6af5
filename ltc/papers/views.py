"""Open a paper one may see; verify a paper one holds."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ltc.audit.services import record
from ltc.db import read_only, unit_of_work
from ltc.papers import queries, services
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now
from ltc.web.paging import key_page, number_key
from ltc.web.views import Page
from ltc.web.words import choices


class Papers(Page):
    """``/papers/``, ``/papers/<id>`` and ``/verify/<code>``."""

    route_base = ""
    default_view = "verify_form"

    @expose("/papers/")
    @allowed("paper.list")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """List the papers that one may see, newest first."""
        kind = request.args.get("kind", "")
        kind = kind if kind in dict(choices("paper")) else ""
        after = number_key(request.args.get("after", ""))
        with read_only():
            found = queries.papers(scope=current_scope(), kind=kind, after=after)
            page = key_page(found, queries.PAGE, lambda each: str(each.id))
            return self.render("papers/list.html", page=page, tabs=_tabs(kind))

    @expose("/papers/<int:paper_id>")
    @allowed("paper.read")
    def read(self, paper_id: int) -> Response:
        """Send the PDF; the reading is audited."""
        scope = current_scope()
        with unit_of_work():
            paper = queries.paper(paper_id, scope=scope)
            record(act="paper.read", about=paper, actor=scope.actor, at=now())
        return self.file(
            services.content(paper), name=f"{paper.title}.pdf", mimetype="application/pdf"
        )

    @expose("/verify")
    @allowed("paper.verify")
    def verify_form(self) -> Any:  # noqa: ANN401 - a page
        """Ask for the code printed on the paper."""
        return self.render("papers/verify.html", paper=None, code=request.args.get("code", ""))

    @expose("/verify/<code>", methods=["GET", "POST"])
    @allowed("paper.verify")
    def verify(self, code: str) -> Any:  # noqa: ANN401 - a page
        """Say what paper the code belongs to, and whether an uploaded file is that paper."""
        with read_only():
            paper = queries.by_code(code)
            newer = queries.followed_by(paper) if paper else None
        file = request.files.get("file")
        same = None
        if paper is not None and file is not None and file.filename:
            same = hashlib.sha256(file.read()).hexdigest() == paper.file_sha256
        status = 404 if paper is None else 200
        found: dict[str, Any] = {"paper": paper, "newer": newer, "same": same}
        return self.render("papers/verify.html", status=status, code=code, **found)


def _tabs(kind: str) -> list[dict[str, Any]]:
    """Return a tab for all papers and one for each kind."""
    shown = [("", _("全部")), *choices("paper")]
    return [
        {"label": label, "url": f"?kind={code}", "active": code == kind} for code, label in shown
    ]
