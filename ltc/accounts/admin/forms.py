"""Forms of the administrators: accounts, roles, organisations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.security.roles import ROLES
from ltc.web import fields
from ltc.web.forms import Form


class AccountFilter(Form):
    """The box over the list of accounts."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    q = fields.Text(_("登录名或姓名"), longest=60, needed=False, id="filter-q")


class AccountForm(Form):
    """A new account: whom it stands for decides what it will see; roles come from somebody else."""

    name = fields.Text(_("登录名"), longest=41, hint=_("3至41位小写字母、数字或 . _ -"))
    shown_name = fields.Text(_("姓名"), longest=60)
    area_code = fields.Choice(_("区划"), hint=_("只能看到该区划及其下级的数据"))
    organisation_id = fields.Choice(
        _("所属机构"), needed=False, hint=_("护理机构、评估机构、经办机构和医保局人员必选")
    )
    staff_id = fields.Choice(
        _("对应人员"), needed=False, hint=_("护理员、评估员、检查人员须对应到实名人员")
    )
    person_id = fields.Whole(
        _("参保人档案号"), needed=False, least=1, hint=_("家属账号填写，只能看到这一位参保人")
    )


class RolesForm(Form):
    """The roles of an account."""

    roles = fields.Ticks(_("角色"), needed=False, choices=list(ROLES.items()))


class CodeForm(Form):
    """The first code of a new authenticator."""

    code = fields.Text(_("动态口令"), longest=10, hint=_("验证器里显示的六位数字"))


class OrganisationForm(Form):
    """A new organisation."""

    kind = fields.Options(_("类别"), kind="organisation")
    name = fields.Text(_("机构名称"), longest=120)
    credit_code = fields.Text(_("统一社会信用代码"), longest=18)
    area_code = fields.Choice(_("区划"))
    address = fields.Text(_("地址"), longest=200, needed=False)
    phone = fields.Phone(_("联系电话"), needed=False)
