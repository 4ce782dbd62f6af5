"""Two lists by Flask-AppBuilder over real tables: a code list, and records with a scope."""

from typing import ClassVar

from ltc.directory.models import Area, Organisation
from ltc.web.model_views import RecordsView, ReferenceView, Rows


class AreaList(ReferenceView):
    """A code list."""

    datamodel = Rows(Area)
    route_base = "/desk/areas"
    list_title, add_title, edit_title, show_title = "区划", "新增区划", "修改区划", "区划"
    label_columns: ClassVar = {"code": "代码", "name": "名称", "level": "层级"}
    list_columns: ClassVar = ["code", "name", "level"]
    show_columns: ClassVar = ["code", "name", "level"]
    edit_columns: ClassVar = ["code", "name", "level", "setting"]
    add_columns: ClassVar = ["code", "name", "level", "setting"]
    search_columns: ClassVar = ["name"]
    ltc_permission = "areas.see"
    ltc_write_permission = "areas.change"


class OrganisationList(RecordsView):
    """Records with a scope."""

    datamodel = Rows(Organisation)
    route_base = "/desk/organisations-list"
    list_title, show_title = "机构", "机构"
    label_columns: ClassVar = {"name": "名称", "kind": "类别", "phone": "电话"}
    list_columns: ClassVar = ["name", "kind"]
    show_columns: ClassVar = ["name", "kind", "phone"]
    ltc_permission = "organisations.see"
