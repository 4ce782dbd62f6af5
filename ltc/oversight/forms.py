"""Forms of oversight: typed text in, commands out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any

from flask_babel import lazy_gettext as _

from ltc.oversight.rules.scoring import HUNDREDTHS, KINDS, QUOTA, Indicator
from ltc.shared.errors import BadInput
from ltc.web import fields
from ltc.web.forms import Form

_NEVER = _("没有发生的，按基金付出的全部追回，不必填写金额；没有证据表明参保人知情的，由机构赔付")
_SHORT = 2000
_MOST = 10**6 * HUNDREDTHS


class Hundredths(fields.Parsed):
    """A number with at most two decimals, kept as whole hundredths: per cent, per thousand."""

    is_number = True

    def __init__(self, label: object = "", *, unit: object = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.unit = unit

    def parse(self, text: str) -> int:
        """Read ``95`` or ``95.5``."""
        try:
            value = Decimal(text) * HUNDREDTHS
        except (InvalidOperation, Overflow):
            value = Decimal("0.5")
        if not 0 <= value <= _MOST or value != value.to_integral_value():
            raise BadInput(
                f"{self.label.text}: a number with at most two decimals",
                f"{self.label.text}：请填数字，最多两位小数",
                field=self.name,
            )
        return int(value)

    def write(self, value: int) -> str:
        """Write it back with two decimals."""
        return f"{value // HUNDREDTHS}.{value % HUNDREDTHS:02d}"


class ContractForm(Form):
    """An operator's contract; indicators without a weight are not part of it."""

    operator_id = fields.Choice(_("经办机构"))
    number = fields.Text(_("合同编号"), longest=60)
    first_day = fields.Day(_("起始日"))
    last_day = fields.Day(_("截止日"))
    document = fields.Text(_("合同文件"), longest=120, needed=False)
    fee_fen = fields.Money(_("每月服务费"), needed=False, hint=_("未约定的留空，不能计付"))
    performance_bp = Hundredths(
        _("其中按考核得分计付的比例"), unit="%", needed=False, hint=_("未约定的留空，不能计付")
    )
    insurance = fields.Options(_("由哪个险种的基金支付"), kind="oversight_fund")
    quota = Hundredths(
        _("抽查比例"), unit="%", needed=False, hint=_("占当月已核实服务的比例；选用抽查指标时填写")
    )

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators that were given a weight."""
        found = []
        for code, goal, weight in self.lines():
            if weight.data:
                quota = (self.quota.data or 0) if KINDS[code].measure == QUOTA else 0
                found.append(Indicator(code, goal.data or 0, weight.data, quota))
        return tuple(found)

    def lines(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield each indicator with its two fields, for the page."""
        for code in KINDS:
            yield code, self[f"goal_{code}"], self[f"weight_{code}"]


for _code in KINDS:
    setattr(ContractForm, f"goal_{_code}", Hundredths(_("目标值"), needed=False))
    setattr(ContractForm, f"weight_{_code}", fields.Whole(_("权重"), most=100, needed=False))


class MakeForm(Form):
    """Which month of which contract is counted."""

    contract_id = fields.Choice(_("合同"))
    month = fields.MonthPick(_("考核月份"))


class ComplaintForm(Form):
    """A complaint or report by a family."""

    kind = fields.Options(_("类别"), kind="complaint_kind")
    against = fields.Options(_("反映的对象"), kind="complaint_against")
    provider_id = fields.Choice(_("涉及的机构"), needed=False)
    text = fields.LongText(
        _("反映的情况"), longest=_SHORT, hint=_("写明时间、地点、对象和经过，不少于10个字")
    )
    sealed = fields.Tick(
        _("为我保密"), needed=False, hint=_("不记录账号和档案；请记下查询码，凭码查看办理结果")
    )


class DeskComplaintForm(ComplaintForm):
    """The same, written down at a window, from a call or a letter."""

    channel = fields.Options(_("来源渠道"), kind="complaint_channel")
    area_code = fields.Choice(_("发生地"))
    made_by_name = fields.Text(_("反映人姓名"), longest=60, needed=False)
    contact = fields.Text(_("联系方式"), longest=60, needed=False)


class TrackForm(Form):
    """The code by which a complaint is followed."""

    code = fields.Text(_("查询码"), longest=20)


class InvestigateForm(Form):
    """What was found out."""

    investigation = fields.LongText(_("调查经过和核实情况"), longest=_SHORT)
    outcome = fields.Options(_("调查结果"), kind="complaint_outcome")


class TextForm(Form):
    """One text: an answer, a hearing, a remedy, a reason."""

    text = fields.LongText(_("内容"), longest=_SHORT)


class PaidInForm(Form):
    """What the bank says of money that a provider paid in."""

    text = fields.Text(_("银行流水号"), longest=60)


class CheckForm(Form):
    """A spot check."""

    about_kind = fields.Options(_("抽查对象"), choices=())
    about_id = fields.Whole(_("记录编号"), least=1)
    how = fields.Options(_("方式"), kind="check_how")
    result = fields.Options(_("结果"), kind="check_result")
    note = fields.LongText(_("情况说明"), longest=500, needed=False, hint=_("不属实或有误的必填"))


class InspectionForm(Form):
    """A draw to be planned."""

    title = fields.Text(_("检查名称"), longest=120)
    area_code = fields.Choice(_("区划"))
    month = fields.MonthPick(_("检查的月份"))
    population = fields.Options(_("抽取范围"), kind="inspection_population")
    size = fields.Whole(_("抽取数量"), least=1, most=1000)
    inspectors = fields.Whole(_("检查人员数"), least=1, most=20)


class ItemForm(Form):
    """What an inspector saw."""

    result = fields.Options(_("检查结果"), choices=())
    note = fields.LongText(_("检查情况"), longest=_SHORT)


class FindingForm(Form):
    """A finding with what is proposed."""

    provider_id = fields.Choice(_("机构"))
    staff_id = fields.Whole(_("涉及人员编号"), least=1, needed=False)
    visit_id = fields.Whole(_("涉及服务编号"), least=1, needed=False)
    repays = fields.Options(
        _("该次服务有没有发生"), kind="finding_repays", default="given", hint=_NEVER
    )
    kind = fields.Options(_("性质"), kind="finding_kind")
    text = fields.LongText(_("查明的事实"), longest=_SHORT)
    law = fields.Text(_("依据"), longest=120, hint=_("法规、办法或协议的条款"))
    points = fields.Whole(_("建议扣分"), most=100, needed=False)
    recovery_fen = fields.Money(_("建议追回金额"), needed=False)
    insurance = fields.Options(
        _("追回款所属险种"), kind="oversight_fund", needed=False, hint=_("指明服务编号的自动确定")
    )
    mode = fields.Choice(_("追回款所属服务方式"), needed=False)
    suspend_from = fields.Day(_("建议暂停起始日"), needed=False)
    suspend_to = fields.Day(_("建议暂停截止日"), needed=False)


class DecisionForm(Form):
    """A decision on a finding; the figures are those that hold."""

    outcome = fields.Options(_("决定"), kind="finding_outcome")
    text = fields.LongText(_("决定的理由"), longest=_SHORT)
    points = fields.Whole(_("扣分"), most=100, needed=False)
    repays = fields.Options(
        _("该次服务有没有发生"), kind="finding_repays", default="given", hint=_NEVER
    )
    recovery_fen = fields.Money(_("追回金额"), needed=False)
    suspend_from = fields.Day(_("暂停起始日"), needed=False)
    suspend_to = fields.Day(_("暂停截止日"), needed=False)
    version = fields.Hidden(needed=False)
