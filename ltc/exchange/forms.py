"""Forms of the exchange page: typed text in, commands out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.exchange.importing import LONGEST_SOURCE
from ltc.web import fields
from ltc.web.forms import Form


class ExportForm(Form):
    """Which month of which area, in which form."""

    area = fields.Choice(_("区划"), id="export-area")
    month = fields.MonthPick(_("服务月份"))
    form = fields.Options(_("格式"), kind="exchange_form")


class ImportForm(Form):
    """A file to look over."""

    file = fields.Upload(
        _("文件"),
        hint=_("一个 CSV、Parquet 或 XLSX 文件，或几个文件的 ZIP；不超过 5 MB、2000 行"),
    )
    area = fields.Choice(_("区划"), id="import-area", hint=_("只有这个区划的记录可以导入"))
    source = fields.Text(
        _("来源系统"), longest=LONGEST_SOURCE, hint=_("同一系统每次都写同一个名称，以免重复")
    )
