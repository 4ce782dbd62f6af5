"""The exchange page 数据交换: export a month, look a file over, take it over."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from flask import Response
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.exchange import uploads
from ltc.exchange.acts.report import Report
from ltc.exchange.forms import ExportForm, ImportForm
from ltc.exchange.importing import Brought, look_through, rejects_of, take_over
from ltc.exchange.models import ExchangeUpload
from ltc.exchange.queries import keys
from ltc.exchange.runs import Wanted, export_month
from ltc.exchange.workbook import WORKBOOK
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import Month
from ltc.web.forms import faults
from ltc.web.views import Page

_INDEX, _UPLOAD = "Exchange.index", "Exchange.upload"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEVELS = ("province", "city", "county")
_SHOWN = 200


class Exchange(Page):
    """``/desk/exchange``."""

    route_base = "/desk/exchange"

    @expose("/")
    @allowed("exchange.read")
    def index(self) -> Any:  # noqa: ANN401 - a page
        """Show both forms and what was exchanged lately."""
        return self._desk(ExportForm(), ImportForm())

    @expose("/export", methods=["POST"])
    @allowed("exchange.export")
    def export(self) -> Any:  # noqa: ANN401 - a file
        """Send the files of a month without what names people."""
        return self._export(personal=False)

    @expose("/export-personal", methods=["POST"])
    @allowed("exchange.export_personal", step_up=True)
    def export_personal(self) -> Any:  # noqa: ANN401 - a file
        """Send the files of a month with names, ID numbers, phones and places."""
        return self._export(personal=True)

    @expose("/upload", methods=["POST"])
    @allowed("exchange.import")
    def hand_in(self) -> Any:  # noqa: ANN401 - a redirect
        """Keep a file and go on to what it would do."""
        form, scope = self._with_areas(ImportForm()), current_scope()
        if form.sent():
            with form.catching():
                values = form.values()
                file = values.pop("file")
                with file.stream as raw:
                    content = raw.read(uploads.MOST_BYTES + 1)
                with unit_of_work():
                    made = uploads.hand_in(file.filename, content, **values, scope=scope, at=now())
                return self.done(_("文件已收下，请核对后导入"), _UPLOAD, upload_id=made.id)
        return self._desk(ExportForm(), form)

    @expose("/upload/<int:upload_id>")
    @allowed("exchange.import")
    def upload(self, upload_id: int) -> Any:  # noqa: ANN401 - a page
        """Show what a file would do, row by row where something is wrong."""
        found, report = _looked_over(upload_id, current_scope())
        return self.render(
            "exchange/upload.html", upload=found, report=report, shown=report.rejects[:_SHOWN]
        )

    @expose("/upload/<int:upload_id>/rejects")
    @allowed("exchange.import")
    def rejects(self, upload_id: int) -> Response:
        """Send the rows that would stay outside, with their reasons."""
        _found, report = _looked_over(upload_id, current_scope())
        return self.file(rejects_of(report), name="rejects.csv", mimetype="text/csv")

    @expose("/upload/<int:upload_id>/take", methods=["POST"])
    @allowed("exchange.import", step_up=True)
    def take(self, upload_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Take the good rows over and let the file go."""
        scope, at = current_scope(), now()
        found = _upload(upload_id, scope)
        with uploads.unpacked(found) as folder:
            report = take_over(_brought(found, folder), scope=scope, at=at)
        _discard(upload_id, scope)
        new = sum(each.new + each.changed for each in report.tallies.values())
        said = _("已导入 %(new)s 行，退回 %(rejected)s 行", new=new, rejected=report.rejected)
        return self.done(said, _INDEX)

    @expose("/upload/<int:upload_id>/discard", methods=["POST"])
    @allowed("exchange.import")
    def discard(self, upload_id: int) -> Any:  # noqa: ANN401 - a redirect
        """Let a file go without taking anything over."""
        _discard(upload_id, current_scope())
        return self.done(_("文件已删除，没有导入"), _INDEX)

    def _export(self, *, personal: bool) -> Any:  # noqa: ANN401 - a file, or the page with faults
        form = self._with_areas(ExportForm())
        if form.sent():
            with form.catching():
                wanted = form.command(_wanted, personal=personal)
                content = _exported(wanted, current_scope())
                book = wanted.form == "xlsx"
                name = f"{wanted.area}-{wanted.month}.{'xlsx' if book else 'zip'}"
                return self.file(content, name=name, mimetype=_XLSX if book else "application/zip")
        return self._desk(form, ImportForm())

    def _with_areas(self, form: Any) -> Any:  # noqa: ANN401 - either form
        with read_only():
            areas = directory.areas_under(current_scope().area)
            form.area.choices = [(each.code, each.name) for each in areas if each.level in _LEVELS]
        return form

    def _desk(self, export: ExportForm, brought: ImportForm) -> Any:  # noqa: ANN401 - a page
        both = {"export": self._with_areas(export), "brought": self._with_areas(brought)}
        if not export.is_submitted():
            export.month.data, export.form.data = Month.of(today()).previous(), "xlsx"
            export.area.data = brought.area.data = current_scope().area
        faulty = brought if faults(brought) else export
        with read_only():
            runs = keys.runs(scope=current_scope())
            return self.render("exchange/desk.html", form=faulty, runs=runs, **both)


def _wanted(*, area: str, month: Month, form: str, personal: bool) -> Wanted:
    return Wanted(area=area, month=month, form=form, personal=personal)


def _exported(wanted: Wanted, scope: Scope) -> bytes:
    """Return the workbook, or the files in a ZIP."""
    with tempfile.TemporaryDirectory(prefix="exchange-") as made:
        folder = Path(made) / "out"
        export_month(wanted, folder, scope=scope, at=now())
        if wanted.form == "xlsx":
            return (folder / WORKBOOK).read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in sorted(folder.iterdir()):
                archive.write(each, each.name)
        return out.getvalue()


def _upload(upload_id: int, scope: Scope) -> ExchangeUpload:
    with read_only():
        return keys.upload(upload_id, scope=scope)


def _discard(upload_id: int, scope: Scope) -> None:
    with unit_of_work():
        uploads.discard(keys.upload(upload_id, scope=scope), scope=scope, at=now())


def _looked_over(upload_id: int, scope: Scope) -> tuple[ExchangeUpload, Report]:
    found = _upload(upload_id, scope)
    with uploads.unpacked(found) as folder:
        return found, look_through(_brought(found, folder), scope=scope, at=now())


def _brought(found: ExchangeUpload, folder: Path) -> Brought:
    return Brought(folder=folder, source=found.source, area=found.area_code)
