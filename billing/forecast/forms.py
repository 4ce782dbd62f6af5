"""The form by which a bureau sets its own warning line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from billing.forecast.services import MOST_MONTHS
from ltc.web import fields
from ltc.web.forms import Form


class ReserveLineForm(Form):
    """From how few months of reserve on to warn, and what that rests on."""

    insurance = fields.Options(_("险种"))
    months = fields.Whole(_("可支付月数低于"), least=1, most=MOST_MONTHS)
    basis = fields.Text(
        _("依据"), longest=200, hint=_("会议纪要、文件名称或文号；没有文件的写明由谁决定")
    )
