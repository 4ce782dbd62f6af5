"""Forms of the settlement desks: typed text in, checked values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form


class LineFilterForm(Form):
    """Boxes over settled lines."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    settlement = fields.Choice(_("结算月份"), needed=False, id="filter-settlement")
    provider = fields.Choice(_("机构"), needed=False, id="filter-provider")
    person = fields.Text(_("参保人编号或身份证号码"), needed=False, longest=18, id="filter-person")
    reason = fields.Choice(_("原因"), needed=False, id="filter-reason")
    only = fields.Choice(_("范围"), needed=False, id="filter-only")


class JournalFilterForm(Form):
    """Boxes over the journal."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    month = fields.MonthPick(_("月份"), needed=False, id="filter-month")
    insurance = fields.Choice(_("险种"), needed=False, id="filter-insurance")
    kind = fields.Choice(_("类别"), needed=False, id="filter-kind")
    account = fields.Choice(_("科目"), needed=False, id="filter-account")


class IncomeForm(Form):
    """Money that came in, as its document says."""

    insurance = fields.Options(_("险种"))
    source = fields.Choice(_("资金来源"))
    amount = fields.Money(_("金额"))
    received_on = fields.Day(_("到账日期"))
    document = fields.Text(
        _("凭据文号"),
        longest=50,
        hint=_("同一文号、同一天、同一来源只记一次，重复提交不会重复入账"),
    )
    memo = fields.Text(_("摘要"), needed=False, longest=200)


class TakeBackForm(Form):
    """Why an entry is taken back, and on which day."""

    on = fields.Day(_("冲销日期"))
    why = fields.LongText(_("冲销原因"), longest=200)


class DisputeForm(Form):
    """One visit that a party does not agree with."""

    visit_id = fields.Whole(
        _("服务编号"), least=1, most=10**15, hint=_("在结算明细里打开一次服务，可以直接提出争议")
    )
    code = fields.Options(_("争议事由"))
    note = fields.LongText(_("说明"), longest=500)


class DecideBreakForm(Form):
    """How a dispute ends."""

    outcome = fields.Options(_("处理结果"))
    answer = fields.LongText(_("处理说明"), longest=500)


class PaidForm(Form):
    """What the bank said."""

    paid_on = fields.Day(_("付款日期"))
    bank_reference = fields.Text(_("银行流水号"), longest=60)


class UnpaidForm(Form):
    """The bank's word that it paid nothing of an order."""

    document = fields.Text(_("银行答复的编号"), longest=120, hint=_("银行书面答复或退票清单的编号"))


class WithdrawForm(Form):
    """Why an order is taken back."""

    why = fields.LongText(_("撤回原因"), longest=200)


class PayeeForm(Form):
    """A provider's bank account, from a document of the provider."""

    number = fields.Text(_("银行账号"), longest=40, hint=_("对照机构盖章的开户证明填写"))
    bank = fields.Text(_("开户行"), longest=120)
    document = fields.Text(_("依据文件"), longest=120, hint=_("例如开户许可证或机构函件的文号"))


class PayeeConfirmForm(Form):
    """The same number, typed again by another person."""

    number = fields.Text(
        _("银行账号"), longest=40, hint=_("对照依据文件再填一次，与提出人填写的一致才能确认")
    )


class TraceForm(Form):
    """What is traced."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    kind = fields.Choice(_("从哪里查起"), id="trace-kind")
    number = fields.Whole(_("编号"), least=1, most=10**15, id="trace-number")


class PackFilterForm(Form):
    """Which packs are listed."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    q = fields.Text(_("地区名称或代码"), longest=60, needed=False, id="filter-q")


class PackCompareForm(Form):
    """Two packs, or one, each on a day."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    one = fields.Choice(_("一边"), id="compare-one")
    one_on = fields.Day(_("哪一天"), id="compare-one-on")
    other = fields.Choice(_("另一边"), id="compare-other")
    other_on = fields.Day(_("哪一天"), id="compare-other-on")


class PackDayForm(Form):
    """The day on which a pack is looked at."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    on = fields.Day(_("查看日期"), needed=False, hint=_("不填则列出全部年度"), id="filter-on")
