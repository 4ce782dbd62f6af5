"""The forms of claims: which month is tried, a file handed in, a judgement on lines."""

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


class ClaimFileForm(Form):
    """A claim as a file."""

    file = fields.Upload(
        _("申报文件"),
        hint=_("CSV：第1、2行为报头，第3行为列名，以下每行一次服务，最多5000行"),
    )


class JudgeForm(Form):
    """What a reviewer says of the lines that are ticked."""

    outcome = fields.Options(_("审核结论"))
    code = fields.Choice(
        _("退回原因"),
        needed=False,
        hint=_("规则不予支付的行按规则退回；规则应予支付的须选择原因并写明证据"),
    )
    evidence = fields.LongText(_("证据和依据"), needed=False, longest=500)
