"""The base of our own pages.  Lists made by Flask-AppBuilder: ``ltc.web.model_views``.

A method of a page parses, calls one service and renders; see ``templates/README.md``.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask_appbuilder import BaseView
from werkzeug.wrappers import Response as AnyResponse

from ltc.web.forms import Form, faults

_BAD_INPUT = 422


class Page(BaseView):
    """The base of a page: set ``route_base``, add methods with ``@expose`` and ``@allowed``."""

    default_view = "index"

    def render(
        self,
        template: str,
        *,
        form: Form | None = None,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """Render ``template``; a form with faults answers 422, as programs expect."""
        if form is not None and faults(form):
            status = _BAD_INPUT
        return Response(render_template(template, form=form, **values), status=status)

    def done(self, message: str, endpoint: str, **values: Any) -> AnyResponse:
        """Say what was done and go on to ``endpoint``, so that a refresh repeats nothing."""
        flash(message, "good")
        return redirect(url_for(endpoint, **values), code=303)

    def file(self, content: bytes, *, name: str, mimetype: str) -> Response:
        """Send a made file, such as a paper or a table, to be kept by the reader."""
        return send_file(
            BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name, max_age=0
        )
