"""Forms of the register, agreements, prices, suspensions and staff: typed text in, commands out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form

MOST_MINUTES = 480
MOST_SERVED = 100_000


class RegistryFilter(Form):
    """Boxes over the register."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    name = fields.Text(_("机构名称"), needed=False, id="filter-name")
    area_code = fields.Choice(_("区划"), needed=False, id="filter-area")
    mode = fields.Choice(_("服务方式"), needed=False, id="filter-mode")
    state = fields.Choice(_("状态"), kind="provider", needed=False, id="filter-state")


class StaffFilter(Form):
    """Boxes over the list of staff."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    name = fields.Text(_("姓名"), needed=False, id="filter-name")
    provider = fields.Choice(_("机构"), needed=False, id="filter-provider")


class AgreementForm(Form):
    """What a provider applies for."""

    provider_id = fields.Choice(_("申请机构"))
    number = fields.Text(_("协议编号"), longest=60, hint=_("与纸质协议一致"))
    modes = fields.Ticks(_("服务方式"))
    capacity = fields.Whole(
        _("服务能力"),
        least=1,
        most=MOST_SERVED,
        unit=_("人"),
        hint=_("同一时间最多服务多少人；派单时据此控制"),
    )
    first_day = fields.Day(_("起始日期"))
    last_day = fields.Day(_("终止日期"))
    deposit_fen = fields.Money(_("质量保证金"), needed=False)


class PriceForm(Form):
    """The price of one service under an agreement."""

    item = fields.Choice(_("服务项目"))
    unit = fields.Choice(_("计价单位"))
    price_fen = fields.Money(_("单价"))
    minutes = fields.Whole(_("标准时长"), least=1, most=MOST_MINUTES, unit=_("分钟"))
    qualification = fields.Choice(_("服务人员"))
    first_day = fields.Day(_("起始日期"), hint=_("同一项目原有价格自动止于前一日"))
    last_day = fields.Day(_("终止日期"))


class EndForm(Form):
    """The last day of an agreement, and why."""

    last_day = fields.Day(_("最后一日"), hint=_("当日仍在协议内，次日起终止"))
    why = fields.LongText(_("终止原因"), longest=200)


class SuspendForm(Form):
    """Who may not serve, from when, until when, and why."""

    staff_id = fields.Choice(_("暂停对象"), needed=False, hint=_("不选则暂停整个机构"))
    first_day = fields.Day(_("暂停起始日期"))
    last_day = fields.Day(_("暂停截止日期"), needed=False, hint=_("不填则直至解除"))
    why = fields.LongText(_("暂停原因"), longest=200, hint=_("将通知机构，请写明事实和依据"))


class LiftForm(Form):
    """Until when a suspension holds after all."""

    last_day = fields.Day(_("暂停最后一日"), hint=_("次日恢复服务"))
    why = fields.LongText(_("恢复原因"), longest=200)


class StaffForm(Form):
    """Who begins to work."""

    name = fields.Text(_("姓名"), longest=60, hint=_("与身份证一致的真实姓名"))
    work = fields.Choice(_("岗位"), kind="staff_work")
    sex = fields.Options(_("性别"), kind="staff_sex")
    phone = fields.Phone(_("联系电话"))
    address = fields.Text(_("住址"), needed=False, longest=200)


class CertificateForm(Form):
    """A certificate as printed."""

    kind = fields.Choice(_("证书类别"), kind="certificate_kind")
    number = fields.Text(_("证书编号"), longest=60)
    first_day = fields.Day(_("发证日期"))
    last_day = fields.Day(_("有效期至"))


class LeaveForm(Form):
    """Why somebody leaves."""

    why = fields.LongText(_("离岗原因"), longest=200)
