"""The list of areas 区划: a code list, kept by the system administrator."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ltc.directory.models import Area
from ltc.security.policy import administered_area
from ltc.shared.errors import NotFound
from ltc.web.model_views import ReferenceView, Rows


class AreaList(ReferenceView):
    """``/desk/areas``."""

    datamodel = Rows(Area)
    route_base = "/desk/areas"
    list_title = _("区划")
    show_title = _("区划")
    add_title = _("新增区划")
    edit_title = _("修改区划")
    label_columns = {
        "code": _("代码"),
        "name": _("名称"),
        "level": _("层级"),
        "parent_code": _("上级代码"),
        "setting": _("定位半径类别"),
        "lat": _("中心纬度"),
        "lon": _("中心经度"),
    }
    list_columns = ["code", "name", "level", "parent_code"]
    show_columns = ["code", "name", "level", "parent_code", "setting", "lat", "lon"]
    add_columns = ["code", "name", "level", "parent_code", "setting", "lat", "lon"]
    edit_columns = ["name", "level", "parent_code", "setting", "lat", "lon"]
    search_columns = ["name"]
    ltc_permission = "area.list"
    ltc_write_permission = "area.change"

    def _refuse_foreign(self, item: Area) -> None:
        """Leave the areas above and beside one's own to their own administrators."""
        mine, parent = administered_area(), item.parent_code or ""
        strange = item.code is not None and not item.code.startswith(mine)
        if strange or not (parent.startswith(mine) or mine.startswith(parent)):
            raise NotFound("the area is not yours", "所选区划不在您的辖区")
