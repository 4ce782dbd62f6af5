"""Forms of the desk for family care: registration, its end, the account, the second person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from billing.payments.returned import WHY
from ltc.web import fields
from ltc.web.forms import Form
from ltc.web.words import choices


class CareForm(Form):
    """Who cares for a person at home, in which way, from which day on."""

    way = fields.Choice(_("照护方式"), hint=_("只列出当地规定付给个人的方式"))
    first_day = fields.Day(_("起始日期"))
    carer_name = fields.Text(_("照护人姓名"), longest=60)
    relation = fields.Options(_("与参保人的关系"))
    monthly = fields.Money(
        _("约定的每月照护费用"),
        needed=False,
        hint=_("当地按费用在限额内支付的必填，按定额支付的不填"),
    )
    document = fields.Text(_("依据文件"), longest=120, hint=_("例如照护协议或承诺书的编号"))


class CareEndForm(Form):
    """The last day of family care, and why."""

    last_day = fields.Day(_("最后一天"), hint=_("登记有误、从未照护的，填起始日期的前一天"))
    why = fields.LongText(_("原因"), longest=200)


class AccountForm(Form):
    """A bank account of the person or of a registered carer."""

    holder = fields.Options(_("收款人"))
    number = fields.Text(_("银行账号"), longest=40, hint=_("对照本人的银行卡或存折填写"))
    bank = fields.Text(_("开户行"), longest=120)
    document = fields.Text(_("依据文件"), longest=120, hint=_("例如申请表或委托书的编号"))
    first_day = fields.Day(_("启用日期"), hint=_("此日起的付款付到该账户"))


class ReturnedForm(Form):
    """What the bank's notice says of a payment that came back."""

    came_on = fields.Day(_("退回日期"))
    why = fields.Options(_("退回原因"))
    bank_reference = fields.Text(_("银行流水号"), longest=60)

    def __init__(self) -> None:
        """Offer what a bank may say; what the system left out itself is no reason of a notice."""
        super().__init__()
        self.why.choices = [each for each in choices("person_refund") if each[0] in WHY]


class ReturnConfirmForm(Form):
    """The reference of the bank's notice, typed again by another person."""

    bank_reference = fields.Text(
        _("银行流水号"), longest=60, hint=_("对照银行退回通知再填一次，与登记的一致才能确认")
    )


class RepaidForm(Form):
    """What the family paid back."""

    amount = fields.Money(_("缴回金额"))
    came_on = fields.Day(_("到账日期"))
    bank_reference = fields.Text(_("银行流水号"), longest=60)
