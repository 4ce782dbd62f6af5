"""The system administrator's page of scheduled work: runs, what failed, letters that got stuck."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, request
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ltc.addon import Addon
from ltc.audit.checks import Share, sealed_rows
from ltc.db import read_only, unit_of_work
from ltc.jobs import queries, services
from ltc.jobs.tiles import BACK, CHECKS
from ltc.outbox import queries as outbox
from ltc.security.policy import allowed, current_actor
from ltc.shared.clock import now, today
from ltc.shared.dates import parse_day
from ltc.shared.errors import BadInput
from ltc.web.paging import number_key
from ltc.web.views import Page

_SHOWN = 60


class Jobs(Page):
    """``/desk/jobs``."""

    route_base = "/desk/jobs"

    @expose("/")
    @allowed("job.list")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show the newest runs and how the outbox stands; nothing in it names a person."""
        with read_only():
            return self.render(
                "jobs/jobs.html",
                runs=queries.runs(limit=_SHOWN),
                titles=_titles(),
                counts=outbox.counts(),
                stuck=outbox.failed(),
            )

    @expose("/<name>/<day>")
    @allowed("job.list")
    def show(self, name: str, day: str) -> Any:  # noqa: ANN401 - a page
        """Show one run and the pieces that failed."""
        on = parse_day(day)
        with read_only():
            run = services.run_there(name, on)
            items = queries.failed_items(name, on)
            return self.render("jobs/run.html", run=run, items=items, titles=_titles())

    @expose("/<name>/<day>/again", methods=["POST"])
    @allowed("job.repeat")
    def again(self, name: str, day: str) -> Response:
        """Have the worker run it again; what is done stays done."""
        on: date = parse_day(day)
        with unit_of_work():
            services.want_again(name, on, actor=current_actor(), at=now())
        return self.done(_("已安排重新运行，几分钟内执行"), "Jobs.show", name=name, day=day)

    @expose("/letters/again", methods=["POST"])
    @allowed("job.repeat")
    def letter_again(self) -> Response:
        """Put letters that were given up back in line."""
        with unit_of_work():
            for picked in request.form.getlist("pick"):
                letter = number_key(picked)
                if letter is None:
                    raise BadInput("not a letter's number", "消息编号有误", field="pick")
                services.want_letter_again(letter, actor=current_actor(), at=now())
        return self.done(_("已重新排队发送"), "Jobs.index")


class NightChecks(Page):
    """``/desk/checks-by-night``: for who watches over the system itself."""

    route_base = "/desk/checks-by-night"

    @expose("/")
    @allowed("trail.verify")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show what the nightly checks found in a month, and that they ran."""
        since = today() - BACK
        with read_only():
            return self.render(
                "jobs/night_checks.html",
                found=queries.failed_checks(CHECKS, since),
                runs=queries.check_runs(CHECKS, since),
                nights=Share.of(today(), sealed_rows()).nights,
                titles=_titles(),
            )


def _titles() -> dict[str, str]:
    """Return what the jobs are called."""
    addons: tuple[Addon, ...] = current_app.extensions["ltc_addons"]
    return {job.name: job.title or job.name for addon in addons for job in addon.jobs}
