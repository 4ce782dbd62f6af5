"""Hand a paper out from a page: gathered while reading, set while nobody waits, then recorded."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response

from ltc.db import read_only, unit_of_work
from ltc.papers import services
from ltc.papers.render import pdf
from ltc.papers.services import Sheet
from ltc.security.policy import current_scope
from ltc.shared.clock import now


def hand_out(build: Callable[[], Sheet]) -> Response:
    """Lead to the paper that ``build`` describes; one already issued is given again."""
    with read_only():
        sheet = build()
        issued = services.issued(sheet)
        composed = None if issued else services.compose(sheet, at=now())
        known = issued.id if issued else None
    if composed is not None:
        # Setting takes a second or more: no lock is held meanwhile.
        ready = services.finished(composed, pdf(composed.source))
        with unit_of_work() as opened:
            made = services.register(ready, scope=current_scope())
            opened.flush()
            known = made.id
    return redirect(url_for("Papers.read", paper_id=known), code=303)
