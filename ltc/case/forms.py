"""Forms of people, events and care plans: typed text in, commands out."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from ltc.case.acts.joining import Login
from ltc.case.acts.people import Contact, RegisterPerson
from ltc.case.rules.events import LONGEST_NOTE, LONGEST_SOURCE
from ltc.shared.errors import BadInput
from ltc.shared.geo import Point
from ltc.web import fields
from ltc.web.forms import Form


class PeopleFilter(Form):
    """The box over the list of people."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    q = fields.Text(
        _("姓名或身份证号码"), longest=60, needed=False, id="filter-q", hint=_("身份证号码须完整")
    )


class PersonForm(Form):
    """The facts of a person whose file is opened."""

    name = fields.Text(_("姓名"), longest=60)
    id_number = fields.IdNumber(_("身份证号码"), hint=_("18位，末位可为X；性别和出生日期自动读取"))
    area_code = fields.Choice(_("居住地"))
    category = fields.Choice(_("参保类别"), kind="person_category")
    insured_from = fields.Day(_("参保日期"))
    phone = fields.Phone(_("联系电话"), needed=False)
    address = fields.Text(
        _("住址"), longest=200, hint=_("写到小区或村组、楼号门牌，护理员照这个地址上门")
    )
    lat = fields.Text(_("住址纬度"), longest=20, needed=False, hint=_("WGS-84，如 41.1245"))
    lon = fields.Text(_("住址经度"), longest=20, needed=False, hint=_("WGS-84，如 122.0703"))
    guardian_name = fields.Text(_("监护人或代理人"), longest=60, needed=False)
    guardian_phone = fields.Phone(_("监护人电话"), needed=False)
    health_note = fields.LongText(_("健康情况备注"), longest=500, needed=False)

    def make(self) -> RegisterPerson:
        """Return the command."""
        return _person(self.values())


class LoginForm(Form):
    """The name and password of a family's account."""

    login_name = fields.Text(
        _("登录名"), longest=41, hint=_("3至41位小写字母、数字或 . _ -，如手机号")
    )
    password = fields.Password(_("密码"), hint=_("至少10位，包含字母、数字、符号中的两种"))

    def login(self) -> Login:
        """Return what the account is opened with."""
        return Login(str(self.login_name.data), str(self.password.data))


class JoinForm(PersonForm):
    """The facts of a person, and the account of the family; who goes there calls first."""

    phone = fields.Phone(_("联系电话"), hint=_("评估员、护理员上门前打这个电话"))

    login_name = fields.Text(
        _("登录名"), longest=41, hint=_("3至41位小写字母、数字或 . _ -，如手机号")
    )
    password = fields.Password(_("密码"), hint=_("至少10位，包含字母、数字、符号中的两种"))
    agreed = fields.Tick(_("本人或家属知情，同意医保经办机构为办理长期护理保险使用以上信息"))

    def make(self) -> RegisterPerson:
        """Return the command, without what belongs to the account."""
        return _person({key: self[key].data for key in _PERSON})

    def login(self) -> Login:
        """Return what the account is opened with."""
        return Login(str(self.login_name.data), str(self.password.data))


class ContactForm(Form):
    """How a person is reached."""

    phone = fields.Phone(_("联系电话"), needed=False)
    address = fields.Text(_("住址"), longest=200)
    guardian_name = fields.Text(_("监护人或代理人"), longest=60, needed=False)
    guardian_phone = fields.Phone(_("监护人电话"), needed=False)
    lat = fields.Text(
        _("住址纬度"), longest=20, needed=False, hint=_("还没有定位的住处才填，WGS-84，如 41.1245")
    )
    lon = fields.Text(_("住址经度"), longest=20, needed=False, hint=_("WGS-84，如 122.0703"))

    def make(self) -> Contact:
        """Return the command."""
        values = self.values()
        return Contact(home=_point(values.pop("lat"), values.pop("lon")), **values)


class EventForm(Form):
    """Something that happened to a person."""

    kind = fields.Options(_("事件"), kind="case_event")
    first_day = fields.Day(_("发生日或起日"))
    last_day = fields.Day(_("止日"), needed=False, hint=_("死亡、转出不填；住院未出院的不填"))
    source = fields.Text(_("消息来源"), longest=LONGEST_SOURCE, hint=_("如：民政、医院、家属"))
    note = fields.Text(_("备注"), longest=LONGEST_NOTE, needed=False)


class ReverseForm(Form):
    """Why an event is taken back."""

    note = fields.Text(_("撤销原因"), longest=LONGEST_NOTE)


class DraftForm(Form):
    """What a new plan begins with."""

    mode = fields.Options(_("服务方式"))
    first_day = fields.Day(_("开始日期"), hint=_("须在待遇认定有效期内"))


class ConsentForm(Form):
    """The person's yes, as it was given."""

    how = fields.Options(_("确认方式"))
    by = fields.Text(_("确认人"), longest=60, hint=_("本人、监护人或代理人的姓名"))
    beyond_standard = fields.Tick(_("已说明并同意自付超出标准的部分"), needed=False)


_PERSON = (
    *("name", "id_number", "area_code", "category", "insured_from", "phone", "address"),
    *("lat", "lon", "guardian_name", "guardian_phone", "health_note"),
)


def _person(values: dict[str, Any]) -> RegisterPerson:
    """Return the command from what was typed."""
    home = _point(values.pop("lat"), values.pop("lon"))
    return RegisterPerson(**values, home=home)


def _point(lat: str, lon: str) -> Point | None:
    """Return the home's place, if both numbers were typed."""
    if not lat and not lon:
        return None
    try:
        return Point(float(lat), float(lon))
    except ValueError:
        raise BadInput(
            "latitude and longitude are two numbers", "经纬度应为两个数字", field="lat"
        ) from None
