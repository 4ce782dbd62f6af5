"""The form of a new token."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.web import fields
from ltc.web.forms import Form


class TokenForm(Form):
    """Which program, and until when."""

    name = fields.Text(_("软件名称"), longest=60, hint=_("例如系统名称和供应商，便于日后辨认"))
    last_day = fields.Day(_("有效期至"), hint=_("最长一年，到期重新办理"))
