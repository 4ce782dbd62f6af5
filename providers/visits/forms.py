"""Forms of the visit pages: text in, typed values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form as PlainForm

from ltc.web.fields import Choice, Day, LongText, Moment, Text, Tick
from ltc.web.forms import Form


class ManualForm(Form):
    """An entry by hand: the times, the reason."""

    started_at = Moment(_("实际开始时间"))
    ended_at = Moment(_("实际结束时间"))
    reason = Choice(_("补登原因"), kind="visit_reason")
    memo = LongText(_("说明"), longest=300, needed=False, hint=_("选择“其他”时必填"))


class ReassignForm(Form):
    """Another carer for a planned visit."""

    carer_id = Choice(_("改由谁服务"), coerce=int)
    reason = Choice(_("原因"), kind="visit_reason")
    memo = Text(_("说明"), longest=300, needed=False)


class ExplainForm(Form):
    """Why it happened."""

    reason = Choice(_("原因"), kind="visit_reason")
    memo = LongText(_("说明"), longest=300, needed=False, hint=_("选择“其他”时必填"))


class DecideForm(Form):
    """How an exception is closed."""

    resolution = Choice(_("处理结果"), kind="visit_resolution")
    memo = LongText(_("处理意见"), longest=300, needed=False, hint=_("选择“其他”时必填"))


class CallBackForm(Form):
    """Who was reached by phone and said that the visit was."""

    given_by = Text(_("接听人姓名及与参保人关系"), longest=60)


class VoidForm(Form):
    """Why a visit is taken out of the books."""

    why = Text(_("作废原因"), longest=200)


class KeyForm(Form):
    """A fresh card of time codes for a home, with a PIN if the family wants one."""

    pin = Text(_("家庭密码（4至8位数字）"), longest=8, needed=False)
    agreed = Tick(_("已当面向参保人或家属说明用途，护理员不在场"))


class VisitFilterForm(PlainForm):
    """What is looked for in the list of visits."""

    first_day = Day(_("从"), needed=False)
    last_day = Day(_("到"), needed=False)
    state = Choice(_("状态"), kind="visit", needed=False)
    carer_id = Choice(_("护理员"), needed=False)
    provider_id = Choice(_("机构"), needed=False)


class QueueFilterForm(PlainForm):
    """What is looked for at the exception desk."""

    owner = Choice(_("由谁处理"), kind="visit_owner", needed=False)
    code = Choice(_("异常类型"), kind="visit_exception", needed=False)
    state = Choice(_("进度"), kind="exception_state", needed=False)
