"""Forms of the assignment desk."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form

NEAREST, CHOSEN = "nearest", "chosen"


class ProposeForm(Form):
    """To whom a plan is proposed: the nearest that fits, or the person's own choice."""

    way = fields.Options(
        _("派单方式"), choices=[(NEAREST, _("就近派单")), (CHOSEN, _("参保人自选机构"))]
    )
    provider_id = fields.Choice(_("自选机构"), needed=False, hint=_("只列出可以承接的机构"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' signature
        """Ask for the provider where the person chose one."""
        sound = bool(super().validate(extra_validators))
        if sound and self.way.data == CHOSEN and not self.provider_id.data:
            self.provider_id.errors = [gettext("请选择参保人指定的机构")]
            return False
        return sound


class TransferForm(Form):
    """Who takes over, and why."""

    provider_id = fields.Choice(_("新机构"), hint=_("只列出可以承接的机构"))
    why = fields.LongText(_("更换原因"), longest=200)


class AcceptForm(Form):
    """Who comes, from which day."""

    carer_id = fields.Choice(_("护理员"), needed=False, hint=_("可以先接单，排班时再定"))
    first_day = fields.Day(_("开始服务日期"))


class SheetForm(Form):
    """The month of a visit sheet."""

    month = fields.MonthPick(_("服务月份"))


class WhyForm(Form):
    """Why not, or why no longer."""

    why = fields.LongText(_("原因"), longest=200)
