"""The box over a dry run: which month."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form


class ClaimMonthForm(Form):
    """The month that is tried."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    month = fields.MonthPick(_("服务月份"), needed=False, id="filter-month")
