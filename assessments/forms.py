"""Forms of applying, intake, the agency's desk, the visit and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from assessments.acts.visit import SiteStart
from assessments.rules.scale import Item, Scale
from ltc.shared.errors import BadInput
from ltc.shared.geo import WGS84
from ltc.shared.reasons import Reason
from ltc.web import fields
from ltc.web.filters import named
from ltc.web.forms import Form

SELF_ITEMS = ("eating", "continence", "bathing", "dressing", "toilet", "transfer")


class ApplyForm(Form):
    """The self-assessment and what else an application tells."""

    against: tuple[Reason, ...] = ()  # why nothing was handed in
    eating = fields.Options(_("进食"))
    continence = fields.Options(_("大小便控制"))
    bathing = fields.Options(_("洗澡"))
    dressing = fields.Options(_("穿衣"))
    toilet = fields.Options(_("用厕"))
    transfer = fields.Options(_("床椅转移"))
    disabled_since = fields.Day(
        _("失能开始日期"), needed=False, hint=_("大概日期即可；失能须持续6个月以上")
    )
    mode_wish = fields.Options(_("希望的服务方式"))
    note = fields.LongText(_("补充说明"), longest=500, needed=False)

    def answers(self) -> dict[str, str]:
        """Return the self-assessment by item."""
        return {item: str(self[item].data) for item in SELF_ITEMS}


class WindowApplyForm(ApplyForm):
    """An application taken by the office for somebody."""

    channel = fields.Options(_("申请方式"))


class ReasonForm(Form):
    """Words that an act rests on."""

    note = fields.LongText(_("说明"), longest=500)


class RefuseForm(Form):
    """The ground of a refusal and the facts it rests on."""

    ground = fields.Options(_("不予受理的情形"), kind="refusal_ground")
    note = fields.LongText(_("具体事实"), longest=500, hint=_("申请人会收到这段话，请写得看得懂"))


class AgencyForm(Form):
    """To which agency."""

    agency_id = fields.Options(_("评估机构"))


class ScheduleForm(Form):
    """When, and who goes."""

    visit_at = fields.Moment(_("上门时间"))
    assessors = fields.Ticks(_("评估员"), needed=False)
    experts = fields.Ticks(_("现场评估专家"), hint=_("至少一名；现场共至少两人"))
    confirmers = fields.Ticks(
        _("确认专家"), needed=False, hint=_("不到现场；结论须由至少两名专家确认")
    )


class RecuseForm(Form):
    """Who must stand back, and why."""

    staff_id = fields.Choice(_("须回避的人员"))
    why = fields.Text(_("回避原因"), longest=200, hint=_("如：亲属、邻居、曾为其服务"))


class SiteForm(Form):
    """What is there when the visit begins."""

    identity_checked = fields.Tick(_("已核对身份证，与评估对象本人一致"))
    guardian = fields.Text(_("在场的监护人或代理人"), longest=60)
    video_reference = fields.Text(
        _("录像编号"), longest=120, hint=_("全程录像，填写设备或文件编号")
    )
    lat = fields.Hidden(needed=False)
    lon = fields.Hidden(needed=False)
    accuracy_m = fields.Hidden(needed=False)

    def start(self) -> SiteStart:
        """Return what the visit begins with; the place only where the tablet gave one."""
        return SiteStart(
            guardian=str(self.guardian.data),
            identity_checked=bool(self.identity_checked.data),
            video_reference=str(self.video_reference.data),
            place=self._place(),
        )

    def _place(self) -> dict[str, object] | None:
        numbers = [self.lat.data, self.lon.data, self.accuracy_m.data]
        if not all(numbers):
            return None
        try:
            lat, lon, accuracy = (float(number) for number in numbers)
        except ValueError:
            raise BadInput("the place is not three numbers", "定位读不出来，请重新定位") from None
        return {"lat": lat, "lon": lon, "crs": WGS84, "accuracy_m": accuracy}


class ConfirmForm(Form):
    """The grade that the expert has seen, and a word."""

    seen_grade = fields.Hidden()
    text = fields.LongText(_("确认意见"), longest=500, needed=False)


class AppealForm(Form):
    """Who objects and why."""

    made_by_name = fields.Text(_("姓名"), longest=60, hint=_("须实名"))
    text = fields.LongText(_("理由"), longest=2000)


class AnswerForm(Form):
    """What an objection is answered."""

    upheld = fields.Options(_("处理结果"))
    text = fields.LongText(_("答复"), longest=2000)


class TextForm(Form):
    """Somebody's own words."""

    text = fields.LongText(_("情况说明"), longest=2000)


class CloseReviewForm(Form):
    """What came of a review of quality."""

    outcome = fields.Options(_("核查结果"))
    text = fields.LongText(_("核查结论"), longest=2000)


class NewSampleForm(Form):
    """Which conclusions are drawn for blind re-scoring."""

    first_day = fields.Day(_("结论日期自"))
    last_day = fields.Day(_("结论日期至"))
    size = fields.Whole(_("抽取数量"))


def gold_form(scale: Scale) -> Form:
    """Return the form of a gold case: its story and the agreed answers."""
    parts: dict[str, Any] = {
        "title": fields.Text(_("案例名称"), longest=60),
        "story": fields.LongText(
            _("情况描述"), longest=4000, hint=_("虚构人物；写明逐项评分所需的情况")
        ),
    }
    for key, item in scale.items.items():
        parts[key] = fields.Options(named(item), choices=_cards(item))
    made: Form = type("GoldForm", (Form,), parts)()
    return made


def score_form(scale: Scale, answers: Mapping[str, int], notes: Mapping[str, str]) -> Form:
    """Return one form with every item of a scale as cards, and a note for each."""
    parts: dict[str, Any] = {}
    for key, item in scale.items.items():
        parts[key] = fields.Options(named(item), choices=_cards(item), needed=False)
        parts[f"note_{key}"] = fields.Text(_("备注"), longest=200, needed=False)
    chosen = {key: str(points) for key, points in answers.items()}
    kept = {f"note_{key}": text for key, text in notes.items()}
    made: Form = type("ScoreForm", (Form,), parts)(data={**chosen, **kept})
    return made


def scored(form: Form, scale: Scale) -> dict[str, int]:
    """Return the points that were chosen, by item."""
    return {key: int(form[key].data) for key in scale.items if form[key].data}


def noted(form: Form, scale: Scale) -> dict[str, str]:
    """Return the notes that were written, by item."""
    return {key: form[f"note_{key}"].data for key in scale.items if form[f"note_{key}"].data}


def agree_form(
    scale: Scale,
    differing: Mapping[str, tuple[int, ...]],
    *,
    short: bool,
    scorers: Sequence[str] = (),
) -> Form:
    """Return the form that settles the items scored apart; each answer names who gave it."""
    parts: dict[str, Any] = {}
    for key in differing:
        item = scale.items[key]
        given = _who_gave(differing[key], scorers)
        parts[key] = fields.Options(named(item), choices=_cards(item), hints=given)
    parts["discussion"] = fields.LongText(_("合议经过"), longest=2000, needed=bool(differing))
    if short:
        parts["short_because"] = fields.Text(_("现场时间较短的原因"), longest=200)
    made: Form = type("AgreeForm", (Form,), parts)()
    return made


def _who_gave(points: Sequence[int], scorers: Sequence[str]) -> dict[str, str]:
    """Return answer → the names of the scorers who gave it."""
    given: dict[str, list[str]] = {}
    for value, name in zip(points, scorers, strict=False):
        given.setdefault(str(value), []).append(name)
    return {
        value: gettext("%(names)s评的分", names="、".join(names)) for value, names in given.items()
    }


def _cards(item: Item) -> list[tuple[str, str]]:
    """Return the answers of an item as cards: points and wording, worst first."""
    return [
        (str(points), gettext("%(points)s分 · %(text)s", points=points, text=named(word)))
        for points, word in sorted(item.options.items())
    ]
