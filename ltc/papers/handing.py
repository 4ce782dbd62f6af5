"""Hand a paper out from a page: gathered while reading, set while nobody waits, then recorded."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response

from ltc.db import read_only, unit_of_work
from ltc.papers import services
from ltc.papers.services import Sheet
from ltc.security.policy import current_scope
from ltc.shared.clock import now


def hand_out(build: Callable[[], Sheet]) -> Response:
    """Lead to the paper that ``build`` describes; one already issued is given again."""
    with read_only():
        sheet = build()
        found = services.issued(sheet)
        known = found.id if found else None
    if known is None:
        ready = services.typeset(sheet, at=now())
        with unit_of_work() as opened:
            made = services.register(ready, scope=current_scope())
            opened.flush()
            known = made.id
    return redirect(url_for("Papers.read", paper_id=known), code=303)
