"""The form of one service in a plan."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.case.plan.rules import MOST_MINUTES, MOST_TIMES
from ltc.web import fields
from ltc.web.forms import Form


class LineForm(Form):
    """One service: how often, how long, by whom, at what price."""

    item = fields.Choice(_("服务项目"))
    times_per_month = fields.Whole(_("每月次数"), least=1, most=MOST_TIMES, unit=_("次"))
    minutes = fields.Whole(_("每次时长"), least=1, most=MOST_MINUTES, unit=_("分钟"))
    qualification = fields.Options(_("服务人员"))
    price_fen = fields.Money(
        _("每次价格"), needed=False, hint=_("不填则按协议价格；没有协议价格的必须填写")
    )
