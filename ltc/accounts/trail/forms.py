"""The box over the audit trail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form


class TrailFilter(Form):
    """What to look for in the trail; everything may be left empty."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    act = fields.Text(_("操作"), longest=60, needed=False, hint=_("如 application 或 visit.verify"))
    user_id = fields.Whole(_("账号编号"), needed=False)
    about_kind = fields.Text(_("对象类别"), longest=40, needed=False, hint=_("如 application"))
    about_id = fields.Text(_("对象编号"), longest=60, needed=False)
    first_day = fields.Day(_("起始日"), needed=False)
    last_day = fields.Day(_("截止日"), needed=False)
