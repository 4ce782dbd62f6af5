"""Forms of deposits and prepaid working capital."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form


class DecisionForm(Form):
    """One decision, with the amount that was decided."""

    kind = fields.Options(_("办理事项"))
    insurance = fields.Options(_("险种"))
    provider_id = fields.Choice(_("机构"))
    amount = fields.Money(_("金额"), hint=_("按会议或文件确定的金额填写，系统不按比例推算"))
    grade = fields.Text(_("考核得分或信用等级"), needed=False, longest=40)
    basis = fields.Text(_("依据"), longest=200, hint=_("考核结果、会议纪要或文件名称、文号"))


class RefuseForm(Form):
    """Why a draft is turned down."""

    why = fields.LongText(_("退回原因"), longest=200)
